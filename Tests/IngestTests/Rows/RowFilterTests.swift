import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct RowFilterTests {
    /// The days of the rows that a `where` lets through, of days 0 to 5.
    private func days(_ condition: String, threads: Int = 1, blockSize: Int = 2 << 20) throws -> [Int] {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,x\n1,0,1,1\n1,1,1,2.0\n1,2,1,\n1,3,1,a\n1,4,1,-3\n1,5,1, \n"
        ])
        return try folder.ingest(
            StudyFolder.pain + ", where: {x: \(condition)}}]\n", threads: threads, blockSize: blockSize
        ).cohort.pain.all.map { $0.day.rawValue }.map(Int.init)
    }

    @Test func conditions() throws {
        #expect(try days("[1, a]") == [0, 3])
        #expect(try days("2") == [1])
        #expect(try days("[\"\", a]") == [2, 3, 5])
        #expect(try days("{not: [1, a]}") == [1, 2, 4, 5])
        #expect(try days("{not: [1, \"\"]}") == [1, 3, 4])
        #expect(try days("{empty: true}") == [2, 5])
        #expect(try days("{empty: false}") == [0, 1, 3, 4])
        #expect(try days("{from: 1}") == [0, 1])
        #expect(try days("{through: 1}") == [0, 4])
        #expect(try days("{from: -3, through: 1.5, not: 1}", threads: 4, blockSize: 16) == [4])
        #expect(try days("{not: 1, empty: false}") == [1, 3, 4])
    }

    @Test(arguments: [
        ("{}", "\"where\" of \"x\" says nothing"),
        ("{form: 1}", "unknown key \"form\" in \"where\" of \"x\"; did you mean \"from\"?"),
        ("{from: 2, through: 1}", "\"from\" is above \"through\""),
        ("{empty: true, from: 1}", "a cell that is empty has no value"),
        ("{from: a}", "from must be a number"),
    ])
    func mistakes(_ condition: String, _ message: String) {
        let words = complaint(parsing: "nocitrend: 1\n" + StudyFolder.pain + ", where: {x: \(condition)}}]\n")
        #expect(words.contains("study.yaml line 3") && words.contains(message))
    }

    @Test func sharesByTableAndColumn() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n1,0,1\n1,1,\n1,2,\n1,x,4\n"])
        func complaint(_ limits: String) -> String {
            folder.complaint(StudyFolder.pain + "}]\nmax_rejected: \(limits)\n")
        }
        #expect(complaint("0.75") == "no error" && complaint("{pain: 0.75}") == "no error")
        #expect(complaint("{pain: {score: 0.5, day: 0.25}}") == "no error")
        #expect(
            complaint("{pain: {score: 0.5}}").contains(
                "some of fewer than 11 rows were rejected, more than the allowed 5%"))
        #expect(
            complaint("{pain: {score: 0.4, day: 1}}").contains(
                "some of fewer than 11 rows were rejected for column \"score\", more than the allowed 40%. Leave such rows out with \"where: "
                    + "{score: {empty: "
                    + "false}}\"."))
        #expect(complaint("{pian: 0.5}").contains("unknown key \"pian\" in max_rejected; did you mean \"pain\"?"))
        #expect(
            complaint("{pain: {skore: 0.5}}").contains(
                "unknown key \"skore\" in max_rejected of \"pain\"; did you mean \"score\"?"))
        #expect(complaint("{pain: 2}").contains("must be a share from 0 to 1"))
    }
}
