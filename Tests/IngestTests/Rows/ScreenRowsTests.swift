import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite("Screens and visits") struct ScreenRowsTests {
    @Test func screens() throws {
        let folder = try StudyFolder([
            "p.csv": "id,arm\n1,bup\n2,met\n3,\n",
            "u.csv":
                "id,day,drug,result\n1,3,Buprenorphine,POS\n1,3,Opiates,neg\n2,4,Oxycodone,Detected\n2,4,EDDP,1\n3,5,THC,yes\n1,9,Opiates,maybe\n2,,Opiates,neg\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              patients: [{file: p.csv, columns: {patient: id, arm: arm}}]
              screens:
                - file: u.csv
                  columns: {patient: id, day: day, substance: drug, positive: result}
                  prescribed: {column: arm, values: {bup: buprenorphine, met: methadone}}
            """)
        let screens = result.cohort.screens
        #expect(screens[0].map { screens.substance(of: $0).code } == [.buprenorphine, .opioid])
        #expect(screens[0].map(\.isPositive) == [true, false])
        #expect(screens[0].map(\.isPrescribed) == [true, false])
        // Oxycodone is an opioid; methadone's metabolite is the medication that the second patient is prescribed.
        #expect(screens[1].map { screens.substance(of: $0).code } == [.opioid, .methadone])
        #expect(screens[1].map(\.isPrescribed) == [false, true])
        #expect(screens[2].map(\.isPrescribed) == [false])
        #expect(screens.saysPrescribed)
        #expect(
            result.rejects == [
                "u.csv:7:result:value is neither positive nor negative", "u.csv:8:day:value is missing",
            ])
    }

    /// Without a column "kind" every row is a visit that was kept.
    @Test func visits() throws {
        let folder = try StudyFolder([
            "v.csv": "id,day,what,plan\n1,3,No show,1\n1,9,Visit,8\n1,20,party,22\n1,30,final,\n",
            "w.csv": "id,day\n1,40\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              visits:
                - {file: v.csv, columns: {patient: id, day: day, kind: what, planned_day: plan}}
                - {file: w.csv, columns: {patient: id, day: day}}
            """)
        let visits = result.cohort.visits[0]
        #expect(visits.map(\.kind) == [.missed, .attended, .attended, .attended])
        #expect(visits.map(\.plannedDay) == [StudyDay(1), StudyDay(8), nil, nil])
        #expect(result.rejects == ["v.csv:4:what:visit is neither attended nor missed"])
    }

    /// Planned follow-up: the end that is stated, weeks after a second randomisation, weeks after the first, in this order; a number that
    /// is no day says nothing.
    @Test func plannedFollowUp() throws {
        let folder = try StudyFolder([
            "p.csv":
                "id,end,weeks,second,more\n1,100,4,10,2\n2,,4,10,2\n3,,4,,2\n4,,,,\n5,999999999,4,,\n6,,,1e300,\n"
        ])
        let result = try folder.ingest(
            """
            tables:
              patients:
                - file: p.csv
                  columns:
                    {patient: id, planned_end: end, planned_weeks: weeks, second_randomized: second, second_planned_weeks: more}
            """)
        let plan = PlannedFollowUp(result.cohort)
        #expect(
            (0..<6).map { plan.end(of: $0, from: StudyDay(3)) }
                == ([100, 24, 31, nil, 31, nil] as [Int32?]).map { $0.map { StudyDay($0) } })
        #expect(plan.end(of: 3, from: StudyDay(3), weeks: 1) == StudyDay(10))
    }
}
