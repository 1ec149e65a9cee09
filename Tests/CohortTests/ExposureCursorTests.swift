import Testing

@testable import Cohort

/// What people took on stretches of days.
func history<Regimen: DrugRegimen>(
    _ rows: [(person: Int32, days: ClosedRange<Int32>, regimen: Regimen)], personCount: Int,
    drugs: [ClinicalTerm<Regimen.Drug>] = []
) throws -> DrugHistory<Regimen> {
    var regimens = RegimenNumbering<Regimen>()
    var spans = PersonBlock<DrugSpan>()
    for row in rows {
        let (first, last) = (StudyDay(row.days.lowerBound), StudyDay(row.days.upperBound))
        let span = DrugSpan(first, through: last, regimen: regimens.number(of: row.regimen))
        spans.append(try #require(span), of: row.person)
    }
    return DrugHistory(personCount: personCount, blocks: [DrugBlock(spans, regimens: regimens.regimens)], drugs: drugs)
}

/// Exposures of one person, on a drug of unknown dose.
func exposures(_ days: ClosedRange<Int32>..., personCount: Int = 1, person: Int32 = 0) throws -> OpioidExposures {
    let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
    return try history(days.map { (person, $0, regimen) }, personCount: personCount, drugs: ["morphine"])
}

@Suite struct ExposureCursorTests {
    /// What some ascending days are to person 0.
    private func statuses(
        _ exposures: OpioidExposures, _ days: [Int32], rule: ExposureRule = ExposureRule(),
        clock: ExposureClock = .eraDays
    ) -> [ExposureStatus] {
        var cursor = ExposureCursor(exposures, rule: rule, clock: clock)
        cursor.begin(0)
        return days.map { cursor.status(on: StudyDay($0)) }
    }

    /// Days of exposure since the first day of the era, which counts too.
    private func days(_ exposures: OpioidExposures, _ days: [Int32], _ clock: ExposureClock = .eraDays) -> [Int?] {
        statuses(exposures, days, rule: ExposureRule(firstDay: .exposed), clock: clock).map(\.days)
    }

    /// Time zero: the first day is baseline, whatever time of it the score was made at; the day after is the first exposed one.
    @Test func theFirstDayOfAnEraIsBaseline() throws {
        #expect(
            statuses(try exposures(5...9), [4, 5, 6, 9, 10]) == [
                .before, .baseline, .exposed(days: 1), .exposed(days: 4), .after(days: 1),
            ])
        let rule = ExposureRule(firstDay: .exposed)
        #expect(
            statuses(try exposures(5...9), [4, 5, 6], rule: rule) == [.before, .exposed(days: 0), .exposed(days: 1)])
    }

    /// The case of the definition: days 11-40 are 30 free days, days 11-41 are 31.
    @Test func thirtyFreeDaysAreOneEraAndThirtyOneAreTwo() throws {
        #expect(
            statuses(try exposures(1...10, 41...50), [40, 41, 42]) == [
                .after(days: 30), .exposed(days: 40), .exposed(days: 41),
            ])
        #expect(
            statuses(try exposures(1...10, 42...50), [41, 42, 43]) == [.after(days: 31), .baseline, .exposed(days: 1)])
        let neighbours = ExposureRule(gap: 0)
        #expect(statuses(try exposures(1...10, 11...20), [11], rule: neighbours) == [.exposed(days: 10)])
        #expect(statuses(try exposures(1...10, 12...20), [11, 12], rule: neighbours) == [.after(days: 1), .baseline])
    }

    /// The past alone: whether the drug comes back makes no difference to a day on which it is not there.
    @Test func aDayInAGapIsNotExposedBecauseTheDrugCameBack() throws {
        let days: [Int32] = [2, 10, 11, 25, 40]
        let expected: [ExposureStatus] = [
            .exposed(days: 1), .exposed(days: 9), .after(days: 1), .after(days: 15), .after(days: 30),
        ]
        #expect(statuses(try exposures(1...10), days) == expected)
        #expect(statuses(try exposures(1...10, 41...50), days) == expected)
    }

    @Test func graceReachesSoManyDaysBehindTheLastCoveredOne() throws {
        let rule = ExposureRule(grace: 3)
        #expect(
            statuses(try exposures(1...10, 20...21), [10, 13, 14, 19, 20, 24, 25], rule: rule) == [
                .exposed(days: 9), .exposed(days: 12), .after(days: 4), .after(days: 9), .exposed(days: 19),
                .exposed(days: 23), .after(days: 4),
            ])
        #expect(
            statuses(try exposures(1...10), [13, 14], rule: rule, clock: .cumulativeDays) == [
                .exposed(days: 10), .after(days: 4),
            ])
    }

    /// A long exposure that began earlier still covers the gap after a short one.
    @Test func nestedAndOverlappingExposuresAreOneStretch() throws {
        #expect(days(try exposures(1...100, 5...6, 120...130), [7, 100, 101, 120]) == [6, 99, nil, 119])
        #expect(days(try exposures(1...10, 5...20, 60...61), [11, 20, 21, 60]) == [10, 19, nil, 0])
    }

    @Test func exposuresOutOfOrderAreWalkedInOrder() throws {
        let scattered = try exposures(42...50, 1...10, -41 ... -31)
        #expect(days(scattered, [-41, -31, -30, 1, 10, 42, 50, 51]) == [0, 10, nil, 0, 9, 0, 8, nil])
    }

    @Test func peopleDoNotShareExposures() throws {
        let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
        let exposures = try history([(2, 0...1, regimen), (1, 5...6, regimen), (0, 10...11, regimen)], personCount: 4)
        var cursor = ExposureCursor(exposures, rule: ExposureRule(), clock: .eraDays)
        for (person, first): (Int, Int32?) in [(0, 10), (1, 5), (2, 0), (3, nil)] {
            cursor.begin(person)
            let days = (0..<12).filter { cursor.status(on: StudyDay($0)) == .baseline }
            #expect(days == first.map { [$0] } ?? [])
        }
    }

    @Test(arguments: ExposureClock.allCases)
    func severalAssessmentsOfOneDayHaveTheSameExposure(clock: ExposureClock) throws {
        #expect(days(try exposures(5...9), [5, 5, 7, 7], clock) == [0, 0, 2, 2])
    }

    @Test func cumulativeDaysCountADayOnceAndStopBeforeTheDay() throws {
        // Before day 1: none; before 5: days 1-4; before 12: days 1-11; before 25: days 1-12 and 20-24; days 15 and 30 are not covered.
        #expect(
            days(try exposures(1...10, 5...12, 6...7, 20...29), [0, 1, 5, 12, 15, 25, 29, 30], .cumulativeDays) == [
                nil, 0, 4, 11, nil, 17, 21, nil,
            ])
    }

    /// Against a count day by day.
    @Test func coveredDaysAreThoseThatAnyExposureCovers() throws {
        for variant: Int32 in 0..<200 {
            let ranges = (0...(variant % 12)).map { row in
                let start = (variant * 7 + row * row * 13) % 80 - 20
                return start...(start + (variant + row * 5) % 16)
            }
            let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
            let exposures = try history(ranges.map { (0, $0, regimen) }, personCount: 1)
            func isCovered(_ day: Int32) -> Bool { ranges.contains { $0.contains(day) } }
            let all = Array(Int32(-25)...80)
            for (day, found) in zip(all, days(exposures, all, .cumulativeDays)) {
                #expect(found == (isCovered(day) ? (-25..<day).count(where: isCovered) : nil), "\(ranges), day \(day)")
            }
        }
    }

    @Test func anExposureThatEndsBeforeItStartsIsNone() {
        #expect(DrugSpan(StudyDay(2), through: StudyDay(1), regimen: 0) == nil)
    }
}
