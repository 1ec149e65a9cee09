import Foundation
import Testing

@testable import Ingest
@testable import StudyFile

/// What reading says of files that are not as the study file has it, and what it never says.
@Suite struct FileHeadTests {
    private let columns = "columns: {patient: id, day: day, score: score}, instrument: nrs"

    private func complaint(_ text: String, _ keys: String = "") throws -> String {
        try StudyFolder(["pain.csv": text]).complaint(StudyFolder.pain + keys + "}]\n")
    }

    private func rows(_ count: Int, _ row: (Int) -> String) -> String {
        (1...count).map { row($0) + "\n" }.joined()
    }

    @Test func stopsNameTheKey() throws {
        #expect(
            try complaint("id,day,score,note\n" + rows(9) { "P\($0)a,1,5" }).contains("\"fill: true\" in the entry"))
        #expect(
            try complaint("id;day;score\n" + rows(9) { "P\($0)a;1;\($0),5" }).contains(
                "pain.csv, column \"score\": numbers have a decimal comma; add 'decimal: \",\"' to the entry"))
        #expect(
            try complaint("id,day,score\n" + rows(9) { "r\($0),P\($0)a,1,5" }).contains(
                "line 1: the header has 3 names and every row below it 4 cells"))
        #expect(try complaint("# made today\nid,day,score\nP1a,1,5\n").contains("need \"comment: '#'\""))
    }

    @Test func theKeysRead() throws {
        let folder = try StudyFolder([
            "pain.csv": "made today\n#\nid,day,score,note\n" + rows(9) { "n\($0),P\($0)a,\($0),5" }
        ])
        let keys = ", skip: 1, comment: \"#\", fill: true, row_names: true"
        for (size, threads) in [(2 << 20, 1), (16, 4)] {
            let read = try folder.ingest(StudyFolder.pain + keys + "}]\n", threads: threads, blockSize: size)
            #expect(read.report(.pain)?.kept == 9)
            #expect(read.cohort.pain.all.map(\.day.rawValue) == Array(1...9))
        }
    }

    @Test func studyWideKeysAreInherited() throws {
        let folder = try StudyFolder(["pain.csv": "x\nid,day,score\nP1a,1,5\n"])
        #expect(try folder.ingest("skip: 1\n" + StudyFolder.pain + "}]\n").report(.pain)?.kept == 1)
    }

    @Test func swallowedRowsAreCounted() throws {
        let text = "id,day,score,note\nP1,0,5,\"he said \"ouch\nP2,0,6,\"ok\"\n" + rows(60) { "P3,\($0),5," }
        let read = try StudyFolder(["pain.csv": text]).ingest(StudyFolder.pain + "}]\n")
        #expect(read.report(.pain)?.read == 62)
        #expect(
            read.rejects == Array(repeating: "pain.csv:2:-:lines run together by a quote that is not doubled", count: 2)
        )
    }

    @Test func aPatientsCellsAreInNoMessage() throws {
        let message = try complaint("P001,17,5,sore\nP002,18,6,better\n")
        #expect(message.contains("line 1 has 4 fields that look like a row's"))
        #expect(!message.contains("P001") && !message.contains("sore"))
    }

    @Test func messagesAreShortAndSafe() throws {
        let names = (1...400).map { "name\($0)" }.joined(separator: ",")
        let many = try complaint("\u{1b}[31mred,\u{202e}rtl,\(names)\nP1a,1,5\n")
        #expect(many.contains("\\u{1b}[31mred, \\u{202e}rtl, name1,") && many.contains("and 390 more"))
        let long = try complaint(String(repeating: "x", count: 3_000_000))
        #expect(long.count < 600)
        #expect(!long.contains(String(repeating: "x", count: 70)))
        #expect(shownMessage(String(repeating: "a\n", count: 10_000)).count <= 500)
        #expect(shown("tidy name") == "tidy name")
    }

    @Test func clashesAfterTrimmingAreNamed() throws {
        #expect(
            try complaint("id,id\u{a0},day,score\nP1a,P1a,1,5\n").contains("column \"id\" stands at positions 1, 2"))
    }

    @Test func windowsTextIsNamedAndRead() throws {
        let folder = try StudyFolder()
        var bytes = Array("id,day,score,note\n".utf8)
        for day in 1...9 { bytes += Array("M".utf8) + [0xfc] + Array("l,\(day),5,x\n".utf8) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/pain.csv"))
        let message = folder.complaint(StudyFolder.pain + "}]\n")
        #expect(message.contains("column \"id\": text is not valid UTF-8"))
        #expect(message.contains("add \"encoding: windows-1252\" to the entry"))
        #expect(try folder.ingest(StudyFolder.pain + ", encoding: windows-1252}]\n").report(.pain)?.kept == 9)
    }

    /// The hash is of the bytes as they are stored, whatever is made of them.
    @Test func hashesAreOfTheStoredBytes() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\nP1a,1,5\n"])
        let plain = try folder.ingest(StudyFolder.pain + "}]\n").inputs
        let latin = try folder.ingest(StudyFolder.pain + ", encoding: latin-1, comment: \"#\"}]\n").inputs
        #expect(plain == latin)
    }

    @Test func byteOrderMarkOfTheStudyFileIsPassedOver() {
        #expect(parsed("\u{feff}nocitrend: 1\n\(StudyFolder.pain)}]\n") == "no error")
    }

    @Test func keysAreChecked() {
        let entry = StudyFolder.pain
        #expect(parsed("nocitrend: 1\n\(entry), encoding: ascii}]\n").contains("unknown encoding \"ascii\""))
        #expect(parsed("nocitrend: 1\n\(entry), skip: -1}]\n").contains("skip must be from 0 to 10000"))
        #expect(parsed("nocitrend: 1\n\(entry), comment: \"//\"}]\n").contains("comment must be one sign in quotes"))
        #expect(
            parsed("nocitrend: 1\ntables:\n\tpain: []\n").contains("line 3, column 1: the line is indented by a tab"))
        #expect(parsed("nocitrend: 1\ntitle: “x”\n").contains("line 2, column 8: typographic quotes"))
    }

    private func parsed(_ yaml: String) -> String { IngestTests.complaint(parsing: yaml) }
}
