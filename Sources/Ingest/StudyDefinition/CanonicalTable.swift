import Cohort
import StudyFile

/// A table as the study file names it.
public typealias CanonicalTable = StudyTable

/// A column that a table may have, under the name that study files use.
struct CanonicalColumn: Sendable, Hashable {
    /// How the ingest uses the cells.
    enum Use: Sendable, Hashable {
        /// The person's identifier.
        case patient
        /// A whole number of days.
        case day
        /// A number.
        case number
        /// A word.
        case text
        /// Named so that the mapping is complete; the cells are not read.
        case unread
    }

    let name: String
    let use: Use

    init(_ name: String, _ use: Use) {
        self.name = name
        self.use = use
    }
}

extension CanonicalTable {
    /// The columns that the table knows. `patients` takes any other name as well: a covariate.
    var columns: [CanonicalColumn] {
        let patient = CanonicalColumn("patient", .patient)
        switch self {
        case .patients:
            return [patient]
                + [
                    "age", "sex", "race", "site", "arm", "trial", ObservationStart.column, ObservationEnd.column,
                    RandomizationDay.column,
                ].map { CanonicalColumn($0, .text) }
                + (BirthDate.columns + PlannedFollowUp.Column.allCases.map(\.rawValue)).map {
                    CanonicalColumn($0, .text)
                }
        case .pain:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("score", .number),
                CanonicalColumn("instrument", .text), CanonicalColumn("body_site", .text),
                CanonicalColumn("time_of_day", .text),
            ]
        case .exposures:
            return [
                patient, CanonicalColumn("drug", .text), CanonicalColumn("start_day", .day),
                CanonicalColumn("end_day", .day), CanonicalColumn("days_supply", .day), CanonicalColumn("day", .day),
                CanonicalColumn("dose_mg", .number), CanonicalColumn("total_mg", .number),
                CanonicalColumn("mme", .number), CanonicalColumn("route", .text),
                CanonicalColumn("time_of_day", .text), CanonicalColumn("source", .unread),
            ]
        case .withdrawal:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("score", .number),
                CanonicalColumn("grade", .text), CanonicalColumn("scale", .text),
                CanonicalColumn("time_of_day", .text),
            ]
        case .moud:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("start_day", .day),
                CanonicalColumn("end_day", .day), CanonicalColumn("days_supply", .day), CanonicalColumn("drug", .text),
                CanonicalColumn("dose_mg", .number), CanonicalColumn("total_mg", .number),
                CanonicalColumn("time_of_day", .text),
            ]
        case .interventions:
            return [
                patient, CanonicalColumn("start_day", .day), CanonicalColumn("end_day", .day),
                CanonicalColumn("kind", .text),
            ]
        case .symptoms:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("symptom", .text),
                CanonicalColumn("present", .text), CanonicalColumn("severity", .number),
            ]
        case .events:
            return [patient, CanonicalColumn("day", .day), CanonicalColumn("event", .text)]
        case .screens:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("substance", .text),
                CanonicalColumn("positive", .text), CanonicalColumn("prescribed", .text),
            ]
        case .visits:
            return [
                patient, CanonicalColumn("day", .day), CanonicalColumn("kind", .text),
                CanonicalColumn("planned_day", .day),
            ]
        }
    }

    /// Sets of columns of which a table must have exactly one, each with what a message says is needed.
    var requirements: [Requirement] {
        switch self {
        case .patients: [.all(["patient"])]
        case .pain: [.all(["patient", "day", "score", "instrument"])]
        case .exposures:
            [
                .all(["patient", "drug"]),
                .oneOf(Self.waysToSayDays),
            ]
        case .withdrawal: [.all(["patient", "day", "scale"]), .oneOf([["score"], ["grade"]])]
        case .moud: [.all(["patient"]), .oneOf(Self.waysToSayDays)]
        case .interventions: [.all(["patient", "start_day", "kind"])]
        case .symptoms: [.all(["patient", "day", "symptom"]), .oneOf([["present"], ["severity"]])]
        case .events: [.all(["patient", "day", "event"])]
        case .screens: [.all(["patient", "day", "substance", "positive"])]
        case .visits: [.all(["patient", "day"])]
        }
    }

    /// Where both are mapped, the end counts in rows without a supply.
    private static let waysToSayDays = [
        ["start_day", "end_day"], ["start_day", "days_supply"], ["start_day", "days_supply", "end_day"], ["day"],
    ]

    /// What a table must have.
    enum Requirement: Sendable {
        case all([String])
        case oneOf([[String]])

        /// What is missing or too much among the mapped columns, in words; `nil` where all is well.
        func complaint(about mapped: Set<String>) -> String? {
            switch self {
            case .all(let names):
                let missing = names.filter { !mapped.contains($0) }
                guard !missing.isEmpty else { return nil }
                return "has no \(listed(missing.map { "\"\($0)\"" }, conjunction: "and"))"
            case .oneOf(let choices):
                // Every mapped name of the choices must fit into one complete choice.
                let named = Set(choices.joined()).intersection(mapped)
                if choices.contains(where: { Set($0) == named }) { return nil }
                // A choice that is another one and more is not worth a word.
                let least = choices.filter { choice in !choices.contains { Set($0).isStrictSubset(of: choice) } }
                let words = least.map { $0.map { "\"\($0)\"" }.joined(separator: " with ") }
                return "needs \(listed(words)), and only one of these"
            }
        }
    }
}
