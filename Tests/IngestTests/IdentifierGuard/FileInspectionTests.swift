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

    /// Columns of one name are no columns to look at, as nothing says which is meant.
    @Test func repeatedNamesAreLeftOut() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,a,a\n1,0,5,me@example.org,x\n"])
        #expect(try folder.ingest(StudyFolder.pain + "}]\n").cohort.pain.count == 1)
    }
}
