@testable import Simulation

/// The files of a scenario of change as another program reads them, and what it makes of them: who changed when and to
/// what is told by supplies, doses and courses alone.
struct ChangeTables {
    struct Supply {
        let days: ClosedRange<Int>
        let drug: String
        let milligrams: Double
    }

    struct Person {
        /// By number of the planned visit.
        var scores: [Int: Double] = [:]
        /// By day.
        var contactScores: [Int: Double] = [:]
        var supplies: [Supply] = []
        var withdrawal: [(day: Int, isPresent: Bool)] = []
        var events: [(day: Int, kind: String)] = []
        var firstMOUDDose: (day: Int, drug: String)?
        var care: [(day: Int, kind: String)] = []

        var deathDay: Int? { events.first { $0.kind == "death" }?.day }
        var dropoutDay: Int? { events.first { $0.kind == "dropout" }?.day }
        /// The last visit that was made.
        var lastVisit: Int { scores.keys.max() ?? 0 }
    }

    struct Change {
        let name: String
        /// The first day without the former treatment.
        let day: Int
        /// The planned visit before it.
        var visit: Int { (day - ChangeModel.daysToChange) / ChangeModel.interval }
    }

    let scenario: Scenario
    let followUpDays: Int
    let truth: ChangeTruth
    private(set) var people: [Person]

    init(_ study: SimulatedStudy, _ truth: ChangeTruth) {
        scenario = study.design.scenario
        followUpDays = study.design.followUpDays
        self.truth = truth
        people = Array(repeating: Person(), count: study.design.people)
        for file in study.files where file != .patients {
            for row in Self.rows(study.contents(of: file)) { read(row, of: file) }
        }
    }

    private static func rows(_ bytes: [UInt8]) -> [[Substring]] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }

    private mutating func read(_ row: [Substring], of file: SimulatedFile) {
        guard let number = Int(row[0].dropFirst()), let day = Int(row[1]) else { return }
        let person = number - 1
        switch file {
        case .patients: break
        case .pain:
            let visit = Int((Double(day) / Double(ChangeModel.interval)).rounded())
            if abs(day - visit * ChangeModel.interval) <= ChangeModel.visitTolerance {
                people[person].scores[visit] = Double(row[2])
            } else {
                people[person].contactScores[day] = Double(row[2])
            }
        case .exposures:
            guard let end = Int(row[2]), let milligrams = Double(row[4]) else { return }
            people[person].supplies.append(Supply(days: day...end, drug: String(row[3]), milligrams: milligrams))
        case .withdrawal:
            guard let score = Int(row[2]) else { return }
            people[person].withdrawal.append((day, row[3] == "cows" ? score > 4 : score > 0))
        case .moud:
            if people[person].firstMOUDDose == nil, row[3] != "0" {
                people[person].firstMOUDDose = (day, String(row[2]))
            }
        case .interventions: people[person].care.append((day, String(row[3])))
        case .events: people[person].events.append((day, String(row[2])))
        // No scenario of change has them.
        case .symptoms, .screens, .visits: break
        }
    }

    /// What a person's treatment changed to, and when.
    func change(of person: Person) -> Change? {
        guard let first = person.supplies.first, let last = person.supplies.last else { return nil }
        switch scenario {
        case .tapering:
            return person.supplies.first { $0.milligrams < first.milligrams }.map {
                Change(name: "tapering", day: $0.days.lowerBound)
            }
        case .abruptStop:
            let end = last.days.upperBound
            return end < followUpDays && end != person.deathDay ? Change(name: "abrupt_stop", day: end + 1) : nil
        case .opioidRotation:
            return person.supplies.first { $0.drug != first.drug }.map {
                Change(name: "opioid_rotation", day: $0.days.lowerBound)
            }
        case .moudInitiation:
            return person.firstMOUDDose.map { Change(name: $0.drug, day: last.days.upperBound + 1) }
        case .nonopioidCare:
            return person.care.first.map { begun in
                Change(name: person.care.map(\.kind).joined(separator: "+"), day: begun.day)
            }
        case .null, .hyperalgesia, .tolerance, .spreading, .mixedPatterns, .returnToUse, .evokedTests, .painDrivesDose:
            return nil
        }
    }

    /// The chance at a score that a patient has, given in points.
    static func chance(_ chance: LinearChance, _ score: Double) -> Double {
        min(chance.highest, max(chance.lowest, chance.at5Points + chance.perPoint * (score - 5)))
    }

    /// That treatment changes to an option after a visit.
    func chance(of option: String, _ score: Double) -> Double {
        let change = Self.chance(truth.chanceOfChange, score)
        guard let favoured = truth.favouredOption, let ofFavoured = truth.chanceOfFavouredOption else { return change }
        let own = Self.chance(ofFavoured, score)
        return change * (option == favoured ? own : (1 - own) * (truth.otherOptionShares[option] ?? 0))
    }
}

/// A mean of weighted values, and its standard error.
struct WeightedSample {
    private var values: [(value: Double, weight: Double)] = []

    mutating func add(_ value: Double, weight: Double = 1) { values.append((value, weight)) }

    var count: Int { values.count }

    var mean: Double { values.reduce(0) { $0 + $1.weight * $1.value } / values.reduce(0) { $0 + $1.weight } }

    var standardError: Double {
        let mean = mean
        let squares = values.reduce(0) { sum, item in
            let part = item.weight * (item.value - mean)
            return sum + part * part
        }
        return squares.squareRoot() / values.reduce(0) { $0 + $1.weight }
    }
}
