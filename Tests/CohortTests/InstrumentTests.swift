import Testing

@testable import Cohort

@Suite struct InstrumentTests {
    @Test func catalogueHasTheDesignsInstruments() throws {
        let ranges: [String: ClosedRange<Double>] = [
            "nrs": 0...10, "vas": 0...100, "vrs": 0...3, "bpi_severity": 0...10, "peg": 0...10, "sf36_bp": 0...100,
            "eq5d3l_pain": 1...3, "eq5d_pain": 1...5,
        ]
        for (id, range) in ranges {
            let instrument = try #require(Instrument.catalogue.first { $0.id == id })
            #expect(instrument.range == range && instrument.modality == .clinical)
        }
        let evoked = Instrument.catalogue.filter { $0.modality == .evoked }.map(\.id)
        #expect(evoked == ["cold_pressor_s", "ppt_kpa", "heat_threshold_c"])
        #expect(Set(Instrument.catalogue.map(\.id)).count == Instrument.catalogue.count)
    }

    @Test func percentOfMaximumIsHighForMorePainWhateverTheDirection() throws {
        func percent(_ id: String, _ score: Double) throws -> Double {
            try #require(Instrument.catalogue.first { $0.id == id }).percentOfMaximum(score)
        }
        #expect(try percent("nrs", 7) == 70)
        #expect(try percent("sf36_bp", 100) == 0)
        #expect(try percent("sf36_bp", 25) == 75)
        #expect(try percent("eq5d_pain", 1) == 0)
        #expect(try percent("eq5d_pain", 3) == 50)
        #expect(try percent("cold_pressor_s", 300) == 0)
    }

    @Test func anEvokedTestIsStoppedAtTheEndOfItsRangeUnlessItSaysWhere() {
        for instrument in Instrument.catalogue {
            #expect(instrument.cutOff == (instrument.modality == .evoked ? instrument.range.upperBound : nil))
        }
        let stopped = Instrument(id: "cold", title: "Cold", range: 0...300, unit: "s", modality: .evoked, cutOff: 180)
        #expect(stopped.isCensored(180) && stopped.isCensored(200) && !stopped.isCensored(179.9))
        #expect(stopped.text(180) == "180 s" && stopped.text(0.5) == "0.5 s")
        let clinical = Instrument(id: "mine", title: "Mine", range: 0...10, unit: "points")
        #expect(clinical.cutOff == nil && !clinical.isCensored(10))
    }

    @Test func aScoreLiesWithinItsInstrumentsRange() throws {
        let nrs = try #require(Instrument.catalogue.first { $0.id == "nrs" })
        #expect(PainScore(10, on: nrs)?.percentOfMaximum == 100)
        #expect(PainScore(0, on: nrs) != nil)
        #expect(PainScore(10.1, on: nrs) == nil)
        #expect(PainScore(-0.1, on: nrs) == nil)
        #expect(PainScore(.nan, on: nrs) == nil)
    }
}
