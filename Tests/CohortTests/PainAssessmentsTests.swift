import Testing

@testable import Cohort

@Suite struct PainAssessmentsTests {
    /// A block of rows (person, day, score).
    private func block(_ rows: [(person: Int32, day: Int32, score: Double)]) -> PainAssessments.Block {
        var block = PainAssessments.Block()
        for row in rows {
            block.people.append(row.person)
            block.days.append(row.day)
            block.scores.append(row.score)
            block.instruments.append(UInt8(row.person))
        }
        return block
    }

    @Test func blocksAreBroughtIntoPersonAndDayOrder() {
        let pain = PainAssessments(
            personCount: 4,
            blocks: [
                block([(2, 5, 1), (2, 6, 2), (0, 3, 3)]), block([]), block([(0, 1, 4), (2, 5, 5), (0, 3, 6)]),
                block([(3, -1, 7)]),
            ])
        #expect(pain.count == 7)
        let rowsOfPeople: [Range<Int>] = [0..<3, 3..<3, 3..<6, 6..<7]
        for (person, rows) in rowsOfPeople.enumerated() { #expect(pain.offsets[person] == rows) }
        #expect(pain.days == [1, 3, 3, 5, 5, 6, -1])
        // Scores of one day stay in the order in which they were read: 3 before 6, and 1 before 5.
        #expect(pain.scores == [4, 3, 6, 1, 5, 2, 7])
        #expect(pain.instruments == [0, 0, 0, 2, 2, 2, 3])
        #expect(pain.offsets.peopleWithRows == 3)
    }

    @Test func cutsIntoBlocksMakeNoDifference() {
        var rows: [(person: Int32, day: Int32, score: Double)] = []
        for row: Int32 in 0..<200 { rows.append(((row * 7) % 11, (row * 13) % 17, Double(row))) }
        let whole = PainAssessments(personCount: 11, blocks: [block(rows)])
        for size in [1, 3, 64] {
            var blocks: [PainAssessments.Block] = []
            for start in stride(from: 0, to: rows.count, by: size) {
                blocks.append(block(Array(rows[start..<min(start + size, rows.count)])))
            }
            let cut = PainAssessments(personCount: 11, blocks: blocks)
            #expect(cut.days == whole.days && cut.scores == whole.scores && cut.offsets == whole.offsets)
        }
        for person in 0..<11 {
            let days = whole.days[whole.offsets[person]]
            #expect(Array(days) == days.sorted())
        }
    }

    @Test func runsOfOnePersonAreOneRun() {
        var runs = PersonRuns()
        for person: Int32 in [1, 1, 2] { runs.append(person) }
        runs.append(2, count: 3)
        runs.append(1, count: 0)
        #expect(runs.people == [1, 2] && runs.lengths == [2, 4] && runs.rowCount == 6)
    }
}
