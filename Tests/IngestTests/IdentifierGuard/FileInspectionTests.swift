import Testing

@testable import Ingest

@Suite struct FileInspectionTests {
    @Test func unusedDatesAreAWordAndUsedOnesAnEnd() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,when\n1,2015-01-31,5,2015-01-31\n"])
        #expect(folder.complaint(StudyFolder.pain + "}]\n").hasPrefix("pain.csv line 2, column \"day\": "))
        try folder.write("id,day,score,when\n1,0,5,2015-01-31\n", to: "pain.csv")
        #expect(
            try folder.ingest(StudyFolder.pain + "}]\n").warnings == [
                "pain.csv, column \"when\": seems to hold dates; it is not used, and the file is safer without it"
            ])
    }

    /// The cell that stands first in the file is named, whatever the order of the columns; of one row, the first column.
    @Test func theFirstCellIsNamed() throws {
        let folder = try StudyFolder([
            "pain.csv":
                "id,day,score,a,b,c\n1,0,5,x,y,z\n1,1,5,x,me@example.org,you@example.org\n1,2,5,her@example.org,y,z\n"
        ])
        #expect(folder.complaint(StudyFolder.pain + "}]\n").hasPrefix("pain.csv line 3, column \"b\": "))
    }

    private static func rows(_ values: [String]) -> String {
        "id,day,score,lab\n" + values.enumerated().map { "\($0.offset),0,5,\($0.element)\n" }.joined()
    }

    /// Eight digits are dates where hardly any cell of the column is none.
    @Test(arguments: [
        ["20130610", "20130611", "19991231"], ["10062013", "11062013", "31121999"],
        ["06102013", "06132013", "12311999"],
        ["201306100830", "201306110900", "201306120000"], ["20130610083015", "20130611090000", "20130612000000"],
        (1...28).map { $0 == 5 ? "none" : "201302\($0 < 10 ? "0" : "")\($0)" },
    ])
    func digitsThatAreDates(_ values: [String]) throws {
        let folder = try StudyFolder(["pain.csv": Self.rows(values)])
        #expect(
            try folder.ingest(StudyFolder.pain + "}]\n").warnings == [
                "pain.csv, column \"lab\": seems to hold dates; it is not used, and the file is safer without it"
            ])
        let used = StudyFolder.pain + ", where: {lab: {not: x}}}]\n"
        #expect(folder.complaint(used).hasPrefix("pain.csv line 2, column \"lab\": holds full dates"))
    }

    @Test(arguments: [
        ["20130001", "20130002", "20130003"], ["20130610", "20130611", "20139999"],
        ["18130610", "18130611", "18130612"],
        ["20130610", "20130611"], ["10000001", "10000002", "10000003"], ["2013061", "2013062", "2013063"],
        ["201306109999", "201306119999", "201306129999"],
        (1...40).map { "201301\($0 < 10 ? "0" : "")\($0)" },
    ])
    func digitsThatAreCodes(_ values: [String]) throws {
        let folder = try StudyFolder(["pain.csv": Self.rows(values)])
        #expect(try folder.ingest(StudyFolder.pain + ", where: {lab: {not: x}}}]\n").cohort.pain.count == values.count)
    }

    /// Patients' codes have a way out, and days that are declared shifted are read.
    @Test func digitsThatAreDatesHaveAWayOut() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n20130610,0,5\n20130611,0,5\n20130612,0,5\n"])
        #expect(folder.complaint(StudyFolder.pain + "}]\n").contains("\"ids: {trusted: true}\""))
        #expect(try folder.ingest(StudyFolder.pain + "}]\nids: {trusted: true}\n").cohort.pain.count == 3)
        try folder.write("id,day,score\n1,20130610,5\n1,20130611,5\n1,20130612,5\n", to: "pain.csv")
        #expect(
            folder.complaint(StudyFolder.pain + "}]\n").hasPrefix("pain.csv line 2, column \"day\": holds full dates"))
        #expect(
            try folder.ingest(StudyFolder.pain + "}]\ndates: {shifted: true, origin: 2013-06-10, format: YYYYMMDD}\n")
                .cohort
                .pain.all.map(\.day.rawValue) == [0, 1, 2])
        #expect(
            folder.complaint(StudyFolder.pain + "}]\ndates: {shifted: true, origin: 2013-06-10}\n").contains(
                "\"dates: {shifted: true, format: YYYYMMDD}\""))
        // One date is enough where the column is called so.
        try folder.write("id,day,score,visit_date\n1,0,5,20130610\n", to: "pain.csv")
        #expect(try folder.ingest(StudyFolder.pain + "}]\n").warnings.count == 1)
    }
}
