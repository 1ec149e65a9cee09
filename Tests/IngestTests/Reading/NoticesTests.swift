import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

/// What reading says without being asked, and what it does without being told.
@Suite struct NoticesTests {
    private static let people = (1...14).map { $0 }

    @Test func wordsThatNoCellHasAreNamedAndNumbersMatchHoweverTheyAreWritten() throws {
        let folder = try StudyFolder([
            "p.csv": "id,sex,arm\n1,1.0,A\n2,02,b\n3,1.0,B\n",
            "pain.csv": "id,day,score,visit\n1,0,5,1.0\n2,1,6,2.0\n3,0,4,01\n",
        ])
        let result = try folder.ingest(
            """
            tables:
              patients:
                - file: p.csv
                  columns: {patient: id, sex: sex, arm: arm}
                  recode: {sex: {1: male, 2: female}, arm: {A: x, "b ": y}}
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs, where: {visit: [1, 7]}}]
            """, threads: 4, blockSize: 16)
        #expect(result.cohort.patients.categories(named: "sex")?.levels == ["female", "male"])
        #expect(result.cohort.pain.counts == [1, 0, 1])
        #expect(
            result.warnings.map { $0.replacing(folder.path + "/", with: "") } == [
                "study.yaml line 6, column 43: \"recode\" of \"arm\": no cell of p.csv is \"b \"; one of them would be but for letter "
                    + "case or blanks; write the words as the file has them, or leave them out",
                "study.yaml line 7, column 107: \"where\" of \"visit\": no cell of pain.csv is \"7\"; write the words as the file has "
                    + "them, or leave them out",
                "table \"patients\", column \"arm\": 2 levels differ only by letter case, blanks or as 1 and 1.0 do, and would be 1; make "
                    + "each one word with \"recode: {arm: {CELL: LEVEL}}\"",
            ])
    }

    @Test func missingWordsInColumnsOfPatientsAreNamed() throws {
        let rows = (1...12).map { "\($0),\($0).5,f" } + ["13,N/A,NULL", "14,.,m"]
        let folder = try StudyFolder(["p.csv": "id,bmi,sex\n" + rows.joined(separator: "\n") + "\n"])
        let tables = "tables: {patients: [{file: p.csv, columns: {patient: id, bmi: bmi, sex: sex}}]}\n"
        #expect(
            try folder.ingest(tables).warnings == [
                "table \"patients\", column \"bmi\": would hold numbers but for \".\" and \"N/A\" (patients: fewer than 11), and is read "
                    + "as categories; "
                    + "add them to \"missing\"",
                "table \"patients\", column \"sex\": the level \"NULL\" (patients: fewer than 11) looks like a missing value; add it to "
                    + "\"missing\" if so",
            ])
        #expect(try folder.ingest(tables + "missing: [\"\", N/A, \".\", \"NULL\"]\n").warnings == [])
    }

    /// A word that nobody listed turns a column of numbers into categories, whatever the word is; it is not shown.
    @Test func aWordInAColumnOfNumbersIsToldWhateverItIs() throws {
        func warnings(_ words: [String], _ more: String = "") throws -> [String] {
            let rows = (1...20).map { "\($0),\($0).5" } + words.enumerated().map { "\(90 + $0.offset),\($0.element)" }
            let folder = try StudyFolder(["p.csv": "id,bmi\n" + rows.joined(separator: "\n") + "\n"])
            return try folder.ingest(
                "tables: {patients: [{file: p.csv, columns: {patient: id, bmi: bmi}}]}\n" + more
            ).warnings
        }
        #expect(
            try warnings(["declined"]) == [
                "table \"patients\", column \"bmi\": would hold numbers but for 1 word (patients: fewer than 11), and is read as categories; if it "
                    + "means that a value is missing, list it under \"missing\", else say \"types: {bmi: categorical}\""
            ])
        #expect(try warnings(["declined", "Refused"]).first?.contains("but for 2 words") == true)
        #expect(try warnings(["declined"], "types: {bmi: categorical}\n") == [])
        // A column of codes has many words.
        #expect(try warnings(["a1", "a2", "a3"]) == [])
    }

    @Test func linesThatAQuoteRunsTogetherAreToldAtTheFirst() throws {
        let rows = (3...60).map { "P\($0),0,5,ok\n" }.joined()
        let folder = try StudyFolder(["pain.csv": "id,day,score,note\nP1,0,5,\"he said \"ouch\nP2,0,6,\"ok\"\n" + rows])
        let result = try folder.ingest(StudyFolder.pain + "}]\n", threads: 2, blockSize: 64)
        #expect(
            result.warnings == [
                "pain.csv line 2: a quote that is not doubled makes one record of several lines (lines rejected in this file: fewer than 11); write it "
                    + "twice, or save the file with quotes doubled"
            ])
        #expect(result.rejects.count == 2 && result.report(.pain)?.kept == 58)
        try folder.write("id,day,score,note\nP1,0,5,\"he said \"ouch\nP2,0,6,\"ok\"\nP3,0,5,ok\n", to: "pain.csv")
        #expect(folder.complaint(StudyFolder.pain + "}]\n").contains("pain.csv line 2: a quote that is not doubled"))
    }

    /// What a terminal would obey is no part of a word that a report may carry.
    @Test func wordsHoldNothingThatATerminalObeys() throws {
        let folder = try StudyFolder([
            "p.csv": "id,arm\n1,a\u{1b}[31mb\n2,c\u{202e}d\n3,\"e\nf\"\n",
            "e\u{7}.csv": "id,day,drug\n1,0,mor\u{1b}phine\n",
        ])
        let result = try folder.ingest(
            "tables:\n  patients: [{file: p.csv, columns: {patient: id, arm: arm}}]\n"
                + "  exposures: [{file: \"e*.csv\", columns: {patient: id, day: day, drug: drug}}]\n")
        #expect(
            result.cohort.patients.categories(named: "arm")?.levels == ["a\\u{1b}[31mb", "c\\u{202e}d", "e f"])
        #expect(result.cohort.exposures.drugs.map(\.word) == ["mor\\u{1b}phine"])
        #expect(result.inputs.map(\.file) == ["p.csv", "e\\u{7}.csv"])
    }

    @Test func cellsThatARowCanDoWithoutAreMissingAndCounted() throws {
        let ages = (1...18).map { "\($0),\($0 + 20)\n" }.joined()
        let folder = try StudyFolder([
            "p.csv": "id,age\n\(ages)19,.\n20,40\n",
            "e.csv": "id,day,mg,drug\n1,0,x,morphine\n1,1,-1,morphine\n1,2,5,morphine\n",
        ])
        let patients = "tables:\n  patients: [{file: p.csv, columns: {patient: id, age: age}}]\n"
        let result = try folder.ingest(patients, threads: 4, blockSize: 16)
        #expect(result.report(.patients)?.kept == 20 && result.report(.patients)?.rejected == 0)
        #expect(
            result.warnings == [
                "p.csv, column \"age\": cells that could not be read and count as missing: fewer than 11, the first on line 20; \".\" looks like a "
                    + "missing value: add it to \"missing\""
            ])
        // 1 of 20 is 5%; 2 are not.
        try folder.write("id,age\n\(ages)19,.\n20,.\n", to: "p.csv")
        #expect(
            folder.complaint(patients)
                == "table \"patients\": column \"age\": fewer than 11 of 20 cells could not be read, more than the allowed 5%. \".\" "
                + "looks like a missing "
                + "value: add it to \"missing\". See rejects.csv, then mend the mapping or the data, or raise max_rejected in "
                + "the study file"
        )
        #expect(folder.complaint(patients + "max_rejected: {patients: {age: 0.1}}\n") == "no error")
        let exposures = "  exposures: [{file: e.csv, columns: {patient: id, day: day, dose_mg: mg, drug: drug}}]\n"
        let doses = try folder.ingest("max_rejected: 0.5\n" + patients + exposures)
        // A dose that cannot be read is unknown; one below 0 rejects the row.
        #expect(doses.rejects == ["e.csv:3:mg:value is out of range"])
        #expect(doses.cohort.exposures.spans.all.map { doses.cohort.exposures.regimen(of: $0).dailyDose } == [nil, 5])
        #expect(doses.report(.exposures)?.unreadable == [TableReport.Unreadable(column: "mg", cells: 1)])
    }

    @Test func furtherRowsOfAPatientThatSayNothingNewAreRepeats() throws {
        let folder = try StudyFolder([
            "flat.csv": "id,day,score,sex,arm\n1,0,5,f,\n1,7,4,f,x\n2,0,3,m,y\n1,9,4,,\n2,5,3,f,y\n2,6,3,m,y\n"
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              patients: [{file: flat.csv, columns: {patient: id, sex: sex, arm: arm}}]
              pain: [{file: flat.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}]
            """, threads: 4, blockSize: 16)
        // The second row of 1 says the arm; the third nothing; a row of 2 contradicts another.
        #expect(result.rejects == ["flat.csv:6:sex:differs from an earlier row of this patient"])
        let report = try #require(result.report(.patients))
        #expect(report.kept == 3 && report.duplicates == 2 && report.rejected == 1 && report.read == 6)
        #expect(result.cohort.patients.categories(named: "arm")?.levels == ["x", "y"])
        #expect(result.cohort.pain.all.count == 6)
        #expect(
            folder.complaint("tables:\n  patients: [{file: flat.csv, columns: {patient: id, sex: sex, arm: arm}}]\n")
                .contains(
                    "What changes from row to row is no column of patients: leave it out, or keep one row of each with \"where\"."
                ))
    }

    @Test func identifiersThatAreSpeltOtherwiseAreSaidAndCanBeMatched() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n007,0,5\nA1,0,5\n", "moud.csv": "id,day\n7.0,3\na 1,4\n",
            "p.csv": "id,age\n007,50\na1,51\n",
        ])
        let moud = "  moud: [{file: moud.csv, columns: {patient: id, day: day}}]\n"
        let open = StudyFolder.pain + "}]\n" + moud
        let apart = try folder.ingest(open)
        #expect(apart.cohort.patients.count == 4)
        #expect(
            apart.warnings == [
                "table \"pain\": none of its patients (fewer than 11) is in any other table; fewer than 11 would be but for letter case, blanks, leading zeros or "
                    + "\".0\": add \"ids: {compare: loosely}\""
            ])
        let together = try folder.ingest(open + "ids: {compare: loosely}\n", threads: 4, blockSize: 1)
        #expect(together.cohort.patients.count == 2 && together.warnings == [])
        let closed = open + "  patients: [{file: p.csv, columns: {patient: id, age: age}}]\n"
        #expect(
            folder.complaint(closed)
                == "table \"pain\": some of fewer than 11 rows were rejected, more than the allowed 5%. Most frequent: column \"id\": "
                + "patient is not in the "
                + "patients table. Patients who would be in the patients table but for letter case, blanks, leading zeros "
                + "or \".0\": fewer than 11; "
                + "add \"ids: {compare: loosely}\". See rejects.csv, then mend the mapping or the data, or raise max_rejected "
                + "in the study file"
        )
        #expect(try folder.ingest(closed + "ids: {compare: loosely}\n").rejects == [])
        #expect(
            complaint(parsing: "nocitrend: 1\n" + open + "ids: {trust: true}\n").contains(
                "line 5, column 7: unknown key \"trust\" in ids"))
    }

    @Test(arguments: [
        ("007", "7"), ("7.0", "7"), ("7.", "7"), ("7.50", "7.50"), ("0", "0"), ("000", "0"), (" S-01 ", "s-01"),
        ("a 1", "a1"),
        ("99999999999999999999.0", "99999999999999999999"), ("", ""),
    ])
    func looseIdentifiers(_ cell: String, _ loose: String) {
        #expect(IdentifierRule.loose(cell) == loose)
        if IdentifierRule.isLoose(cell) { #expect(cell == loose) }
    }

    @Test func codesThatLookLikeIdentifiersCanBeTrusted() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n101-02-0003,0,5\n"])
        #expect(
            folder.complaint(StudyFolder.pain + "}]\n")
                == "pain.csv line 2, column \"id\": looks like a direct identifier under HIPAA Safe Harbor (social security "
                + "number); replace the "
                + "identifiers by codes, or, if they are the study's own codes and only look so, add \"ids: {trusted: true}\" "
                + "to the study file"
        )
        #expect(folder.complaint(StudyFolder.pain + "}]\nids: {trusted: true}\n") == "no error")
        try folder.write("id,day,score\na@b.org,0,5\n", to: "pain.csv")
        #expect(folder.complaint(StudyFolder.pain + "}]\nids: {trusted: true}\n").contains("(e-mail address); remove"))
        // In any other column nothing changes.
        try folder.write("id,day,score,note\n1,0,5,101-02-0003\n", to: "pain.csv")
        #expect(
            folder.complaint(StudyFolder.pain + "}]\nids: {trusted: true}\n").contains("column \"note\": looks like"))
        for code in ["2019-07-012", "001-002-0003", "Patient A"] {
            try folder.write("id,day,score\n\(code),0,5\n", to: "pain.csv")
            #expect(folder.complaint(StudyFolder.pain + "}]\n") == "no error")
        }
    }

    @Test func filesWithoutRowsAreSaidEvenInAQuietRun() throws {
        let folder = try StudyFolder(["a.csv": "id,day,score\n1,0,5\n", "b.csv": "id,day,score\n"])
        let yaml = StudyFolder.pain.replacing("pain.csv", with: "\"*.csv\"") + "}]\n"
        let result = try folder.ingest(yaml)
        #expect(result.alerts == ["table \"pain\": b.csv has a header and no rows; look whether it is the right file"])
        #expect(result.warnings == result.alerts)
        try folder.write("id,day,score\n", to: "a.csv")
        #expect(try folder.ingest(yaml).alerts == ["table \"pain\": its files hold no rows"])
    }
}
