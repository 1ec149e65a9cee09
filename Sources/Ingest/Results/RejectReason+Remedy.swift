extension RejectReason {
    /// What the study file can say so that rows rejected for this reason are used; `nil` where that depends on the data alone.
    ///
    /// - Parameter column: the canonical name of the column, where one is to blame.
    func remedy(column: String?) -> String? {
        switch self {
        case .missing where column == "end_day", .notAWholeDay where column == "end_day",
            .notADate where column == "end_day":
            "\"ongoing: ['', WORD]\" in the entry says which ends, missing or a word, mean \"still taken\""
        case .missing where column == "days_supply", .notAWholeDay where column == "days_supply":
            "\"recode: {days_supply: {WORD: 30}}\" in the entry says how many days a word stands for"
        case .notAWholeDay:
            "\"dates: {fractions: floor}\" takes the whole part of a day, \"dates: {shifted: true, format: M/D/YYYY}\" says how dates "
                + "are written"
        case .swallowedLine:
            "a quote within a quoted field must stand twice (\"\"): write the file anew so, with every line of the run in view"
        case .notADate: "\"dates: {format: M/D/YYYY}\" says how dates are written; it may be a list"
        case .ambiguousDate: "leave one format under \"dates\""
        case .dayZero: "take \"no_day_zero\" out of \"dates\", or mend these days"
        case .noOrigin: "\"dates: {origin: ...}\" must name a day that each patient has"
        case .notANumber where column == "dose_mg":
            "\"dose_mg: {column: NAME, number: first}\" takes the first number of \"8/2\" or \"16 mg\""
        default: nil
        }
    }
}

extension StudyDefinition {
    /// What the study file can say of the most frequent reason for which a table's rows were rejected.
    func remedy(for report: TableReport) -> String? {
        for reason in report.reasons.prefix(3) {
            let mapping = tables[report.table]?.lazy.flatMap(\.mappings).first { $0.reportedName == reason.column }
            if let remedy = reason.reason.remedy(column: mapping?.name) { return remedy }
        }
        return nil
    }
}
