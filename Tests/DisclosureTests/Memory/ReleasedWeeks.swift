import Findings

@testable import Disclosure

/// A study week by week: whose data are how, what is shown of them, and what the memory lets out of it.
struct ReleasedWeeks {
    /// The version of each person's data, by name; those who are in the study.
    var people: [Int: UInt64]
    private(set) var memory = ReleaseMemory(secret: [1, 2, 3], versionFormat: 1)
    private var week = 0

    init(people: ClosedRange<Int>) {
        self.people = Dictionary(uniqueKeysWithValues: people.map { ($0, 0) })
    }

    /// The number of each name in this week's run: in the order of names, so that it moves as people come.
    var numbers: [Int: Int] {
        Dictionary(uniqueKeysWithValues: zip(people.keys.sorted(), 0...))
    }

    /// A set by names.
    func named(_ names: some Sequence<Int>) -> PersonSet {
        let numbers = numbers
        return PersonSet(ascending: names.compactMap { numbers[$0] }.sorted())
    }

    var everybody: PersonSet { named(people.keys) }

    /// Shows a finding, and remembers it.
    mutating func release(_ finding: FindingBuilder, quality: [Results.TableQuality] = []) -> Released {
        week += 1
        let names = people.keys.sorted()
        var results = DisclosureStudy.results([finding])
        results.quality = quality
        let outcome = Released.release(
            results, under: DisclosurePolicy(), after: memory,
            people: ReleasePeople(keys: names.map { UInt128($0) }, versions: names.map { people[$0] ?? 0 }),
            on: ReleaseDate("2026-01-0\(week)"))
        memory = outcome.memory
        return outcome.released
    }
}

extension ReleasedEstimate {
    /// The value, and the day of the release that stands.
    var shown: [String] { [value.flatMap(\.number).map { "\($0)" } ?? "withheld", asOf?.description ?? "now"] }
}
