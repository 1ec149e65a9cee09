import Testing

@testable import Cohort

@Suite("Long-term therapy, by three definitions") struct LongTermTherapyTests {
    private static func supply(_ mme: Double?) -> OpioidRegimen {
        OpioidRegimen(drug: 0, dailyMME: mme.map { .milligrams($0) } ?? .unknown, isSupply: true)
    }

    private static func days(_ mme: Double?) -> OpioidRegimen {
        OpioidRegimen(drug: 0, dailyMME: mme.map { .milligrams($0) } ?? .unknown)
    }

    private func therapy(_ rows: [(ClosedRange<Int32>, OpioidRegimen)], gap: Int = 30) throws -> LongTermTherapy {
        try history(rows.map { (0, $0.0, $0.1) }, personCount: 1).longTermTherapy(of: 0, gap: gap)
    }

    /// Supplies of `length` days on each of these days.
    private func supplies(_ length: Int32, on days: [Int32], mme: Double? = 10) -> [(ClosedRange<Int32>, OpioidRegimen)]
    {
        days.map { ($0...($0 + length - 1), Self.supply(mme)) }
    }

    /// More than 90 days: 91 and not 90. With 120 days' supply two rows are enough, which cover a day twice.
    @Test func anEpisodeLastsMoreThanNinetyDays() throws {
        for (last, verdict) in [(89, LongTermTherapy.Verdict.notMet), (90, .met)] {
            let two = [(0...Int32(last), Self.supply(10)), (0...59, Self.supply(20))]
            #expect(try therapy(two).consort == verdict)
        }
    }

    /// 120 days' supply and not 119; 10 dispensings and not 9.
    @Test func anEpisodeHasTenDispensingsOrOneHundredAndTwentyDays() throws {
        #expect(try therapy([(0...118, Self.days(10))]).consort == .notMet)
        #expect(try therapy([(0...119, Self.days(10))]).consort == .met)
        let nine = (0..<9).map { Int32($0) * 11 }
        // Of five days each, the last on days 88 to 92.
        #expect(try therapy(supplies(5, on: nine)).consort == .notMet)
        #expect(try therapy(supplies(5, on: nine + [90])).consort == .met)
    }

    /// 30 free days are within an episode, 31 are not.
    @Test func anEpisodeEndsWithTheErasGap() throws {
        #expect(try therapy([(0...79, Self.supply(10)), (110...149, Self.supply(10))]).consort == .met)
        #expect(try therapy([(0...79, Self.supply(10)), (111...150, Self.supply(10))]).consort == .notMet)
        #expect(try therapy([(0...79, Self.supply(10)), (111...150, Self.supply(10))], gap: 31).consort == .met)
    }

    /// Rows of single days are a diary, unless they were dispensed.
    @Test func aDayIsNoDispensing() throws {
        let on = (0..<10).map { Int32($0) * 10 }
        #expect(try therapy(on.map { ($0...$0, Self.days(10)) }).consort == .notMet)
        #expect(try therapy(on.map { ($0...$0, Self.supply(10)) }).consort == .met)
    }

    /// 90 covered days within 365, wherever the year begins: the last of them on its last day, or on the day after.
    @Test func ninetyDaysWithinAYear() throws {
        #expect(try therapy([(0...88, Self.days(10))]).ninetyDays == .notMet)
        #expect(try therapy([(0...89, Self.days(10))]).ninetyDays == .met)
        #expect(try therapy([(0...59, Self.days(10)), (335...364, Self.days(10))]).ninetyDays == .met)
        #expect(try therapy([(0...59, Self.days(10)), (336...365, Self.days(10))]).ninetyDays == .notMet)
        // A day that two cover counts once.
        #expect(try therapy([(0...79, Self.days(10)), (40...84, Self.days(10))]).ninetyDays == .notMet)
        // The year that ends with the second stretch has 60 + 30 days, that which begins with the first 31.
        #expect(
            try therapy([(0...30, Self.days(10)), (366...425, Self.days(10)), (440...469, Self.days(10))]).ninetyDays
                == .met)
    }

    /// More than 4,500 mg in three quarters: days 0-90, 91-181, 182-272 and 273-364.
    @Test func svendsensAmountAndQuarters() throws {
        #expect(try therapy(supplies(30, on: [0, 91, 182], mme: 50)).svendsen == .notMet)
        #expect(try therapy(supplies(30, on: [0, 91, 182], mme: 50.1)).svendsen == .met)
        #expect(try therapy(supplies(30, on: [0, 60, 90], mme: 100)).svendsen == .notMet)
        #expect(try therapy(supplies(30, on: [0, 91, 181], mme: 100)).svendsen == .notMet)
        #expect(try therapy(supplies(30, on: [0, 91, 273], mme: 100)).svendsen == .met)
        // The year has 365 days.
        #expect(try therapy(supplies(30, on: [0, 91, 364], mme: 100)).svendsen == .met)
        #expect(try therapy(supplies(30, on: [0, 91, 365], mme: 100)).svendsen == .notMet)
    }

    /// A supply counts in the quarter in which it is dispensed, days as they were recorded in every quarter that they reach.
    @Test func recordedDaysCountInEveryQuarter() throws {
        #expect(try therapy([(0...199, Self.supply(100))]).svendsen == .notMet)
        #expect(try therapy([(0...181, Self.days(100))]).svendsen == .notMet)
        #expect(try therapy([(0...182, Self.days(100))]).svendsen == .met)
    }

    /// Where what is known is enough, the rest does not matter; where it might be, nobody knows; where quarters fail, no dose helps.
    @Test func unknownDoses() throws {
        #expect(try therapy(supplies(30, on: [0, 91], mme: 80) + supplies(30, on: [182], mme: nil)).svendsen == .met)
        #expect(
            try therapy(supplies(30, on: [0, 91], mme: 20) + supplies(30, on: [182], mme: nil)).svendsen == .unknown)
        #expect(try therapy(supplies(30, on: [0, 91], mme: nil)).svendsen == .notMet)
        let unknown = try therapy(supplies(30, on: [0, 30, 60, 90], mme: nil))
        #expect(unknown.consort == .met && unknown.ninetyDays == .met && unknown.svendsen == .notMet)
    }

    @Test func nobodyIsOnLongTermTherapyWithoutExposures() throws {
        let none = try therapy([])
        #expect(LongTermTherapy.Definition.allCases.allSatisfy { none[$0] == .notMet })
    }

    /// Random histories against the definitions, read day by day.
    @Test func asCountedDayByDay() throws {
        var random = RandomDays(state: 11)
        var met = [0, 0, 0]
        for _ in 0..<200 {
            var rows: [(ClosedRange<Int32>, OpioidRegimen)] = []
            var day = Int32(0)
            for _ in 0..<Int32(1 + random.below(14)) {
                day += random.below(70)
                let mme: Double? = random.below(12) == 0 ? nil : Double(10 + random.below(60))
                let regimen = random.below(2) == 0 ? Self.supply(mme) : Self.days(mme)
                rows.append((day...(day + random.below(45)), regimen))
            }
            let own = try therapy(rows)
            let oracle = DayByDay(rows: rows)
            #expect(own.consort == (oracle.hasLongEpisode(gap: 30) ? .met : .notMet), "\(rows)")
            #expect(own.ninetyDays == (oracle.mostCovered >= 90 ? .met : .notMet), "\(rows)")
            #expect(own.svendsen == oracle.persistence, "\(rows)")
            for (place, definition) in LongTermTherapy.Definition.allCases.enumerated() where own[definition] == .met {
                met[place] += 1
            }
        }
        // The histories try both answers.
        #expect(met.allSatisfy { (30...170).contains($0) }, "\(met)")
    }
}

/// The definitions as they are written, over every day and every year.
private struct DayByDay {
    let rows: [(days: ClosedRange<Int32>, regimen: OpioidRegimen)]

    init(rows: [(ClosedRange<Int32>, OpioidRegimen)]) { self.rows = rows }

    private var covered: Set<Int32> { Set(rows.flatMap { Array($0.days) }) }

    func hasLongEpisode(gap: Int32) -> Bool {
        var episodes: [[Int32]] = []
        for day in covered.sorted() {
            if let last = episodes.last?.last, day - last - 1 <= gap {
                episodes[episodes.count - 1].append(day)
            } else {
                episodes.append([day])
            }
        }
        return episodes.contains { days in
            let own = rows.filter { days.contains($0.days.lowerBound) }
            let dispensings = own.count { $0.regimen.isSupply || $0.days.count > 1 }
            let length = (days.last ?? 0) - (days.first ?? 0) + 1
            return length > 90 && (dispensings >= 10 || own.reduce(0) { $0 + $1.days.count } >= 120)
        }
    }

    var mostCovered: Int {
        let covered = covered
        guard let first = covered.min(), let last = covered.max() else { return 0 }
        return (first...last).map { start in covered.count { (start..<(start + 365)).contains($0) } }.max() ?? 0
    }

    var persistence: LongTermTherapy.Verdict {
        let quarters: [Range<Int32>] = [0..<91, 91..<182, 182..<273, 273..<365]
        let verdicts = rows.map { first -> LongTermTherapy.Verdict in
            let start = first.days.lowerBound
            let used = quarters.count { quarter in
                let days = (start + quarter.lowerBound)..<(start + quarter.upperBound)
                return rows.contains { row in
                    days.contains(row.days.lowerBound)
                        || (!row.regimen.isSupply && row.days.contains { days.contains($0) })
                }
            }
            guard used >= 3 else { return .notMet }
            let year = rows.filter { (start..<(start + 365)).contains($0.days.lowerBound) }
            let amount = year.reduce(0.0) { sum, row in
                guard case .milligrams(let daily) = row.regimen.dailyMME else { return sum }
                return sum + daily * Double(min(365, row.days.count))
            }
            if amount > 4500 { return .met }
            return year.contains { $0.regimen.dailyMME == .unknown } ? .unknown : .notMet
        }
        return verdicts.contains(.met) ? .met : verdicts.contains(.unknown) ? .unknown : .notMet
    }
}

/// Numbers that only look like chance (Steele and Vigna 2021, 10.1002/spe.3030).
private struct RandomDays {
    var state: UInt64

    mutating func below(_ bound: Int32) -> Int32 {
        state = (state | 1) &* 0xD134_2543_DE82_EF95 &+ 2
        return Int32(truncatingIfNeeded: (state >> 33) % UInt64(bound))
    }
}
