import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct ExitKindTests {
    @Test func exitKinds() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n1,0,50\n", "bad.csv": "id,day,score\n\"1,0,5\n"])
        func kind(_ yaml: String) -> ExitKind? {
            do {
                _ = try folder.ingest(yaml)
                return nil
            } catch let error as IngestError {
                return error.exitKind
            } catch {
                return (error as? StudyFileError)?.exitKind
            }
        }
        #expect(kind(StudyFolder.pain + "}]\n") == .data)
        #expect(kind(StudyFolder.pain.replacing("score: score", with: "score: no") + "}]\n") == .studyFile)
        #expect(kind(StudyFolder.pain.replacing("pain.csv", with: "none.csv") + "}]\n") == .noInput)
        #expect(kind(StudyFolder.pain.replacing("pain.csv", with: "bad.csv") + "}]\n") == .data)
        #expect(kind(StudyFolder.pain + ", colums: 3}]\n") == .studyFile)
    }

    @Test func missingFilesAndColumnsAreFoundInTheStudyFile() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,skore\n1,0,5\n"])
        #expect(
            folder.complaint(StudyFolder.pain + "}]\n")
                == "study.yaml line 3, column 67: pain.csv has no column \"score\"; did you mean \"skore\"? (its columns are on "
                + "line 1: id, day and skore)")
        #expect(
            folder.complaint(StudyFolder.pain.replacing("pain.csv", with: "pian.csv") + "}]\n")
                == "study.yaml line 3, column 17: pian.csv: no such file; did you mean \"pain.csv\"?")
        #expect(
            folder.complaint(
                StudyFolder.pain.replacing("score: score", with: "score: skore") + ", where: {sorce: a}}]\n")
                == "study.yaml line 3, column 100: pain.csv has no column \"sorce\" (its columns are "
                + "on line 1: id, day and skore)")
        #expect(
            folder.complaint(
                "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: skore}, "
                    + "instrument: {column: form, values: {A: nrs}}}]\n")
                == "study.yaml line 3, column 96: neither pain.csv nor the patients table has a column \"form\"")
    }
}
