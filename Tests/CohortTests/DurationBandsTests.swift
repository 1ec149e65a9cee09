import Testing

@testable import Cohort

@Suite struct DurationBandsTests {
    @Test func defaultBandsBeginAt0And30And90And180And365() {
        let bands = DurationBands.standard
        let days = [0, 29, 30, 89, 90, 179, 180, 364, 365, 4000]
        #expect(days.map { bands.band(of: $0) } == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect((0..<bands.count).map { bands.label(of: $0) } == ["0–29", "30–89", "90–179", "180–364", "365+"])
    }

    @Test func boundsMustAscendFromZero() {
        #expect(DurationBands(lowerBounds: [0, 10]) != nil)
        #expect(DurationBands(lowerBounds: [1, 10]) == nil)
        #expect(DurationBands(lowerBounds: [0, 10, 10]) == nil)
        #expect(DurationBands(lowerBounds: []) == nil)
    }
}
