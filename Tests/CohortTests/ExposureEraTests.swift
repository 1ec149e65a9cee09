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
    private func cursor(_ exposures: OpioidExposures, _ clock: ExposureClock = .eraDays) -> ExposureCursor {
        ExposureCursor(ExposureEras(exposures, maximumGap: 30), exposures, clock: clock, person: 0)
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
            let rows = try ranges.map { days in
                try #require(
                    OpioidExposure(
                        person: 0, start: StudyDay(days.lowerBound), end: StudyDay(days.upperBound), drug: 0,
                        dailyMME: .unknown))
            }
            let exposures = OpioidExposures(personCount: 1, blocks: [PersonBlock(rows)], drugs: ["m"])
            let eras = ExposureEras(exposures, maximumGap: 3)
            var cursor = ExposureCursor(eras, exposures, clock: .cumulativeDays, person: 0)
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
        #expect(
            OpioidExposure(person: 0, start: StudyDay(2), end: StudyDay(1), drug: 0, dailyMME: .unknown) == nil)
    }
}
