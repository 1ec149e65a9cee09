import Findings
import Testing

@testable import Disclosure

@Suite("The bytes of a release memory")
struct ReleaseMemoryCodingTests {
    private static func memory() -> ReleaseMemory {
        var weeks = ReleasedWeeks(people: 100...399)
        for week in 0..<3 {
            for name in 0..<(week * 20) { weeks.people[name] = 0 }
            var finding = FindingBuilder(id: "id", title: "title")
            finding.population = .init("all", patients: weeks.everybody, observations: 300)
            finding.cautions = ["\(Measured.count(weeks.everybody, "patient", "patients")) are in it"]
            finding.add(
                DisclosureStudy.share, .init(), 0.5, n: 300, events: 150,
                basis: .event(weeks.named(100..<250), among: weeks.everybody))
            finding.add(DisclosureStudy.mean, .init(day: 1), 4.5, se: 0.1, basis: .of(weeks.named(100..<111)))
            finding.add(
                DisclosureStudy.share, .init(day: 2), 1, basis: .event(weeks.everybody, among: weeks.everybody))
            _ = weeks.release(
                finding,
                quality: [
                    .init(
                        table: "pain", kept: .init(500), rejected: .init(3), duplicates: .init(0), doubled: .init(0),
                        filtered: 0, reasons: [.init(column: "score", reason: "out of range", count: .init(3))],
                        unreadable: [.init(column: "age", count: .init(20))])
                ])
        }
        return weeks.memory
    }

    @Test("are read as they were written")
    func roundTrip() throws {
        let memory = Self.memory()
        let read = try ReleaseMemory(bytes: memory.bytes)
        #expect(read.people == memory.people)
        #expect(read.runs == memory.runs)
        #expect(read.sets == memory.sets)
        #expect(read.numbers == memory.numbers)
        #expect(read.told == memory.told)
        #expect(read.tables["pain"]?.rows == memory.tables["pain"]?.rows)
        #expect(read.bytes == memory.bytes)
        #expect(!memory.isEmpty)
    }

    @Test("a byte that changed is found, wherever it is")
    func corruption() {
        let bytes = Self.memory().bytes
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x10
            #expect(throws: ReleaseMemory.Unreadable.self) { try ReleaseMemory(bytes: damaged) }
        }
    }

    @Test("so is an end that is missing")
    func truncation() {
        let bytes = Self.memory().bytes
        for length in bytes.indices {
            #expect(throws: ReleaseMemory.Unreadable.damaged) { try ReleaseMemory(bytes: Array(bytes.prefix(length))) }
        }
        #expect(throws: ReleaseMemory.Unreadable.damaged) { try ReleaseMemory(bytes: bytes + [0]) }
    }

    @Test("sets of any shape are read as they were written")
    func sets() throws {
        let sets = [
            PersonSet(), PersonSet(ascending: [0]), PersonSet(ascending: [63, 64, 65_535, 65_536]),
            PersonSet(everyoneBelow: 70_000), PersonSet(below: 10_000) { $0 % 3 == 0 },
            PersonSet(below: 200_000) { $0 % 1000 == 0 },
        ]
        for set in sets {
            var writer = MemoryWriter()
            writer.set(set)
            var reader = MemoryReader(writer.bytes[...])
            #expect(try reader.set() == set)
            #expect(reader.isAtEnd)
            #expect(PersonSet(words: set.words) == set)
        }
    }
}
