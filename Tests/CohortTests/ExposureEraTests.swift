import Testing

@testable import Cohort

/// Exposures of one person, on a drug of unknown dose.
func exposures(_ days: ClosedRange<Int32>..., personCount: Int = 1, person: Int32 = 0) throws -> OpioidExposures {
    let rows = try days.map { days in
        try #require(
            OpioidExposure(
                person: person, start: StudyDay(days.lowerBound), end: StudyDay(days.upperBound), drug: 0,
                dailyMME: .unknown))
    }
    return OpioidExposures(personCount: personCount, blocks: [PersonBlock(rows)], drugs: ["morphine"])
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
        var rows: [OpioidExposure] = []
        for (person, day): (Int32, Int32) in [(2, 0), (1, 5), (0, 10)] {
            let exposure = OpioidExposure(
                person: person, start: StudyDay(day), end: StudyDay(day + 1), drug: 0, dailyMME: .unknown)
            rows.append(try #require(exposure))
        }
        let eras = ExposureEras(
            OpioidExposures(personCount: 4, blocks: [PersonBlock(rows)], drugs: ["m"]), maximumGap: 30)
        #expect((0..<4).map { eras.offsets[$0].count } == [1, 1, 1, 0])
        #expect(eras.starts == [10, 5, 0])
    }
}

@Suite struct ExposureClockTests {
    @Test func eraDaysCountFromTheEraThatCoversTheDay() throws {
        let eras = ExposureEras(try exposures(1...10, 41...50, 100...109), maximumGap: 30)
        var cursor = ExposureCursor(eras, person: 0)
        let days: [Int32] = [0, 1, 10, 25, 50, 51, 99, 100, 109, 110]
        // Day 25 lies in the gap inside the first era; days 0, 51, 99 and 110 lie in none.
        let expected: [Int?] = [nil, 0, 9, 24, 49, nil, nil, 0, 9, nil]
        for (day, exposed) in zip(days, expected) { #expect(cursor.eraDays(at: day) == exposed) }
    }

    @Test func severalAssessmentsOfOneDayHaveTheSameExposure() throws {
        var cursor = ExposureCursor(ExposureEras(try exposures(5...9), maximumGap: 30), person: 0)
        for (day, exposed): (Int32, Int) in [(5, 0), (5, 0), (7, 2), (7, 2)] {
            #expect(cursor.eraDays(at: day) == exposed)
        }
    }

    @Test func coveredDaysCountADayOnceAndStopBeforeTheDay() throws {
        let exposures = try exposures(1...10, 5...12, 20...29)
        // Before day 1: none; before 5: days 1-4; before 15: days 1-12; before 25: and days 20-24; later: all 22.
        for (day, covered): (Int32, Int) in [(1, 0), (5, 4), (15, 12), (25, 17), (100, 22)] {
            #expect(exposures.coveredDays(of: 0, before: StudyDay(day)) == covered)
        }
    }

    @Test func anExposureThatEndsBeforeItStartsIsNone() {
        #expect(
            OpioidExposure(person: 0, start: StudyDay(2), end: StudyDay(1), drug: 0, dailyMME: .unknown) == nil)
    }
}
