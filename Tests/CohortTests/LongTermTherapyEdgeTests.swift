import Testing

@testable import Cohort

/// Each definition of long-term therapy at its edges.
@Suite struct LongTermTherapyEdgeTests {
    private func therapy(_ rows: [DoseFixture.Row], gap: Int = 30) throws -> LongTermTherapy {
        try DoseFixture(rows, observed: 0...0).exposures.longTermTherapy(of: 0, gap: gap)
    }

    /// An episode of 90 days is not longer than 90 days, one of 91 is.
    @Test func consortEpisodeOfNinetyDays() throws {
        for (last, verdict): (Int32, LongTermTherapy.Verdict) in [(89, .notMet), (90, .met)] {
            let twice: [DoseFixture.Row] = [
                .init(days: 0...last, dose: 5, isSupply: true), .init(days: 0...last, dose: 5, drug: 1, isSupply: true),
            ]
            #expect(try therapy(twice).consort == verdict)
        }
    }

    /// 119 and 120 days' supply; 9 and 10 dispensings.
    @Test func consortSupplyAndDispensings() throws {
        for (last, verdict): (Int32, LongTermTherapy.Verdict) in [(118, .notMet), (119, .met)] {
            #expect(try therapy([.init(days: 0...last, dose: 5, isSupply: true)]).consort == verdict)
        }
        for (count, verdict): (Int32, LongTermTherapy.Verdict) in [(9, .notMet), (10, .met)] {
            let rows = (0..<count).map { fill in
                DoseFixture.Row(days: (fill * 15)...(fill * 15 + 4), dose: 5, isSupply: true)
            }
            #expect(try therapy(rows).consort == verdict)
        }
    }

    /// 30 free days keep an episode together, 31 end it.
    @Test func consortGap() throws {
        for (start, verdict): (Int32, LongTermTherapy.Verdict) in [(90, .met), (91, .notMet)] {
            let rows: [DoseFixture.Row] = [
                .init(days: 0...59, dose: 5, isSupply: true),
                .init(days: start...(start + 59), dose: 5, isSupply: true),
            ]
            #expect(try therapy(rows).consort == verdict)
        }
    }

    /// 90 covered days, the first and the last of them 364 days apart, and 365.
    @Test func ninetyDaysWithinAYear() throws {
        for (rows, verdict): ([ClosedRange<Int32>], LongTermTherapy.Verdict) in [
            ([0...88], .notMet), ([0...89], .met), ([0...44, 320...364], .met), ([0...44, 321...365], .notMet),
        ] {
            #expect(try therapy(rows.map { DoseFixture.Row(days: $0, dose: 5) }).ninetyDays == verdict)
        }
    }

    /// 25 mg on 180 days are 4,500 mg, which is not more; in two quarters, and in three.
    @Test func svendsenAmountAndQuarters() throws {
        func fills(_ starts: [Int32], _ dose: Double?) throws -> LongTermTherapy.Verdict {
            try therapy(starts.map { .init(days: $0...($0 + 59), dose: dose, isSupply: true) }).svendsen
        }
        #expect(try fills([0, 91, 182], 25) == .notMet)
        #expect(try fills([0, 91, 182], 25.1) == .met)
        #expect(try fills([0, 60, 120], 25.1) == .notMet)
        #expect(try fills([0, 60, 181], 25.1) == .notMet)
        #expect(try fills([0, 60, 182], 25.1) == .notMet)
        #expect(try fills([0, 182, 364], 25.1) == .met)
        #expect(try fills([0, 182, 365], 25.1) == .notMet)
        #expect(try fills([0, 91, 182], nil) == .unknown)
        #expect(try fills([0, 60, 120], nil) == .notMet)
    }
}
