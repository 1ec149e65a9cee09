import Foundation

/// A treatment started for opioid use disorder.
public enum MOUDArm: String, CaseIterable, Sendable, Codable {
    /// Sublingual, from the first day.
    case buprenorphine
    /// Oral, raised over weeks.
    case methadone
    /// By injection every 28 days.
    case naltrexone

    /// The chance of this arm among those who start.
    var share: Double {
        switch self {
        case .buprenorphine: 0.5
        case .methadone: 0.3
        case .naltrexone: 0.2
        }
    }

    /// Mean of the underlying severity on day 7 at a pain of `WithdrawalModel.referencePain`, in COWS points.
    var meanSeverityOnDay7: Double {
        switch self {
        case .buprenorphine: 1.3
        case .methadone: 0.7
        case .naltrexone: 2.6
        }
    }
}

/// How withdrawal follows a start of MOUD, and who is not assessed.
///
/// Underlying severity is normal, in COWS points: the arm's mean on that day, 1.5 points more for each point of pain on
/// the day of the start, a person's own part and a day's own part. COWS is it, rounded and kept in 0-48; SOWS is 0
/// where COWS would be at most 4 and grows from there, so "no withdrawal" is one event on both scales.
///
/// An assessment is missed with a chance that depends on the pain of the first day alone, which is always recorded.
struct WithdrawalModel: Sendable {
    static let referencePain = 4.0
    static let severityPerPainPoint = 1.5
    static let sdPerson = 3.0
    static let sdDay = 3.0
    /// COWS is at most 4 below this severity.
    static let noneBelow = 4.5

    /// Severity above that of day 7, by day since the start.
    static let visits: [(offset: Int, aboveDay7: Double)] = [
        (-1, 4), (0, 8), (1, 6), (2, 4.5), (3, 3), (7, 0), (14, -1), (21, -1.5), (28, -2),
    ]

    /// The mean severity of an arm on day 7 at this pain.
    static func meanSeverityOnDay7(_ arm: MOUDArm, painTenths: Int) -> Double {
        arm.meanSeverityOnDay7 + severityPerPainPoint * (Double(painTenths) / 10 - referencePain)
    }

    static func chanceOfMissing(painTenths: Int) -> Double {
        min(0.8, max(0.02, 0.03 + 0.09 * (Double(painTenths) / 10 - 2.5)))
    }

    /// The expected share without withdrawal on day 7 among all who start an arm: the chance at each recordable pain,
    /// weighted by the chance of that pain. On the day of the start people are outside every era, so pain is
    /// intercept + residual.
    static func noWithdrawalShareOnDay7(_ arm: MOUDArm, pain: PainModel) -> Double {
        let sdPain = (pain.sdIntercept * pain.sdIntercept + pain.sdResidual * pain.sdResidual).squareRoot()
        var share = 0.0
        var below = 0.0
        for tenths in 0...100 {
            let edge = (Double(tenths) + 0.5) / 10
            let upTo = tenths == 100 ? 1 : normalProbability(below: (edge - pain.meanIntercept) / sdPain)
            share += (upTo - below) * chanceOfNoneOnDay7(arm, painTenths: tenths)
            below = upTo
        }
        return share
    }

    /// The chance of no withdrawal on day 7 of an arm begun at this pain.
    static func chanceOfNoneOnDay7(_ arm: MOUDArm, painTenths: Int) -> Double {
        let sdSeverity = (sdPerson * sdPerson + sdDay * sdDay).squareRoot()
        return normalProbability(below: (noneBelow - meanSeverityOnDay7(arm, painTenths: painTenths)) / sdSeverity)
    }

    static func normalProbability(below z: Double) -> Double {
        0.5 * erfc(-z / 2.0.squareRoot())
    }
}
