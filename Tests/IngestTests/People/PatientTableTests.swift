import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct PatientTableTests {
    @Test func withoutPatientsTablePeopleComeByTheirIdentifiers() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n b ,0,1\na,0,2\n007,0,3\nb,1,4\n7,0,5\nz,0,99\n",
            "moud.csv": "id,day\nq,3\na,4\n",
        ])
        let result = try folder.ingest(
            StudyFolder.pain + "}]\n  moud: [{file: moud.csv, columns: {patient: id, day: day}}]\nmax_rejected: 0.5\n",
            blockSize: 1)
        // 7, a, b, q and 007: shorter identifiers first, then by the alphabet, whoever is met first; the only row of z is rejected.
        #expect(result.cohort.patients.count == 5)
        #expect((0..<5).map { result.cohort.pain[$0].count } == [1, 1, 2, 0, 1])
        #expect(result.cohort.pain.all.map(\.score) == [5, 2, 1, 4, 3])
        let moud = result.cohort.moud
        #expect((0..<5).map { moud[$0].count } == [0, 1, 0, 1, 0])
        #expect(moud.regimens == [MOUDRegimen(drug: nil, amount: .given)])
        #expect(
            result.warnings == [
                "identifiers that differ from another one only by letter case, blanks, leading zeros or \".0\": fewer than 11, taken for "
                    + "different patients; if they are the same, add \"ids: {compare: loosely}\""
            ])
    }

    @Test func patientsAreTheUnionOfTheirFiles() throws {
        let folder = try StudyFolder([
            "a.csv": "id,sex\n1,F\n2,M\n3,\n",
            "b.csv": "who,gender,room,which\n3,F,10,1\n2,F,9,1\n4,M,2,1\n4,M,2,2\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              patients:
                - {file: a.csv, columns: {patient: id, sex: sex}, recode: {sex: {F: female, M: male}}}
                - file: b.csv
                  where: {which: "1"}
                  columns: {patient: who, sex: gender, room: room}
                  recode: {sex: {F: female, M: male}}
            """)
        #expect(result.rejects == ["b.csv:3:gender:differs from an earlier file for this patient"])
        #expect(result.report(.patients)?.filtered == 1)
        let patients = result.cohort.patients
        #expect(patients.count == 4)
        #expect(patients.categories(named: "sex")?.levels == ["female", "male"])
        #expect(patients.categories(named: "sex")?.codes == [0, 1, 0, 1])
        // A rejected row is not used at all: patient 2 has no room.
        #expect(patients.categories(named: "room")?.levels == ["2", "10"])
        #expect(patients.categories(named: "room")?.codes == [nil, nil, 1, 0])
    }

    /// A cell that says "NaN" is no number: neither a value of its column nor a reason to read it as words.
    @Test func numbersThatAreNoneAreMissing() throws {
        let rows = (1...12).map { "\($0),\($0).5,\($0)" } + ["13,NaN,0x1f", "14,-Inf,14"]
        let folder = try StudyFolder(["p.csv": "id,bmi,hex\n" + rows.joined(separator: "\n") + "\n"])
        let tables = "tables: {patients: [{file: p.csv, columns: {patient: id, bmi: bmi, hex: hex}}]}"
        let result = try folder.ingest(tables)
        let patients = result.cohort.patients
        #expect(patients.covariate(named: "bmi")?.values == .numeric((1...12).map { Double($0) + 0.5 } + [nil, nil]))
        #expect(patients.categories(named: "hex")?.levels.contains("0x1f") == true)
        #expect(
            result.warnings == [
                "table \"patients\", column \"bmi\": cells such as NaN or Inf are no numbers and count as missing "
                    + "(patients: fewer than 11); list them under \"missing\"",
                "table \"patients\", column \"hex\": would hold numbers but for 1 word (patients: fewer than 11), and is read as "
                    + "categories; if it means that a value is missing, list it under \"missing\", else say "
                    + "\"types: {hex: categorical}\"",
            ])
        // In a column that is said to hold numbers such cells cannot be read: they are missing, and the patients stay.
        let typed = try folder.ingest("max_rejected: 1\ntypes: {bmi: numeric}\n" + tables)
        #expect(typed.rejects == [] && typed.cohort.patients.count == 14)
        #expect(typed.report(.patients)?.unreadable == [TableReport.Unreadable(column: "bmi", cells: 2)])
        #expect(typed.cohort.patients.covariate(named: "bmi")?.values == patients.covariate(named: "bmi")?.values)
    }

    @Test func covariatesAreNumericWhereTheyLookLikeIt() throws {
        let rows = (1...12).map { "\($0),\($0),\($0 % 3),\($0).5,\(20 + $0)" }.joined(separator: "\n")
        let folder = try StudyFolder(["p.csv": "id,many,few,trial,age\n\(rows)\n"])
        let result = try folder.ingest(
            """
            types: {trial: categorical}
            ages: {cap: 30}
            tables: {patients: [{file: p.csv, columns: {patient: id, many: many, few: few, trial: trial, age: age}}]}
            """)
        let patients = result.cohort.patients
        #expect(patients.covariate(named: "many")?.values == .numeric((1...12).map { Double($0) }))
        #expect(patients.categories(named: "few")?.levels == ["0", "1", "2"])
        #expect(patients.categories(named: "trial")?.levels.first == "1.5")
        #expect(patients.categories(named: "trial")?.levels.last == "12.5")
        // A column that makes groups is categorical, however many numbers it has.
        let grouped = try folder.ingest(
            """
            tables: {patients: [{file: p.csv, columns: {patient: id, many: many}}]}
            """, groupColumns: ["many"])
        #expect(grouped.cohort.patients.categories(named: "many")?.levels == (1...12).map { "\($0)" })
        #expect(patients.covariate(named: "age")?.values == .numeric((21...32).map { Double(min($0, 30)) }))
    }
}
