import Cohort
import Testing

@testable import Ingest

/// A word that the study file lists under `missing` is a missing cell wherever a cell is turned into it.
@Suite struct RecodedToMissingTests {
    @Test func recodeAndValuesToAMissingWord() throws {
        let folder = try StudyFolder([
            "p.csv": "id,sex,arm\n1,f,1\n2,9,2\n3,m,3\n", "pain.csv": "id,day,score,what\n1,0,5,a\n2,0,99,a\n3,0,6,b\n",
        ])
        func yaml(_ word: String) -> String {
            """
            missing: ["", NA, refused]
            max_rejected: 1
            tables:
              patients:
                - file: p.csv
                  columns: {patient: id, sex: sex, arm: {column: arm, values: {1: x, 2: \(word), 3: y}}}
                  recode: {sex: {"9": \(word)}}
              pain:
                - file: pain.csv
                  columns: {patient: id, day: day, score: score, instrument: {column: what, values: {a: nrs, b: \(word)}}}
                  recode: {score: {99: \(word)}}

            """
        }
        for word in ["NA", "refused", "~", "\"\""] {
            let result = try folder.ingest(yaml(word))
            #expect(result.cohort.patients.categories(named: "sex")?.levels == ["f", "m"])
            #expect(result.cohort.patients.categories(named: "sex")?.codes == [0, nil, 1])
            #expect(result.cohort.patients.categories(named: "arm")?.codes == [0, nil, 1])
            #expect(
                result.rejects == ["pain.csv:3:score:value is missing", "pain.csv:4:what:value is missing"], "\(word)")
            #expect(result.warnings == [])
        }
    }

    /// Such a cell is no assessment, as one with the word itself is none.
    @Test func aCellOfAWideTableThatIsMadeMissingMakesNoRow() throws {
        let folder = try StudyFolder(["w.csv": "id,d0,d7\n1,5,99\n2,NA,4\n"])
        let result = try folder.ingest(
            "tables: {pain: [{file: w.csv, columns: {patient: id}, unpivot: {score: \"d{day}\"}, instrument: nrs, "
                + "recode: {score: {99: NA}}}]}\n")
        #expect(result.cohort.pain.all.map(\.score) == [5, 4] && result.report(.pain)?.read == 2)
    }
}
