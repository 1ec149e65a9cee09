/// The items of TARGET (Cashin, Hansford et al. 2025, 10.1001/jama.2025.13350), in our own words: 21, of which the specification of the
/// target trial (6) and its emulation (7) have parts.
public enum TargetItem: String, Sendable, Hashable, ReportingItem {
    case title = "1a"
    case abstractSources = "1b"
    case abstractResults = "1c"
    case background = "2"
    case question = "3"
    case rationale = "4"
    case sources = "5"
    case eligibility = "6a"
    case strategies = "6b"
    case assignment = "6c"
    case followUp = "6d"
    case outcomes = "6e"
    case contrasts = "6f"
    case identification = "6g"
    case analysis = "6h"
    case ownEligibility = "7a"
    case ownStrategies = "7b"
    case ownAssignment = "7c"
    case ownFollowUp = "7d"
    case ownOutcomes = "7e"
    case ownContrasts = "7f"
    case ownIdentification = "7g(i)"
    case ownVariables = "7g(ii)"
    case ownAnalysis = "7h(i)"
    case ownSensitivity = "7h(ii)"
    case selection = "8"
    case baseline = "9"
    case followUpLength = "10"
    case missing = "11"
    case outcomeNumbers = "12"
    case estimates = "13"
    case sensitivity = "14"
    case interpretation = "15"
    case limitations = "16"
    case ethics = "17"
    case registration = "18"
    case sharing = "19"
    case funding = "20"
    case interests = "21"

    var words: (topic: String, asks: String) {
        switch self {
        case .title:
            (
                "Abstract: design",
                """
                Say that a target trial is emulated with observational data; give aims and a short account of the \
                trial.
                """
            )
        case .abstractSources: ("Abstract: data", "Name the data sources.")
        case .abstractResults: ("Abstract: results", "Summarise assumptions, methods, findings and conclusions.")
        case .background: ("Background", "Describe the background and the gap in knowledge.")
        case .question: ("Causal question", "Summarise the causal question.")
        case .rationale:
            (
                "Rationale",
                "Say why a target trial is emulated with these data; cite trials that it was modelled on."
            )
        case .sources:
            (
                "Data sources",
                "Cite the data; give their purpose, type, places, setting and period, and any linkage."
            )
        case .eligibility: ("Target trial: eligibility", "Describe the eligibility criteria.")
        case .strategies: ("Target trial: strategies", "Describe the treatment strategies that are compared.")
        case .assignment:
            (
                "Target trial: assignment",
                "Say that eligible patients would be assigned at random, and could know to what."
            )
        case .followUp:
            (
                "Target trial: follow-up",
                "Say that follow-up would begin at assignment, and when it would end."
            )
        case .outcomes: ("Target trial: outcomes", "Describe the outcomes, how and when they would be measured.")
        case .contrasts: ("Target trial: contrasts", "Describe the causal contrasts and their measures.")
        case .identification:
            (
                "Target trial: assumptions",
                "Describe the assumptions that would identify each estimand, and the variables that they need."
            )
        case .analysis:
            (
                "Target trial: analysis",
                "Describe the analysis of each estimand, its modelling assumptions and missing data."
            )
        case .ownEligibility: ("Emulation: eligibility", "Say how the data tell who is eligible.")
        case .ownStrategies: ("Emulation: strategies", "Say how the data tell the strategies.")
        case .ownAssignment: ("Emulation: assignment", "Say how patients were put to strategies with the data.")
        case .ownFollowUp:
            (
                "Emulation: follow-up",
                "Say that follow-up begins when patients are put to strategies, and how the data tell its end."
            )
        case .ownOutcomes: ("Emulation: outcomes", "Say how the data tell the outcomes.")
        case .ownContrasts:
            (
                "Emulation: contrasts",
                "Say how the contrasts and their measures were made with the data."
            )
        case .ownIdentification:
            (
                "Emulation: assumptions",
                "Describe the assumptions made for each estimand, with those on baseline confounding."
            )
        case .ownVariables: ("Emulation: variables", "Say how the variables of these assumptions were made.")
        case .ownAnalysis:
            (
                "Emulation: analysis",
                "Describe the analysis of each estimand, its modelling assumptions and missing data."
            )
        case .ownSensitivity:
            (
                "Emulation: sensitivity",
                "Describe analyses of how much depends on choices and assumptions."
            )
        case .selection:
            (
                "Selection",
                "Report numbers assessed, eligible and put to each strategy; a flow diagram is recommended."
            )
        case .baseline: ("Baseline data", "Describe baseline characteristics by strategy.")
        case .followUpLength: ("Follow-up", "Summarise length and end of follow-up by strategy and contrast.")
        case .missing: ("Missing data", "Give the frequency of missing data by strategy.")
        case .outcomeNumbers: ("Outcomes", "Give the frequency or distribution of each outcome by strategy.")
        case .estimates:
            (
                "Estimates",
                "Report the estimate of each contrast with precision, absolute and relative where both apply."
            )
        case .sensitivity: ("Additional analyses", "Report all analyses of how sensitive estimates are.")
        case .interpretation: ("Interpretation", "Interpret the findings in view of the causal question.")
        case .limitations:
            (
                "Limitations",
                "Discuss where emulation and target trial differ, and how plausible the assumptions are."
            )
        case .ethics: ("Ethics", "Name the approval by an ethics committee.")
        case .registration: ("Registration", "Say whether, when and where the protocol was registered.")
        case .sharing: ("Data sharing", "Say whether data, code and materials can be had, and where.")
        case .funding: ("Funding", "Name the funders and their part.")
        case .interests: ("Interests", "State conflicts of interest.")
        }
    }
}
