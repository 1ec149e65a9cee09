/// The items of STROBE for cohort studies (von Elm et al. 2007, 10.1371/journal.pmed.0040296), in our own words.
public enum StrobeItem: String, Sendable, Hashable, ReportingItem {
    case title = "1a"
    case abstract = "1b"
    case background = "2"
    case objectives = "3"
    case design = "4"
    case setting = "5"
    case participants = "6a"
    case matching = "6b"
    case variables = "7"
    case sources = "8"
    case bias = "9"
    case size = "10"
    case quantitative = "11"
    case methods = "12a"
    case subgroups = "12b"
    case missing = "12c"
    case loss = "12d"
    case sensitivity = "12e"
    case numbersAtStages = "13a"
    case reasons = "13b"
    case flow = "13c"
    case characteristics = "14a"
    case missingByVariable = "14b"
    case followUpTime = "14c"
    case outcomes = "15"
    case estimates = "16a"
    case boundaries = "16b"
    case absolute = "16c"
    case otherAnalyses = "17"
    case keyResults = "18"
    case limitations = "19"
    case interpretation = "20"
    case generalisability = "21"
    case funding = "22"

    var words: (topic: String, asks: String) {
        switch self {
        case .title: ("Title", "Name the design by its usual term in title or abstract.")
        case .abstract: ("Abstract", "Give a balanced summary of what was done and found.")
        case .background: ("Background", "Say why the study was made and what was known.")
        case .objectives: ("Objectives", "State the aims, with hypotheses that were fixed beforehand.")
        case .design: ("Design", "Present the key elements of the design early.")
        case .setting: ("Setting", "Describe places and dates: recruitment, exposure, follow-up, data collection.")
        case .participants: ("Participants", "Give eligibility criteria, sources, ways of selection and of follow-up.")
        case .matching: ("Matching", "Where participants were matched, give the criteria and the numbers.")
        case .variables: ("Variables", "Define outcomes, exposures, predictors, confounders and effect modifiers.")
        case .sources:
            (
                "Data sources",
                "For each variable say where it comes from and how it was measured, alike in all groups or not."
            )
        case .bias: ("Bias", "Describe what was done about sources of bias.")
        case .size: ("Study size", "Explain how the size of the study came about.")
        case .quantitative:
            (
                "Quantitative variables",
                "Explain how numbers were handled, and which groups were made of them and why."
            )
        case .methods: ("Statistical methods", "Describe all methods, with the control of confounding.")
        case .subgroups: ("Subgroups", "Describe methods for subgroups and interactions.")
        case .missing: ("Missing data", "Explain how missing data were handled.")
        case .loss: ("Loss to follow-up", "Explain how loss to follow-up was handled.")
        case .sensitivity: ("Sensitivity analyses", "Describe the sensitivity analyses.")
        case .numbersAtStages: ("Participants", "Report numbers at each stage of the study.")
        case .reasons: ("Non-participation", "Give reasons for leaving at each stage.")
        case .flow: ("Flow diagram", "Consider a flow diagram.")
        case .characteristics: ("Descriptive data", "Describe participants, their exposures and possible confounders.")
        case .missingByVariable: ("Missing by variable", "Give the number with missing data for each variable.")
        case .followUpTime: ("Follow-up time", "Summarise the follow-up time.")
        case .outcomes: ("Outcome data", "Report numbers of outcome events, or summary measures, over time.")
        case .estimates:
            (
                "Main results",
                "Give unadjusted and adjusted estimates with precision, and why what was adjusted for."
            )
        case .boundaries: ("Category boundaries", "Report the boundaries of categories of continuous variables.")
        case .absolute:
            (
                "Absolute risk",
                "Where it helps, put relative risks into absolute ones over a time that matters."
            )
        case .otherAnalyses: ("Other analyses", "Report subgroup, interaction and sensitivity analyses.")
        case .keyResults: ("Key results", "Summarise the key results with reference to the aims.")
        case .limitations: ("Limitations", "Discuss limitations with direction and size of possible bias.")
        case .interpretation:
            (
                "Interpretation",
                "Interpret cautiously, in view of limitations, multiplicity and other evidence."
            )
        case .generalisability: ("Generalisability", "Discuss to whom the results apply.")
        case .funding: ("Funding", "Name the funders and their part in the study.")
        }
    }
}
