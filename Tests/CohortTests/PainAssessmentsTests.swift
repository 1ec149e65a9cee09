import Testing

@testable import Cohort

@Suite struct PainAssessmentsTests {
    /// A block of rows (person, day, score).
    private func block(_ rows: [(person: Int32, day: Int32, score: Double)]) -> PainBlock {
        var block = PainBlock()
        for row in rows {
            block.append(
                row.person, PainAssessment(day: StudyDay(row.day), score: row.score, instrument: UInt8(row.person)))
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
        #expect(pain.count == 7 && pain.countOfInstrument == [3, 0, 3, 1])
        #expect((0..<4).map { pain[$0].map { $0.day.rawValue } } == [[1, 3, 3], [], [5, 5, 6], [-1]])
        // Scores of one day stay in the order in which they were read: 3 before 6, and 1 before 5.
        #expect((0..<4).map { pain[$0].map(\.score) } == [[4, 3, 6], [], [1, 5, 2], [7]])
        #expect((0..<4).map { Set(pain[$0].map(\.instrument)) } == [[0], [], [2], [3]])
        #expect(pain.peopleWithScores == 3 && pain.personCount == 4)
    }

    @Test func scoresThatArriveInOrderStayWhereTheyAre() {
        let pain = PainAssessments(
            personCount: 3, blocks: [block([(1, 1, 1), (1, 2, 2)]), block([(0, 4, 3), (2, 1, 4), (2, 1, 5)])])
        #expect((0..<3).map { pain[$0].map(\.score) } == [[3], [1, 2], [4, 5]])
        #expect(pain[2].indices == 1..<3)
    }

    @Test func nobodyHasNoScores() {
        let pain = PainAssessments(personCount: 2, blocks: [])
        #expect(pain.count == 0 && pain[1].isEmpty && pain.countOfInstrument.isEmpty)
    }

    @Test func aColumnMayBeLongerThanItsRows() {
        var runs = PainRuns()
        runs.append(0, day: StudyDay(3), instrument: 1)
        let block = PainBlock(runs: runs, days: [3, 0, 0].map { StudyDay($0) }, scores: [7, 0], instruments: [1])
        let pain = PainAssessments(personCount: 1, blocks: [block])
        #expect(Array(pain[0]) == [PainAssessment(day: StudyDay(3), score: 7, instrument: 1)])
        #expect(pain.countOfInstrument == [0, 1])
    }

    @Test func renumberedPeopleKeepTheirScores() {
        var first = block([(0, 1, 1), (1, 5, 2), (1, 4, 3)])
        first.renumber { 1 - $0 }
        let pain = PainAssessments(personCount: 2, blocks: [first])
        #expect((0..<2).map { pain[$0].map(\.score) } == [[3, 2], [1]])
    }

    @Test func cutsIntoBlocksMakeNoDifference() {
        var rows: [(person: Int32, day: Int32, score: Double)] = []
        for row: Int32 in 0..<200 { rows.append(((row * 7) % 11, (row * 13) % 17, Double(row))) }
        let whole = PainAssessments(personCount: 11, blocks: [block(rows)])
        for size in [1, 3, 64] {
            var blocks: [PainBlock] = []
            for start in stride(from: 0, to: rows.count, by: size) {
                blocks.append(block(Array(rows[start..<min(start + size, rows.count)])))
            }
            let cut = PainAssessments(personCount: 11, blocks: blocks)
            for person in 0..<11 { #expect(Array(cut[person]) == Array(whole[person])) }
            #expect(cut.countOfInstrument == whole.countOfInstrument)
        }
        for person in 0..<11 {
            let days = whole[person].map(\.day)
            #expect(days.count > 10 && days == days.sorted())
        }
    }
}
