import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct RejectedRowsTests {
    @Test func everyReasonIsLocated() throws {
        let folder = try StudyFolder([
            "patients.csv": "id,age\n1,30\n2,x\n1,31\n3,200\n,40\n",
            "pain.csv": """
            id,day,score,tool
            1,0,5,nrs
            9,0,5,nrs
            1,1.5,5,nrs
            1,,5,nrs

            1,2,11,nrs
            1,3,bad,nrs
            1,4,,nrs
            1,5,5,nsr
            1,6,5
            1,7,5,
            1,99999,5,nrs
            ,8,5,nrs
            1,9.0,-0.0,nrs

            """,
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              patients: [{file: patients.csv, columns: {patient: id, age: age}}]
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score, instrument: tool}}]
            """)
        #expect(
            result.rejects == [
                "patients.csv:4:age:differs from an earlier row of this patient",
                "patients.csv:6:id:value is missing",
                "pain.csv:3:id:patient is not in the patients table",
                "pain.csv:4:day:day is not a whole number",
                "pain.csv:5:day:value is missing",
                "pain.csv:7:score:value is out of range",
                "pain.csv:8:score:value is not a number",
                "pain.csv:9:score:value is missing",
                "pain.csv:10:tool:unknown instrument",
                "pain.csv:11:-:wrong number of fields",
                "pain.csv:12:tool:value is missing",
                "pain.csv:13:day:value is out of range",
                "pain.csv:14:id:value is missing",
            ])
        // An age that cannot be read drops nobody.
        #expect(result.cohort.patients.count == 3)
        #expect(result.cohort.patients.covariate(named: "age")?.values == .numeric([30, nil, nil]))
        #expect(result.report(.patients)?.unreadable == [TableReport.Unreadable(column: "age", cells: 2)])
        #expect(result.cohort.pain.all.map { $0.day.rawValue } == [0, 9])
        let report = try #require(result.report(.pain))
        #expect(report.read == 13 && report.kept == 2 && report.rejected == 11)
    }

    @Test func tooManyRejectedRowsStopTheRunWithTheirReport() throws {
        let good = (1...18).map { "1,\($0),5\n" }.joined()
        let folder = try StudyFolder(["pain.csv": "id,day,score\n\(good)1,19,50\n"])
        // 1 of 19 is above 5%; 1 of 20 is 5% exactly, and allowed.
        #expect(
            folder.complaint(StudyFolder.pain + "}]\n")
                == "table \"pain\": fewer than 11 of 19 rows were rejected, more than the allowed 5%. Most frequent: column \"score\": value "
                + "is out of range. See rejects.csv, then mend the mapping or the data, or raise max_rejected in the "
                + "study file")
        do {
            _ = try folder.ingest(StudyFolder.pain + "}]\n")
        } catch IngestError.tooManyRejected(let stop) {
            #expect(stop.tables.count == 1 && stop.rejectedRows.count == 1 && stop.inputs.count == 1)
        }
        try folder.write("id,day,score\n\(good)1,19,5\n1,20,50\n", to: "pain.csv")
        #expect(try folder.ingest(StudyFolder.pain + "}]\n").rejectedRows.count == 1)
        try folder.write("id,day,score\n1,20,50\n", to: "pain.csv")
        #expect(
            folder.complaint(StudyFolder.pain + "}]\n")
                == "table \"pain\": all of fewer than 11 rows were rejected, so nothing is left. Most frequent: column \"score\": value is "
                + "out of range. See rejects.csv, then mend the mapping or the data")
        try folder.write("id,day,score\n", to: "pain.csv")
        #expect(try folder.ingest(StudyFolder.pain + "}]\n").warnings == ["table \"pain\": its files hold no rows"])
    }
}
