import Analysis
import Cohort
import Estimation
import Findings
import Foundation
import Ingest

/// A study file and the cohort that its data became, in the terms of results.json.
struct IngestedStudy {
    let file: StudyFile
    let result: IngestResult

    /// rejects.csv.
    var rejects: [UInt8] { result.rejectedRows.csv }

    /// What became of the rows of each table.
    var quality: [Results.TableQuality] {
        result.tables.map { table in
            Results.TableQuality(
                table: table.table.rawValue, read: table.read, kept: table.kept, rejected: table.rejected,
                filtered: table.filtered,
                reasons: table.reasons.map {
                    .init(column: $0.column ?? "", reason: $0.reason.wording, rows: $0.rows)
                })
        }
    }

    /// The files with their hashes.
    func inputs() throws -> [Results.Input] {
        try result.inputs.map { input in
            Results.Input(
                table: input.table.rawValue, file: input.file, bytes: input.bytes,
                sha256: try input.path.map { try InputHash.sha256(ofFile: $0) })
        }
    }

    /// The study and the definitions in force.
    var description: Results.Study {
        let bands = file.analyses.painByDurationBand?.bands ?? file.bands
        let equivalents = file.morphineEquivalents
        return Results.Study(
            title: file.title, synthetic: file.isSynthetic, index: file.indexRule.description,
            definitions: [
                .init(term: "Index day", meaning: "Day 0 of the withdrawal clock: \(file.indexRule.description)."),
                .init(
                    term: "Exposure era",
                    meaning: "A patient's exposures merged while the drug-free gap is at most \(file.eraGap) days; "
                        + "first and last day count as exposed."),
                .init(
                    term: "Exposure duration",
                    meaning: clock == .eraDays
                        ? "At an assessment, days since the start of the era that covers it; the first day counts 0."
                        : "At an assessment within an era, days covered by any exposure from the start of the record to "
                            + "the day before."),
                .init(
                    term: "Duration bands",
                    meaning: (0..<bands.count).map { bands.label(of: $0) }.joined(separator: ", ") + " days."),
                .init(
                    term: "No withdrawal",
                    meaning: "COWS at most 4 (Wesson and Ling 2003), SOWS 0 (Handelsman 1987), or grade 0."),
                .init(
                    term: "Morphine milligram equivalents",
                    meaning:
                        "Factors of \(equivalents.name) (\(equivalents.source)). They describe exposure and never set a dose."
                ),
                .init(
                    term: "Withheld",
                    meaning:
                        "A count of 1 to \(file.minimumCell - 1) patients, and every number from which it could be "
                        + "worked out."),
            ])
    }

    private var clock: ExposureClock { file.analyses.painTrend?.exposure ?? .eraDays }
}

extension AnalysisSettings {
    /// The questions that a study file asks.
    init(_ file: StudyFile) {
        self.init(minimumStep: file.minimumCell)
        let asked = file.analyses
        cohortFlow = asked.cohortFlow
        baseline = asked.baselineTable.map { Baseline(by: $0.by ?? asked.day7Withdrawal?.by.first) }
        day7 = asked.day7Withdrawal.map {
            Day7(day: $0.day, window: $0.window, by: $0.by, claim: $0.claim, weightBy: $0.weightBy)
        }
        course = asked.withdrawalCourse.map { Course(days: $0.days ?? 28, weeks: $0.weeks ?? 24) }
        trend = asked.painTrend.map { Trend(instrument: $0.instrument, clock: $0.exposure) }
        trendModels =
            asked.painTrend.map { asked in
                TrendModels(
                    adjust: asked.adjust.map { .init(column: $0.column, reference: $0.reference) }, knots: asked.knots)
            } ?? trendModels
        explanations = asked.otherExplanations.map {
            Explanations(
                trend: Trend(
                    instrument: $0.instrument ?? asked.painTrend?.instrument,
                    clock: $0.exposure ?? asked.painTrend?.exposure ?? .eraDays),
                followUp: $0.followUp, contrastDays: $0.contrastDays)
        }
        individual = asked.individualTrends.map {
            Individual(
                trend: Trend(instrument: $0.instrument, clock: $0.exposure), meaningfulChange: $0.meaningfulChange)
        }
        bands = asked.painByDurationBand.map {
            Bands(bands: $0.bands ?? file.bands, trend: Trend(instrument: $0.instrument, clock: $0.exposure))
        }
        evoked = asked.evokedPain.map {
            Evoked(
                instrument: $0.instrument, clock: $0.exposure,
                adjust: $0.adjust.map { .init(column: $0.column, reference: $0.reference) },
                isLeftOutWithoutScores: !$0.isNamed)
        }
    }
}
