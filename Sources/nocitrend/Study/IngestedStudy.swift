import Cohort
import Estimation
import Findings
import Foundation
import Ingest
import Questions

/// A study file and the cohort that its data became, in the terms of results.json.
struct IngestedStudy {
    let file: StudyDefinition
    let result: IngestResult

    /// rejects.csv.
    var rejects: [UInt8] { result.rejectedRows.csv }

    /// What became of the rows of each table.
    var quality: [Results.TableQuality] {
        result.tables.map { table in
            let repeats = result.cohort.repeats(in: table.table)
            // Of the table of patients it is not known whose the further rows are.
            let doubledPatients = table.table == .patients ? nil : repeats.rowsOfPerson.count
            return Results.TableQuality(
                table: table.table.rawValue, kept: .init(table.kept, ofPatients: patients(in: table.table)),
                rejected: .init(table.rejected, ofPatients: table.rejectedPatients),
                duplicates: .init(table.duplicates, ofPatients: doubledPatients),
                doubled: .init(table.doubled, ofPatients: doubledPatients), filtered: table.filtered,
                reasons: table.reasons.map {
                    .init(
                        column: $0.column ?? "", reason: $0.reason.wording,
                        count: .init($0.rows, ofPatients: $0.patients))
                },
                unreadable: table.unreadable.map { .init(column: $0.column, count: .init($0.cells)) })
        }
    }

    /// How many patients have a row in a table, counted up to the least number that may be shown.
    private func patients(in table: StudyTable) -> Int {
        let cohort = result.cohort
        return (0..<cohort.patients.count).lazy.filter { cohort.hasRows($0, in: table) }.prefix(file.minimumCell)
            .reduce(0) { count, _ in count + 1 }
    }

    /// The files by what may be said of their names. Sizes and hashes are private: a hash proves a guess.
    var inputs: [Results.Input] {
        file.labels(of: result.inputs).map {
            Results.Input(table: $0.table.rawValue, file: $0.words)
        }
    }

    /// The study and the definitions in force: the house's own, and those of the questions.
    func description(_ ofQuestions: [Results.Study.Definition], plan: StudyPlan?) -> Results.Study {
        let equivalents = file.morphineEquivalents
        return Results.Study(
            title: file.title, synthetic: file.isSynthetic, index: file.indexRule.description,
            definitions: [
                .init(term: "Index day", meaning: "Day 0 of the withdrawal clock: \(file.indexRule.description)."),
                .init(
                    term: "Exposure era",
                    meaning:
                        "A patient's exposures merged while the drug-free gap is at most \(file.exposureRule.gap) days."
                ),
                .init(term: "Exposed", meaning: file.exposureRule.meaning),
                .init(term: "Overlapping supplies", meaning: file.overlap.meaning),
            ] + ofQuestions + [
                .init(
                    term: "Morphine milligram equivalents",
                    meaning:
                        "Factors of \(equivalents.name) (\(equivalents.source)). They describe exposure and never set a dose."
                ),
                .init(
                    term: "Withheld",
                    meaning:
                        "A count of 1 to \(file.minimumCell - 1) patients, and every number from which it could be "
                        + "worked out; a quantile with as few on one side of it, a mean that is nearly one patient's or, of few patients, "
                        + "alike in all. Estimates that are released have three significant digits, and levels of 1 to "
                        + "\(file.minimumCell - 1) patients are one."),
            ], plan: plan?.record)
    }
}
