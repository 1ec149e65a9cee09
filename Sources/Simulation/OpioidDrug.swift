/// An opioid that is dispensed in a synthetic study.
public enum OpioidDrug: String, CaseIterable, Sendable, Codable {
    /// Weak; 0.15 MME a milligram.
    case codeine
    /// Weak; 0.2 MME a milligram.
    case tramadol
    /// Weak; 0.4 MME a milligram.
    case tapentadol
    /// 1 MME a milligram.
    case hydrocodone
    /// 5 MME a milligram.
    case hydromorphone
    /// 4.7 MME a milligram.
    case methadone
    /// 1 MME a milligram.
    case morphine
    /// 1.5 MME a milligram.
    case oxycodone
    /// 3 MME a milligram.
    case oxymorphone

    /// Morphine milligram equivalents in a milligram (CDC clinical practice guideline: Dowell et al. 2022,
    /// 10.15585/mmwr.rr7103a1).
    public var mmePerMilligram: Double {
        switch self {
        case .codeine: 0.15
        case .tramadol: 0.2
        case .tapentadol: 0.4
        case .hydrocodone: 1
        case .hydromorphone: 5
        case .methadone: 4.7
        case .morphine: 1
        case .oxycodone: 1.5
        case .oxymorphone: 3
        }
    }

    /// Tenths of a milligram in the smallest step of a daily dose.
    var doseStepTenths: Int {
        switch self {
        case .codeine: 300
        case .tramadol, .tapentadol: 500
        case .hydrocodone, .oxycodone, .oxymorphone: 50
        case .hydromorphone: 20
        case .methadone: 25
        case .morphine: 75
        }
    }

    static let weak: [OpioidDrug] = [.codeine, .tramadol, .tapentadol]
    static let strong: [OpioidDrug] = [
        .hydrocodone, .hydromorphone, .methadone, .morphine, .oxycodone, .oxymorphone,
    ]

    /// Those of one or one and a half MME a milligram, given as solutions where a dose is raised in small steps.
    static let finelyDosed: [OpioidDrug] = [.hydrocodone, .morphine, .oxycodone]

    /// The daily dose nearest to `mme` that tablets allow, in tenths of a milligram.
    func doseTenths(mme: Double) -> Int {
        let steps = (mme / mmePerMilligram * 10 / Double(doseStepTenths)).rounded()
        return max(1, Int(steps)) * doseStepTenths
    }
}
