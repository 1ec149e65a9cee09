import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct CourseRowsTests {
    @Test func courseRecords() throws {
        let folder = try StudyFolder([
            "i.csv": "id,a,b,kind\n1,5,9,physio\n1,1,,nerve block\n1,9,5,physio\n",
            "s.csv": "id,day,what,yes\n1,3,allodynia,Yes\n1,4,allodynia,0\n1,5,allodynia,maybe\n",
            "e.csv": "id,day,event\n1,3,surgery\n1,4,party\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              interventions: [{file: i.csv, columns: {patient: id, start_day: a, end_day: b, kind: kind}}]
              symptoms: [{file: s.csv, columns: {patient: id, day: day, symptom: what, present: yes}}]
              events: [{file: e.csv, columns: {patient: id, day: day, event: event}}]
            """)
        let care = result.cohort.interventions
        #expect(care[0].map { care.kind(of: $0).word } == ["nerve block", "physio"])
        #expect(care[0].map { care.kind(of: $0).code } == [.other, .physicalTherapy])
        #expect(care[0].map(\.end) == [nil, StudyDay(9)])
        let symptoms = result.cohort.symptoms
        #expect(symptoms[0].map(\.severity) == [1, 0])
        #expect(symptoms[0].allSatisfy { symptoms.symptom(of: $0).code == .allodynia })
        #expect(result.cohort.events[0].map(\.kind) == [.surgery])
        #expect(
            result.rejects == [
                "i.csv:4:b:end is before start", "s.csv:4:yes:value is neither yes nor no",
                "e.csv:3:event:unknown event",
            ])
    }
}
