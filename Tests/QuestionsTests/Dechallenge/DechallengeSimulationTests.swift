import Cohort
import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

/// Small studies in which the dose does nothing to pain: how often the answer says that it does. `NOCITREND_STUDIES=100` asks for so many
/// of each kind and prints them; without it a few are asked, so that a gross fault is seen.
@Suite("Dechallenge where nothing happens")
struct DechallengeSimulationTests {
    /// How doses and pain come about.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case random, painRaises, painLowers, recovery, slowingRecovery, recoveryLowers, drifting, driftLowers, planted

        var testDescription: String { rawValue }
    }

    private struct Bits {
        var state: UInt64

        mutating func uniform() -> Double {
            state = (state | 1) &* 0xD134_2543_DE82_EF95 &+ 2
            return (Double(state >> 40) + 0.5) / Double(1 << 24)
        }

        mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }

    /// 60 patients, scored every 14 days for two years, whose dose changes by a third at least 90 days after the last change. Scores have
    /// an SD of 1.5 about the patient's level.
    static func people(_ kind: Kind, _ seed: UInt64) -> [CohortFixture.Person] {
        var bits = Bits(state: seed &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<8 { _ = bits.uniform() }
        return (0..<60).map { number in
            let level = 5 + 1.5 * bits.normal()
            let lowersOnly = kind == .recoveryLowers
            var (dose, since, drift, planted) = (60.0, 0, bits.normal(), 0.0)
            var doses: [(day: Int, dose: Double)] = [(0, dose)]
            var pain: [(day: Int32, score: Double)] = []
            for day in stride(from: 0, through: 728, by: 14) {
                drift = 0.9 * drift + (1 - 0.81 as Double).squareRoot() * bits.normal()
                let course: Double =
                    switch kind {
                    case .recovery, .recoveryLowers: -3 * Double(day) / 728
                    case .slowingRecovery: -3 * (1 - exp(-Double(day) / 150))
                    default: 0
                    }
                let drifts = kind == .drifting || kind == .driftLowers
                let own = drifts ? drift + 1.1 * bits.normal() : 1.5 * bits.normal()
                let score = level + course + planted + own
                pain.append((Int32(day), (score * 2).rounded() / 2))
                guard day - since >= 90, number % 5 != 0 else { continue }
                let direction: Int =
                    switch kind {
                    case .painRaises: own > 1.5 ? 1 : own < -1.5 ? -1 : 0
                    case .painLowers, .driftLowers: own > 1.5 ? -1 : own < -1.5 ? 1 : 0
                    case .recoveryLowers: course < -0.8 && bits.uniform() < 0.1 ? -1 : 0
                    default: bits.uniform() < 0.15 ? (bits.uniform() < 0.5 ? 1 : -1) : 0
                    }
                guard direction != 0, !(lowersOnly && direction > 0) else { continue }
                dose *= direction > 0 ? 1.4 : 1 / 1.4
                since = day + 1
                doses.append((since, dose))
                if kind == .planted { planted += direction > 0 ? 0.7 : -0.7 }
            }
            let supplies = doses.indices.map { place -> (days: ClosedRange<Int32>, mme: Double?) in
                let end = place + 1 < doses.count ? doses[place + 1].day - 1 : 740
                return (Int32(doses[place].day)...Int32(end), doses[place].dose)
            }
            return .init(pain: pain, supplies: supplies)
        }
    }

    private struct Tally {
        var (studies, both, told, pattern) = (0, 0, 0, 0)
        var signs: [String: [Int]] = [:]
        var means: [String: Double] = [:]

        mutating func add(_ finding: FindingBuilder, lead: String?) {
            studies += 1
            var pains: [Int] = []
            for estimate in finding.estimates where estimate.quantity == Quantity.ladderDifference.info {
                guard let key = estimate.key as? DechallengeKey, let direction = key.direction,
                    let analysis = key.analysis, let value = estimate.value, let lower = estimate.interval?.lower,
                    let upper = estimate.interval?.upper
                else { continue }
                let sign = lower > 0 ? 1 : upper < 0 ? -1 : 0
                let name = "\(direction.rawValue) \(analysis.rawValue)"
                signs[name, default: []].append(sign)
                means[name, default: 0] += value
                if analysis == .main { pains.append(sign) }
            }
            if pains == [-1, 1] { both += 1 }
            if let lead, lead.contains("as opioid-induced hyperalgesia predicts") { told += 1 }
            let above = finding.estimates.first {
                guard let key = $0.key as? DechallengeKey else { return false }
                return key.pattern == .fellThenRose && key.analysis == .withoutDaysBefore
            }
            if let p = finding.tests.last?.p, p < 0.05, (above?.value ?? 0) > 0.25 { pattern += 1 }
        }

        var text: String {
            let lines = signs.keys.sorted().map { name in
                let own = signs[name] ?? []
                let mean = (means[name] ?? 0) / Double(max(1, own.count))
                return "  \(name): mean \(String(format: "%.3f", mean)), less pain \(own.count { $0 < 0 }), "
                    + "more pain \(own.count { $0 > 0 }) of \(own.count)"
            }
            return
                (lines + [
                    "  both as hyperalgesia: \(both), told so: \(told); fell and rose above chance without the days before: "
                        + "\(pattern) of \(studies)"
                ])
                .joined(separator: "\n")
        }
    }

    @Test("how often a difference is seen", arguments: Kind.allCases)
    func studies(_ kind: Kind) throws {
        let asked = ProcessInfo.processInfo.environment["NOCITREND_STUDIES"].flatMap(Int.init)
        var tally = Tally()
        for seed in 0..<(asked ?? 3) {
            let fixture = try StudyFixture(CohortFixture(people: Self.people(kind, UInt64(seed + 1))).cohort)
            let built = fixture.built(Dechallenge.self)
            let lead = try fixture.page(Dechallenge.self).answer?.lead
            tally.add(built, lead: lead)
            if kind == .painLowers, asked == nil {
                #expect(lead?.contains("are what regression to the mean gives") == true)
            }
        }
        if asked != nil { print("\(kind.rawValue):\n\(tally.text)") }
        // A planted difference of 0.7 points is told in most studies. Where the dose does nothing, both intervals of both directions
        // would have to exclude zero by chance.
        if kind == .planted {
            #expect(tally.told * 2 > tally.studies)
        } else {
            #expect(Double(tally.told) <= 0.05 * Double(tally.studies))
        }
    }
}
