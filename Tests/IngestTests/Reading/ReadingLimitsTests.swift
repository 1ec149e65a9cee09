import Foundation
import Testing

@testable import Ingest

@Suite struct ReadingLimitsTests {
    private static let good = "id,day,score\n1,0,5\n"

    @Test func aLinkOutOfTheDataFolderIsOutsideUntilItIsNamed() throws {
        let elsewhere = try StudyFolder(["real.csv": Self.good])
        let folder = try StudyFolder()
        #expect(symlink(elsewhere.path + "/real.csv", folder.path + "/pain.csv") == 0)
        let complaint = folder.complaint(StudyFolder.pain + "}]\n")
        #expect(complaint.contains("pain.csv: lies outside the data folder") && complaint.contains("line 3"))
        #expect(complaint.contains("\"outside: ") && complaint.contains("to the study file"))
        let result = try folder.ingest("outside: \(elsewhere.path)\n" + StudyFolder.pain + "}]\n")
        #expect(result.cohort.pain.all.count == 1)
        #expect(
            try folder.ingest("outside: [/nowhere, \(elsewhere.path)/real.csv]\n" + StudyFolder.pain + "}]\n").inputs
                .count == 1)
    }

    @Test func nothingOfAFileOutsideIsSaid() throws {
        let elsewhere = try StudyFolder(["real.csv": "patient_email,day,score\njane@example.org,0,5\n"])
        let folder = try StudyFolder()
        #expect(symlink(elsewhere.path + "/real.csv", folder.path + "/pain.csv") == 0)
        let complaint = folder.complaint(StudyFolder.pain + "}]\n")
        #expect(complaint.contains("outside the data folder") && !complaint.contains("email"))
    }

    @Test func aPathAboveTheDataFolderIsOutside() throws {
        let folder = try StudyFolder(["pain.csv": Self.good])
        try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: false)
        let yaml = "data: data\n" + StudyFolder.pain.replacing("pain.csv", with: "../pain.csv") + "}]\n"
        #expect(folder.complaint(yaml).contains("../pain.csv: lies outside the data folder"))
        #expect(try folder.ingest("outside: .\n" + yaml).inputs.count == 1)
    }

    @Test(.timeLimit(.minutes(1))) func aPipeOrAFolderIsNoFile() throws {
        let folder = try StudyFolder()
        #expect(mkfifo(folder.path + "/pain.csv", 0o600) == 0)
        #expect(folder.complaint(StudyFolder.pain + "}]\n").contains("pain.csv: is a pipe (FIFO)"))
        #expect(unlink(folder.path + "/pain.csv") == 0)
        try FileManager.default.createDirectory(atPath: folder.path + "/pain.csv", withIntermediateDirectories: false)
        #expect(folder.complaint(StudyFolder.pain + "}]\n").contains("pain.csv: is a folder"))
    }

    @Test func limitsAreNumbers() throws {
        #expect(
            complaint(parsing: "nocitrend: 1\nlimits: {expansion: 1}\n" + StudyFolder.pain + "}]\n").contains(
                "expansion"))
        #expect(
            complaint(parsing: "nocitrend: 1\nlimits: {seconds: 0}\n" + StudyFolder.pain + "}]\n").contains("seconds"))
        let study = try StudyDefinition.parse(
            "nocitrend: 1\nlimits: {expansion: 500, seconds: 7}\n" + StudyFolder.pain + "}]\n", path: "study.yaml")
        #expect(study.readingLimits.expansion == 500 && study.readingLimits.seconds == 7)
        let usual = try StudyDefinition.parse("nocitrend: 1\n" + StudyFolder.pain + "}]\n", path: "study.yaml")
        #expect(usual.readingLimits.expansion == 200 && usual.readingLimits.seconds == 3600)
    }

    @Test func countsOfFewRowsAreNotInTheMessageOfAStop() throws {
        func message(good: Int, bad: [(String, Int)]) throws -> String {
            let rows =
                (0..<good).map { "1,\($0),5\n" } + bad.flatMap { row, times in (0..<times).map { _ in row + "\n" } }
            return try StudyFolder(["pain.csv": "id,day,score\n" + rows.joined()]).complaint(StudyFolder.pain + "}]\n")
        }
        // Few rejected, few left, few of a reason, few of the reasons that are not named.
        #expect(try message(good: 40, bad: [("1,1,99", 10)]).contains("fewer than 11 of 50 rows were rejected"))
        #expect(try message(good: 40, bad: [("1,1,99", 11)]).contains("11 of 51 rows were rejected"))
        #expect(try message(good: 40, bad: [("1,1,99", 11)]).contains("out of range (11)"))
        #expect(try message(good: 10, bad: [("1,1,99", 40)]).contains("nearly all of 50 rows were rejected"))
        let mixed = try message(good: 40, bad: [("1,1,99", 12), ("1,1,x", 3)])
        #expect(mixed.contains("15 of 55 rows") && !mixed.contains("(12)") && !mixed.contains("(3)"), "\(mixed)")
        let four = try message(good: 40, bad: [("1,1,99", 12), ("1,1,x", 13), ("1,x,5", 14), ("1,1,", 2)])
        #expect(!four.contains("("), "\(four)")
    }
}
