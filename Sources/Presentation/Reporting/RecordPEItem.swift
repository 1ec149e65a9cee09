/// The items that RECORD (Benchimol et al. 2015, 10.1371/journal.pmed.1001885) and RECORD-PE (Langan et al. 2018, 10.1136/bmj.k3532) add to STROBE,
/// in our own words.
public enum RecordPEItem: String, Sendable, Hashable, ReportingItem {
    case dataType = "1.1"
    case region = "1.2"
    case linkageStated = "1.3"
    case design = "4.a"
    case diagram = "4.b"
    case selectionCodes = "6.1"
    case entry = "6.1.a"
    case validation = "6.2"
    case linkageFlow = "6.3"
    case codes = "7.1"
    case exposureDefinition = "7.1.a"
    case exposureSource = "7.1.b"
    case exposureWindow = "7.1.c"
    case attribution = "7.1.d"
    case dose = "7.1.e"
    case comparator = "7.1.f"
    case severalDrugs = "7.1.g"
    case healthcare = "8.a"
    case access = "12.1"
    case cleaning = "12.2"
    case linkage = "12.3"
    case assumptions = "12.1.a"
    case severalDesigns = "12.1.b"
    case persons = "13.1"
    case misclassification = "19.1"
    case capture = "19.1.a"
    case indication = "20.a"
    case sharing = "22.1"

    var words: (topic: String, asks: String) {
        switch self {
        case .dataType:
            (
                "Type of data (RECORD)",
                "Name the type of data, and the databases where possible, in title or abstract."
            )
        case .region: ("Region and time (RECORD)", "Give region and period in title or abstract, where it applies.")
        case .linkageStated: ("Linkage (RECORD)", "Where databases were linked, say so in title or abstract.")
        case .design:
            (
                "Design (RECORD-PE)",
                "Give the specific design with its features, and say where several designs are used."
            )
        case .diagram:
            (
                "Diagram (RECORD-PE)",
                "A diagram of the design is recommended: exposure, washout, lag, observation, covariates."
            )
        case .selectionCodes:
            (
                "Selection (RECORD)",
                "List in detail how the population was selected, with codes or algorithms."
            )
        case .entry:
            (
                "Entry criteria (RECORD-PE)",
                """
                Describe entry criteria and their order, whether by indication, and whether a patient may enter more \
                than once.
                """
            )
        case .validation: ("Validation (RECORD)", "Cite or give validation of the codes or algorithms of selection.")
        case .linkageFlow:
            (
                "Linkage flow (RECORD)",
                "Where databases were linked, show the numbers at each step, preferably in a diagram."
            )
        case .codes:
            (
                "Codes (RECORD)",
                "List codes and algorithms of exposures, outcomes, confounders and effect modifiers."
            )
        case .exposureDefinition: ("Exposure (RECORD-PE)", "Describe how the definition of drug exposure was made.")
        case .exposureSource:
            (
                "Source of exposure (RECORD-PE)",
                "Name the data from which each patient's exposure comes."
            )
        case .exposureWindow: ("Exposure windows (RECORD-PE)", "Describe when a patient counts as exposed, and why.")
        case .attribution:
            (
                "Attribution (RECORD-PE)",
                "Justify whether outcomes go to current, past, ever or cumulative exposure."
            )
        case .dose:
            (
                "Dose (RECORD-PE)",
                "Where dose is examined, say how current, past and cumulative dose or time on the drug count."
            )
        case .comparator: ("Comparator (RECORD-PE)", "Describe and justify comparator groups.")
        case .severalDrugs:
            (
                "Several drugs (RECORD-PE)",
                "Say how patients with more than one relevant drug are handled."
            )
        case .healthcare:
            (
                "Healthcare system (RECORD-PE)",
                "Describe the healthcare system, the care setting, and how records of exposure come about."
            )
        case .access: ("Access (RECORD)", "Say how far the investigators had access to the database.")
        case .cleaning: ("Cleaning (RECORD)", "Describe how the data were cleaned.")
        case .linkage: ("Linkage methods (RECORD)", "Where data were linked, say at which level, how, and how well.")
        case .assumptions: ("Assumptions (RECORD-PE)", "Describe how it was checked whether assumptions hold.")
        case .severalDesigns:
            (
                "Several designs (RECORD-PE)",
                "Describe and justify the use of several designs, features or analyses."
            )
        case .persons:
            (
                "Selection in numbers (RECORD)",
                """
                Describe in detail, with numbers, how persons were selected, filtered by quality, availability and \
                linkage.
                """
            )
        case .misclassification:
            (
                "Limits of routine data (RECORD)",
                """
                Discuss data that were not made for the question: misclassification, unmeasured confounding, missing \
                data, change of eligibility.
                """
            )
        case .capture:
            (
                "Capture of exposure (RECORD-PE)",
                "Say how well the database captures the exposures of interest."
            )
        case .indication:
            (
                "Confounding by indication (RECORD-PE)",
                """
                Discuss confounding by indication, contraindication or severity, and selection (healthy adherer, \
                sick stopper) as other explanations.
                """
            )
        case .sharing: ("Access to protocol and code (RECORD)", "Say how to obtain protocol, raw data and code.")
        }
    }
}
