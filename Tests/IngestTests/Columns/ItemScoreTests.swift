import Cohort
import Testing

@testable import Ingest

/// Scores that are the sum or the mean of items.
@Suite struct ItemScoreTests {
    private static func withdrawal(_ score: String) -> String {
        "max_rejected: 0.9\ntables:\n  withdrawal: [{file: w.csv, columns: {patient: id, day: day, score: \(score)}, scale: cows}]\n"
    }

    /// 2 + 4 + 0 = 6; a missing item makes the score missing; an item that is no number is named.
    @Test(arguments: [16, 1 << 20]) func theSumOfItems(_ blockSize: Int) throws {
        let folder = try StudyFolder([
            "w.csv": "id,day,cows1,cows2,cows3\nA,1,2,4,0\nA,2,5,5,4\nB,1,1,,2\nB,2,1,x,2\nB,3,40,40,2\n"
        ])
        for score in ["{sum: [cows1, cows2, cows3]}", "{sum: \"cows{1..3}\"}", "{sum: \"cows{1..3}\", missing: none}"] {
            let result = try folder.ingest(Self.withdrawal(score), threads: 4, blockSize: blockSize)
            #expect(result.cohort.withdrawal[0].map(\.grade) == [.mild, .moderate])
            #expect(
                result.rejects == [
                    "w.csv:4:score:value is missing", "w.csv:5:cows2:value is not a number",
                    "w.csv:6:score:value is out of range",
                ])
            #expect(result.report(.withdrawal)?.read == 5)
        }
    }

    /// 5 + 5 with one of three missing is 5 + 5 + 5 = 15, and 1 + 2 is 4.5, to the nearest whole 5.
    @Test func missingItemsAreTheMeanOfTheOthers() throws {
        let folder = try StudyFolder(["w.csv": "id,day,c1,c2,c3\nA,1,5,5,\nA,2,1,NA,2\nA,3,,,2\nA,4,,,\n"])
        let result = try folder.ingest(Self.withdrawal("{sum: [c1, c2, c3], missing: 1}"))
        #expect(result.cohort.withdrawal[0].map(\.grade) == [.moderate, .mild])
        #expect(result.rejects == ["w.csv:4:score:value is missing", "w.csv:5:score:value is missing"])
    }

    /// (3 + 4 + 8) / 3 = 5, (3 + 4) / 2 = 3.5; words of items are recoded one by one.
    @Test func theMeanOfItems() throws {
        let folder = try StudyFolder(["p.csv": "id,day,p1,p2,p3\nA,0,3,4,8\nA,7,3,4,\nA,9,none,4,2\nA,11,none,?,2\n"])
        let result = try folder.ingest(
            "max_rejected: 0.5\ntables:\n  pain: [{file: p.csv, columns: {patient: id, day: day, score: {mean: \"p{1..3}\", missing: 1}}, instrument: peg, recode: {score: {none: 0}}}]\n"
        )
        #expect(result.cohort.pain[0].map(\.score) == [5, 3.5, 2])
        #expect(result.rejects == ["p.csv:5:p2:value is not a number"])
    }

    /// Equal sums of different items are different rows.
    @Test func rowsWithEqualSumsAreNotAlike() throws {
        let folder = try StudyFolder(["w.csv": "id,day,c1,c2\nA,1,5,1\nA,1,1,5\nA,1,5,1\n"])
        #expect(try folder.ingest(Self.withdrawal("{sum: [c1, c2]}")).report(.withdrawal)?.duplicates == 1)
    }

    @Test func mistakes() throws {
        func complain(_ score: String) -> String { complaint(parsing: "nocitrend: 1\n" + Self.withdrawal(score)) }
        #expect(complain("{sum: [c1]}").contains("two items or more"))
        #expect(complain("{sum: \"c{1-3}\"}").contains("as in \"cows{1..11}\""))
        #expect(complain("{sum: \"c{1..9223372036854775807}\"}").contains("as in \"cows{1..11}\""))
        #expect(complain("{sum: [c1, c2, c1]}").contains("\"c1\" stands twice"))
        #expect(complain("{sum: [c1, c2], missing: 2}").contains("from 0 to 1"))
        #expect(complain("{sum: [c1, c2], mean: [c1, c2]}").contains("unknown key \"mean\""))
        #expect(
            complaint(
                parsing:
                    "nocitrend: 1\ntables:\n  events: [{file: p.csv, columns: {patient: id, day: d, event: {sum: [a, b]}}}]\n"
            ).contains("is no number"))
        let folder = try StudyFolder(["w.csv": "id,day,cows1,cows2\nA,1,5,1\n"])
        #expect(folder.complaint(Self.withdrawal("{sum: \"cows{1..3}\"}")).contains("w.csv has no column \"cows3\""))
    }

    @Test func leadingZerosOfARun() throws {
        let folder = try StudyFolder(["w.csv": "id,day,c09,c10\nA,1,5,1\n"])
        #expect(try folder.ingest(Self.withdrawal("{sum: \"c{09..10}\"}")).cohort.withdrawal[0].map(\.grade) == [.mild])
    }
}
