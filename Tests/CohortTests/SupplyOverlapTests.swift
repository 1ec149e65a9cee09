import Testing

@testable import Cohort

@Suite struct SupplyOverlapTests {
    private static func supply(_ dose: Double, drug: UInt16 = 0, route: Route? = nil, isSupply: Bool = true)
        -> OpioidRegimen
    {
        OpioidRegimen(drug: drug, dailyMME: .milligrams(dose), dailyDose: dose, route: route, isSupply: isSupply)
    }

    private func spans(
        _ rows: [(person: Int32, days: ClosedRange<Int32>, regimen: OpioidRegimen)], _ rule: SupplyOverlap
    ) throws -> (days: [ClosedRange<Int32>], overlapping: [Int: Int]) {
        let drugs: [ClinicalTerm<Opioid>] = ["Percocet", "oxycodone HCl", "morphine"]
        let decided = try history(rows, personCount: 3, drugs: drugs).deciding(rule)
        return (decided.spans.all.map { $0.start.rawValue...$0.end.rawValue }, decided.overlapping.rowsOfPerson)
    }

    /// Visits every 28 days with a supply of 30: what was left over is taken after the last.
    @Test func anEarlyRefillIsKeptForLater() throws {
        let twenty = Self.supply(20)
        let rows: [(Int32, ClosedRange<Int32>, OpioidRegimen)] = [
            (0, 0...29, twenty), (0, 28...57, twenty), (0, 56...85, twenty), (1, 5...9, twenty), (1, 10...14, twenty),
        ]
        let carried = try spans(rows, .carryOver)
        #expect(carried.days == [0...29, 30...59, 60...89, 5...9, 10...14])
        #expect(carried.overlapping == [0: 2])
        #expect(try spans(rows, .latest).days == [0...27, 28...55, 56...85, 5...9, 10...14])
        let summed = try spans(rows, .sum)
        #expect(summed.days == [0...29, 28...57, 56...85, 5...9, 10...14] && summed.overlapping.isEmpty)
    }

    /// One drug under two names is one drug; another dose, another route, or days that were not a supply are something else.
    @Test func onlyTheSameDrugRouteAndDoseAreCarriedOver() throws {
        #expect(
            try spans([(0, 0...9, Self.supply(20)), (0, 5...14, Self.supply(20, drug: 1, route: .oral))], .carryOver)
                .days
                == [0...9, 10...19])
        for other in [
            Self.supply(10), Self.supply(20, drug: 2), Self.supply(20, route: .rectal),
            Self.supply(20, isSupply: false),
        ] {
            #expect(try spans([(0, 0...9, Self.supply(20)), (0, 5...14, other)], .carryOver).days == [0...9, 5...14])
        }
    }

    /// A supply that moves behind a span of another drug keeps the rows in order, and nobody else's move.
    @Test func rowsStayInOrder() throws {
        let rows: [(Int32, ClosedRange<Int32>, OpioidRegimen)] = [
            (0, 0...9, Self.supply(20)), (0, 2...3, Self.supply(20)), (0, 4...5, Self.supply(20, drug: 2)),
            (2, 0...1, Self.supply(20)),
        ]
        #expect(try spans(rows, .carryOver).days == [0...9, 4...5, 10...11, 0...1])
        // The second supply ends nothing that began with it, and the first ends before it begins.
        #expect(try spans([(0, 0...9, Self.supply(20)), (0, 0...3, Self.supply(20))], .latest).days.count == 1)
    }

    /// A thousand people who take one drug every day and refill up to ten days early: the truth is one row without a gap, of one dose.
    @Test func randomEarlyRefillsAreOneContinuousSupply() throws {
        var random = Seeded(state: 10)
        let (twenty, people) = (Self.supply(20), Int32(1000))
        var rows: [(person: Int32, days: ClosedRange<Int32>, regimen: OpioidRegimen)] = []
        var supplied: [Int32] = []
        for person in 0..<people {
            var (start, total) = (Int32.random(in: 0..<50, using: &random), Int32(0))
            // What is at hand when a supply of n days is fetched lasts from then for n days more.
            for _ in 0..<Int.random(in: 2..<14, using: &random) {
                let days = [7, 14, 28, 30, 90][Int.random(in: 0..<5, using: &random)] as Int32
                rows.append((person, start...(start + days - 1), twenty))
                total += days
                start += days - min(Int32.random(in: 0...10, using: &random), days - 1)
            }
            supplied.append(total)
        }
        let drugs: [ClinicalTerm<Opioid>] = ["Percocet", "oxycodone HCl", "morphine"]
        let recorded = try history(rows, personCount: Int(people), drugs: drugs)
        let carried = recorded.deciding(.carryOver)
        for person in 0..<Int(people) {
            let (before, after) = (recorded[person], carried[person])
            let first = try #require(before.first).start.rawValue
            var next = first
            for span in after {
                #expect(span.start.rawValue == next)
                next = span.end.rawValue + 1
            }
            #expect(next - first == supplied[person])
        }
        #expect(carried.overlapping.count > 5000)
    }
}
