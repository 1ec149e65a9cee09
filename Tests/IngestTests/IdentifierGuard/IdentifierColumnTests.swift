import Testing

@testable import Ingest

/// Which columns of a file are looked at, what decides where a name is ambiguous, and the way past a false alarm.
@Suite struct IdentifierColumnTests {
    private func complaint(_ csv: String, _ more: String = "") throws -> String {
        try StudyFolder(["pain.csv": csv]).complaint(StudyFolder.pain + more + "}]\n")
    }

    @Test(arguments: [
        ("name", ["oxycodone", "morphine"], nil), ("name", ["Ada Byron", "Alan Turing"], IdentifierClass.name),
        ("name", ["xq", "yz"], .name), ("lat", ["left", "right"], nil), ("lat", ["40.7128", "51.5074"], .smallArea),
        ("mobile", ["yes", "no"], nil), ("mobile", ["5551234567", "5559876543"], .telephone), ("ip", ["5", "10"], nil),
        ("ip", ["10.0.0.1", "10.0.0.2"], .internetAddress), ("city", ["urban", "rural"], nil),
        ("city", ["Boston", "Lynn"], .smallArea), ("nir", ["0.7", "0.65"], nil),
    ])
    func cellsDecideWhereANameIsAmbiguous(_ name: String, _ cells: [String], _ expected: IdentifierClass?) throws {
        #expect(IdentifierGuard.identifier(ofColumn: name, cells: cells) == expected)
        let rows = cells.map { "1,0,5,\($0)\n" }.joined()
        let message = try complaint("id,day,score,\(name)\n\(rows)")
        #expect(message.contains(expected.map { "(\($0.rawValue))" } ?? "no error"))
    }

    /// Of ten-digit numbers one in ten has the check digit by chance, and all of them only where it is one.
    @Test func checkDigitsAreBelievedWhereAllFit() {
        let numbers = (0..<50).map { String(4_857_120_036 + $0 * 7) }
        #expect(IdentifierGuard.identifier(ofColumn: "lab", cells: numbers) == nil)
        let health = ["9434765919", "4010232137", "9876543210"]
        #expect(IdentifierGuard.identifier(ofColumn: "lab", cells: health) == .medicalRecord)
    }

    @Test func repeatedAndUnnamedColumnsAreLookedAt() throws {
        #expect(
            try complaint("id,day,score,a,a\n1,0,5,x,me@example.org\n").hasPrefix(
                "pain.csv line 2, column \"number 5\": looks like a direct identifier"))
        #expect(
            try complaint("id,day,score,\n1,0,5,me@example.org\n").hasPrefix("pain.csv line 2, column \"number 4\": "))
        #expect(try complaint("id,day,score,a,a\n1,0,5,x,y\n") == "no error")
        #expect(
            try complaint("id,day,score,a,a\n1,0,5,x,me@example.org\n", ", ignore: [a]") == "no error")
    }

    /// A patients' column that no question reads.
    @Test func aColumnThatIsMappedAndNotReadIsLookedAt() throws {
        let folder = try StudyFolder([
            "p.csv": "id,contact\n1,me@example.org\n", "pain.csv": "id,day,score\n1,0,5\n",
        ])
        let tables =
            "tables:\n  patients: [{file: p.csv, columns: {patient: id, further: contact}}]\n"
            + StudyFolder.pain.replacing("tables:\n", with: "") + "}]\n"
        #expect(folder.complaint(tables).hasPrefix("p.csv line 2, column \"contact\": looks like a direct identifier"))
        // A name given in the study file tells as much as the file's.
        let named = tables.replacing("further: contact", with: "home_phone_number: contact")
        try folder.write("id,contact\n1,x\n", to: "p.csv")
        #expect(
            folder.complaint(named).contains("(telephone number)") || folder.complaint(named).contains("(telephone)"))
    }

    @Test func anAgeOver89UnderAnyName() throws {
        #expect(
            try complaint("id,day,score,edad\n1,0,5,45\n2,0,5,93\n").hasPrefix(
                "pain.csv line 3, column \"edad\": holds ages"))
        #expect(try complaint("id,day,score,note\n1,0,5,a 93-year-old man\n").contains("holds ages over 89"))
        let folder = try StudyFolder(["pain.csv": "id,day,score,edad\n1,0,5,93\n"])
        #expect(folder.complaint(StudyFolder.pain + "}]\nages: {cap: 89}\n") == "no error")
    }

    /// The way out names the column, whether it is used or not, and is said in every run.
    @Test func aFalseAlarmHasAWayOut() throws {
        let csv = "id,day,score,first_name\n1,0,5,a\n"
        #expect(
            try complaint(csv).hasSuffix("; if it is no identifier, add \"not_identifiers: [first_name]\" there"))
        let folder = try StudyFolder(["pain.csv": csv])
        #expect(
            try folder.ingest(StudyFolder.pain + ", not_identifiers: [first_name]}]\n").warnings == [
                "pain.csv, column \"first_name\": looks like a direct identifier; the study file says that it is none "
                    + "(\"not_identifiers\"), so its cells are not looked at"
            ])
        let used = ", not_identifiers: first_name, where: {first_name: a}"
        #expect(try complaint(csv, used) == "no error")
        #expect(
            try complaint(csv.replacing("first_name", with: "a: last name")).contains(
                "not_identifiers: ['a: last name']"))
    }

    /// Of a file without names nothing is printed.
    @Test(arguments: [
        "P001,0,5,oxycodone\nP002,0,5,morphine\n", "Ann,oral,7,yes\nJohn,oral,3,no\n",
        "AB,morphine,oral,yes,none\nCD,morphine,oral,no,some\nEF,oxycodone,nasal,yes,none\n",
        "John Smith,12,5,a\nMary Jones,3,4,b\n", "x,1/31/2015,5,b\ny,2/28/2015,6,c\n",
    ])
    func ofAFileWithoutNamesNothingIsPrinted(_ csv: String) throws {
        let message = try complaint(csv)
        #expect(message != "no error")
        let cells = csv.split(separator: "\n")[0].split(separator: ",").filter { $0.count > 1 }
        for cell in cells { #expect(!message.contains(cell), "\(message)") }
    }
}
