import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct WithdrawalRowsTests {
    @Test func withdrawalByScoreAndByGradeWithScalesByColumn() throws {
        let folder = try StudyFolder([
            "p.csv": "id,project\n1,27\n2,51\n3,99\n4,\n",
            "w.csv": "id,day,score\n1,7,4\n1,8,5\n2,7,1\n2,8,4.5\n1,9,49\n3,7,1\n4,7,1\n",
            "g.csv":
                "id,day,how,tool\n1,1,0,COWS\n1,2,3,cows\n1,3,moderately severe,cows\n2,4,Mild,sows\n2,5,4,sows\n2,6,1,none\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              patients: [{file: p.csv, columns: {patient: id, trial: project}}]
              withdrawal:
                - file: w.csv
                  columns: {patient: id, day: day, score: score}
                  scale: {column: project, values: {"27": cows, "51": sows}}
                - {file: g.csv, columns: {patient: id, day: day, grade: how, scale: tool}}
            """)
        let rows = result.cohort.withdrawal.all
        #expect(rows.map { $0.day.rawValue } == [1, 2, 3, 7, 8, 4, 7])
        #expect(rows.map(\.grade) == [.none, .severe, .moderatelySevere, .none, .mild, .mild, .mild])
        #expect(rows.map(\.scale) == [.cows, .cows, .cows, .cows, .cows, .sows, .sows])
        #expect(
            result.rejects == [
                "w.csv:5:score:value is out of range", "w.csv:6:score:value is out of range",
                "w.csv:7:project:value is not listed in the study file", "w.csv:8:project:value is missing",
                "g.csv:6:how:unknown withdrawal grade", "g.csv:7:tool:unknown withdrawal scale",
            ])
    }
}
