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

@Suite struct ExposureEraTests {
    private func eras(_ exposures: OpioidExposures, gap: Int = 30) -> [ClosedRange<Int32>] {
        let eras = ExposureEras(exposures, maximumGap: gap)
        return eras.offsets[0].map { eras.starts[$0]...eras.ends[$0] }
    }

    /// The case of the definition: days 11-40 are 30 free days, days 11-41 are 31.
    @Test func thirtyFreeDaysAreOneEraAndThirtyOneAreTwo() throws {
        #expect(eras(try exposures(1...10, 41...50)) == [1...50])
        #expect(eras(try exposures(1...10, 42...50)) == [1...10, 42...50])
    }

    @Test func gapOfZeroJoinsNeighboursOnly() throws {
        #expect(eras(try exposures(1...10, 11...20), gap: 0) == [1...20])
        #expect(eras(try exposures(1...10, 12...20), gap: 0) == [1...10, 12...20])
    }

    /// A long exposure that began earlier still covers the gap after a short one.
    @Test func nestedAndOverlappingExposuresAreMerged() throws {
        #expect(eras(try exposures(1...100, 5...6, 120...130)) == [1...130])
        #expect(eras(try exposures(1...10, 5...20, 60...61)) == [1...20, 60...61])
    }

    @Test func exposuresOutOfOrderMakeTheSameEras() throws {
        #expect(eras(try exposures(42...50, 1...10, -41 ... -31)) == [-41 ... -31, 1...10, 42...50])
    }

    @Test func noExposureIsNoEra() throws {
        #expect(eras(try exposures()) == [])
    }

    @Test func peopleDoNotShareEras() throws {
        let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
        let exposures = try history([(2, 0...1, regimen), (1, 5...6, regimen), (0, 10...11, regimen)], personCount: 4)
        let eras = ExposureEras(exposures, maximumGap: 30)
        #expect((0..<4).map { eras.offsets[$0].count } == [1, 1, 1, 0])
        #expect(eras.starts == [10, 5, 0])
    }
}

@Suite struct ExposureClockTests {
    private func cursor(_ exposures: OpioidExposures, _ clock: ExposureClock = .eraDays) -> ExposureCursor {
        var cursor = ExposureCursor(ExposureEras(exposures, maximumGap: 30), exposures, clock: clock)
        cursor.begin(0)
        return cursor
    }

    @Test func eraDaysCountFromTheEraThatCoversTheDay() throws {
        var cursor = cursor(try exposures(1...10, 41...50, 100...109))
        let days: [Int32] = [0, 1, 10, 25, 50, 51, 99, 100, 109, 110]
        // Day 25 lies in the gap inside the first era; days 0, 51, 99 and 110 lie in none.
        let expected: [Int?] = [nil, 0, 9, 24, 49, nil, nil, 0, 9, nil]
        #expect(days.map { cursor.exposureDays(at: StudyDay($0)) } == expected)
    }

    @Test(arguments: ExposureClock.allCases)
    func severalAssessmentsOfOneDayHaveTheSameExposure(clock: ExposureClock) throws {
        var cursor = cursor(try exposures(5...9), clock)
        #expect([5, 5, 7, 7].map { cursor.exposureDays(at: StudyDay($0)) } == [0, 0, 2, 2])
    }

    @Test func cumulativeDaysCountADayOnceAndStopBeforeTheDay() throws {
        var cursor = cursor(try exposures(1...10, 5...12, 6...7, 20...29), .cumulativeDays)
        // Before day 1: none; before 5: days 1-4; before 15: days 1-12; before 25: and days 20-24; day 30 is in no era.
        let days: [Int32] = [0, 1, 5, 15, 25, 29, 30]
        #expect(days.map { cursor.exposureDays(at: StudyDay($0)) } == [nil, 0, 4, 12, 17, 21, nil])
    }

    /// Against a count day by day.
    @Test func cumulativeDaysAreTheDaysThatAnyExposureCovers() throws {
        for variant: Int32 in 0..<200 {
            let ranges = (0...(variant % 12)).map { row in
                let start = (variant * 7 + row * row * 13) % 80 - 20
                return start...(start + (variant + row * 5) % 16)
            }
            let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
            let exposures = try history(ranges.map { (0, $0, regimen) }, personCount: 1)
            let eras = ExposureEras(exposures, maximumGap: 3)
            var cursor = ExposureCursor(eras, exposures, clock: .cumulativeDays)
            cursor.begin(0)
            for day: Int32 in -25...80 {
                guard let days = cursor.exposureDays(at: StudyDay(day)) else {
                    #expect(!ranges.contains { $0.contains(day) }, "\(ranges)")
                    continue
                }
                #expect(days == (-25..<day).count { day in ranges.contains { $0.contains(day) } }, "\(ranges)")
            }
        }
    }

    @Test func anExposureThatEndsBeforeItStartsIsNone() {
        #expect(DrugSpan(StudyDay(2), through: StudyDay(1), regimen: 0) == nil)
    }
}
