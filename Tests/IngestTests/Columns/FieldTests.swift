import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct FieldTests {
    @Test func instrumentMayFollowFromAColumnOfTheFile() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,form\n1,0,60,A\n1,1,6,B\n1,2,6,C\n"])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              pain:
                - file: pain.csv
                  columns: {patient: id, day: day, score: score}
                  instrument: {column: form, values: {A: vas, B: nrs}}
            """)
        let names = result.cohort.pain.all.map { result.cohort.instruments[Int($0.instrument)].id }
        #expect(names == ["vas", "nrs"])
        #expect(result.rejects == ["pain.csv:4:form:value is not listed in the study file"])
    }

    @Test func recodeWhereAndMissing() throws {
        let folder = try StudyFolder([
            "pain.csv":
                "id,day,score,source\n1,0,No Pain,a\n1,1,Severe,a\n1,2,Missing,b\n1,3,2,b\n1,4,No Pain,c\n1,5,-9,\n1,6,refused,a\n"
        ])
        let result = try folder.ingest(
            StudyFolder.pain + """
                , where: {source: [a, b, ""]}, missing: [Missing, -9], recode: {score: {No Pain: 0, Severe: 8, refused: ~}}}]
                max_rejected: 1
                """)
        #expect(result.cohort.pain.all.map(\.score) == [0, 8, 2])
        #expect(result.rejects == [4, 7, 8].map { "pain.csv:\($0):score:value is missing" })
        #expect(result.report(.pain)?.filtered == 1)
        #expect(result.report(.pain)?.read == 6)
    }

    @Test func dialectAndGlobs() throws {
        let folder = try StudyFolder([
            "pain-2.csv": "id;day;score\n1;2;7,5\n", "pain-1.csv": "id;day;score\n1;1;6,5\n2;1;1\n",
            "notes.txt": "nothing",
        ])
        let result = try folder.ingest(
            StudyFolder.pain.replacing("pain.csv", with: "\"pain-*.csv\"")
                + ", delimiter: semicolon, decimal: comma}]\n")
        #expect(result.inputs.map(\.file) == ["pain-1.csv", "pain-2.csv"])
        #expect(result.inputs.map(\.bytes) == [27, 21])
        #expect(result.cohort.pain.all.map(\.score) == [6.5, 7.5, 1])
    }

    @Test func shiftedDatesBecomeStudyDays() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n1,2001-02-03,1\n1,2001-03-01,2\n1,2001-02-30,3\n1,7,4\n"
        ])
        let yaml = StudyFolder.pain + "}]\nmax_rejected: 1\n"
        let result = try folder.ingest(yaml + "dates: {shifted: true, origin: 2001-02-03}\n")
        #expect(result.cohort.pain.all.map { $0.day.rawValue } == [0, 7, 26])
        #expect(result.rejects == ["pain.csv:4:day:day is not a whole number"])
        #expect(
            folder.complaint(yaml)
                == "pain.csv line 2, column \"day\": holds full dates, a direct identifier under HIPAA Safe Harbor; turn "
                + "them into study days, or, if they are shifted, add \"dates: {shifted: true, origin: YYYY-MM-DD}\" to the "
                + "study file")
    }
}
