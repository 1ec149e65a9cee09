import Cohort
import Foundation
import Testing

@testable import Ingest

/// The real trial data, where they are: beside the repository, or where NOCITREND_CTN0094 points.
@Suite struct CTN0094Tests {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
    static let folder =
        ProcessInfo.processInfo.environment["NOCITREND_CTN0094"] ?? repository + "/../shared/data/ctn0094"
    static let isThere = FileManager.default.fileExists(atPath: folder + "/withdrawal.csv")

    @Test func studyFileIsValidWithoutTheData() throws {
        let study = try StudyDefinition.load(path: Self.repository + "/data/studies/ctn0094.yaml")
        #expect(study.tableNames == [.patients, .pain, .exposures, .withdrawal, .moud, .screens, .visits])
        let day7 = try study.analysesValue?.mapping(as: "analyses")["day7_withdrawal"]?.mapping(as: "day7_withdrawal")
        #expect(try day7?["by"]?.oneOrMore().map { try $0.text(as: "by") } == ["trial", "arm", "site"])
        #expect(try day7?["claim"]?.share(as: "claim") == 0.95)
    }

    @Test(.enabled(if: isThere, "the CTN-0094 files are not here; data/studies/README.md says where they come from"))
    func everyRowIsAccountedFor() throws {
        let study = try StudyDefinition.load(path: Self.repository + "/data/studies/ctn0094.yaml")
        let options = IngestOptions(threads: 2, dataDirectory: Self.folder)
        let result = try Ingest(study: study, options: options).run()

        // Rows of the files, as `wc -l` less the header counts them.
        let rows: [(table: CanonicalTable, rows: Int)] = [
            (.patients, 3560 * 4 + 4691 * 2), (.pain, 3082), (.exposures, 307_523), (.withdrawal, 14_983),
            (.moud, 216_242),
            (.screens, 42_906), (.visits, 53_899),
        ]
        for (table, expected) in rows {
            let report = try #require(result.report(table))
            #expect(report.read + report.filtered == expected)
            #expect(report.read == report.kept + report.rejected)
        }
        // awk -F, '$2 == "\"Missing\""' pain.csv counts 36; in withdrawal.csv 5 grades are missing and 1 day is, one of
        // them in the same row.
        #expect(result.report(.pain)?.rejected == 36)
        #expect(result.report(.withdrawal)?.rejected == 5)
        #expect(result.report(.exposures)?.kept == 138_304)
        #expect(result.rejectedRows.count == 41)
        #expect(result.rejectedRows.first?.line == 86)

        let cohort = result.cohort
        #expect(cohort.patients.count == 3560)
        #expect(cohort.patients.categories(named: "trial")?.levels == ["27", "30", "51"])
        #expect(cohort.patients.categories(named: "arm")?.codes.count { $0 != nil } == 2492)
        #expect(cohort.pain.peopleWithScores == 3046)
        #expect(cohort.exposures.drugs.count == 16)
        #expect(Set(cohort.moud.drugs) == ["buprenorphine", "methadone", "naltrexone"])
        let trials = try #require(cohort.patients.categories(named: "trial"))
        for (person, trial) in trials.codes.enumerated() {
            for assessment in cohort.withdrawal[person] {
                let trial = try #require(trial)
                #expect(assessment.scale == (trials.levels[Int(trial)] == "51" ? .sows : .cows))
            }
        }
    }
}
