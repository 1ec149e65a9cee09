import Cohort
import Testing

@Suite struct DailyDoseCursorTests {
    private func exposures(
        _ rows: [(days: ClosedRange<Int32>, dose: OpioidRegimen.DailyMME)]
    ) throws -> OpioidExposures {
        try history(rows.map { (0, $0.days, OpioidRegimen(drug: 0, dailyMME: $0.dose)) }, personCount: 2)
    }

    private func doses(_ exposures: OpioidExposures, _ days: [Int32], person: Int = 0) -> [Double?] {
        var cursor = DailyDoseCursor(exposures, person: person)
        return days.map { cursor.milligrams(on: StudyDay($0)) }
    }

    @Test func overlappingDosesAddUp() throws {
        let overlapping = try exposures([
            (0...10, .milligrams(20)), (5...6, .milligrams(7.5)), (6...20, .milligrams(40)),
        ])
        #expect(
            doses(overlapping, [-1, 0, 4, 5, 5, 6, 7, 10, 11, 20, 21]) == [
                nil, 20, 20, 27.5, 27.5, 67.5, 60, 60, 40, 40, nil,
            ])
        #expect(doses(overlapping, [0, 5], person: 1) == [nil, nil])
    }

    @Test func partOfADoseIsNotTheDose() throws {
        let partly = try exposures([(0...9, .milligrams(20)), (3...4, .unknown), (8...12, .notConvertible)])
        #expect(doses(partly, [2, 3, 4, 5, 8, 9, 10]) == [20, nil, nil, 20, nil, nil, nil])
    }
}
