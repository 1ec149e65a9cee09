import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct KnownWordsTests {
    @Test(arguments: [
        ("NRS", "nrs"), (" nrs ", "nrs"), ("Numeric Rating Scale", "nrs"), ("Numeric rating scale (0–10)", "nrs"),
        ("VAS (mm)", "vas"),
        ("Visual Analogue Scale", "vas"), ("SF-36 Bodily Pain", "sf36_bp"), ("BPI Severity", "bpi_severity"),
        ("PEG-3", "peg"),
    ])
    func instrumentsByTheirTitles(_ word: String, _ id: String) {
        let number = InstrumentNames(Instrument.catalogue).number(of: word)
        #expect(number.map { Instrument.catalogue[Int($0)].id } == id)
    }

    @Test(arguments: ["VAS (cm)", "pain", "", "nrsx", "NRS 0-100"])
    func othersAreUnknown(_ word: String) {
        #expect(InstrumentNames(Instrument.catalogue).number(of: word) == nil)
    }

    @Test func aStudysOwnInstrumentComesFirst() throws {
        let own = [
            Instrument(id: "NRS", title: "Own", range: 0...5, unit: "points"),
            Instrument(id: "vas", title: "Own", range: 0...10, unit: "cm"),
        ]
        let names = InstrumentNames(own + [Instrument.catalogue[0]])
        #expect(names.number(of: "NRS") == 0 && names.number(of: "nrs") == 2 && names.number(of: "VAS") == 1)
        // Of another range the catalogue's titles would be wrong.
        #expect(names.number(of: "VAS (mm)") == nil)
    }

    @Test func wordsOfTheStudyFileAndOfTheFilesAreMatchedAlike() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,tool\n1,0,5,NRS\n1,1,50,VAS (mm)\n1,2,5,nrs \n1,3,5,mood\n",
            "e.csv": "id,day,what\n1,3,New injury\n1,4,DEATH\n",
        ])
        let tables = """
            tables:
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score, instrument: tool}}]
              events: [{file: e.csv, columns: {patient: id, day: day, event: what}}]
              withdrawal: [{file: pain.csv, columns: {patient: id, day: day, score: score}, scale: COWS}]

            """
        let result = try folder.ingest("max_rejected: 0.5\n" + tables)
        #expect(result.rejects.first == "pain.csv:5:tool:unknown instrument")
        #expect(result.cohort.events[0].map(\.kind) == [.newInjury, .death])
        #expect(
            folder.complaint(tables)
                == "table \"pain\": some of fewer than 11 rows were rejected, more than the allowed 5%. Most frequent: column \"tool\": "
                + "unknown instrument. "
                + "Say which are which with \"instrument: {column: tool, values: {CELL: nrs}}\". See rejects.csv, then mend "
                + "the mapping or the "
                + "data, or raise max_rejected in the study file")
    }
}
