extension RejectReason {
    /// What the study file can say so that rows rejected for this reason are used, or are left out on purpose; `nil` where that depends
    /// on the data alone.
    ///
    /// - Parameter mapping: the column to blame, where there is one.
    func remedy(of mapping: ColumnMapping?) -> String? {
        let name = mapping?.name
        switch self {
        case .missing where name == "end_day", .notAWholeDay where name == "end_day", .notADate where name == "end_day":
            return "\"ongoing: ['', WORD]\" in the entry says which ends, missing or a word, mean \"still taken\""
        case .notAWholeDay:
            return
                "\"dates: {fractions: floor}\" takes the whole part of a day, \"dates: {shifted: true, format: M/D/YYYY}\" says how "
                + "dates are written"
        case .notADate: return "\"dates: {format: M/D/YYYY}\" says how dates are written; it may be a list"
        case .ambiguousDate: return "leave one format under \"dates\""
        case .dayZero:
            return
                "take \"no_day_zero\" out of \"dates\", or write it in the entries of the files that have no day 0, or mend these days"
        case .outOfRange where name == "day" || name?.hasSuffix("_day") == true:
            return
                "study days lie from -36525 to 36525; where these are dates, \"dates: {shifted: true, format: YYYYMMDD}\", or excel, "
                + "reads them"
        case .noOrigin: return "\"dates: {origin: ...}\" must name a day that each patient has"
        case .notANumber where name == "dose_mg":
            return "\"dose_mg: {column: NAME, number: first}\" takes the first number of \"8/2\" or \"16 mg\""
        default: return mapping.flatMap(words)
        }
    }

    /// What can be said of the words of a column.
    private func words(of mapping: ColumnMapping) -> String? {
        let (name, header) = (mapping.name, mapping.reportedName)
        switch self {
        case .unknownInstrument, .unknownScale:
            return
                "say which are which with \"\(name): {column: \(header), values: {CELL: \(name == "scale" ? "cows" : "nrs")}}\""
        case .unknownGrade, .unknownEvent, .notYesOrNo, .notPositiveOrNegative, .unknownVisit:
            return "\"recode: {\(name): {CELL: WORD}}\" turns the words into known ones"
        case .notListed:
            return "add the cells to \"values\" of \"\(name)\" or leave the rows out with \"where\""
        case .secondRow:
            return
                "what changes from row to row is no column of patients: leave it out, or keep one row of each with \"where\""
        case .missing where name != "patient": return "leave such rows out with \"where: {\(header): {empty: false}}\""
        default: return nil
        }
    }
}

extension StudyReading {
    /// What to do about rows of a table that were rejected for a reason, where there is more to say than to mend the data: what the files
    /// look like first.
    func remedy(for reason: TableReport.Reason, in table: CanonicalTable) -> String? {
        if reason.reason == .unknownPatient { return misspelt[table].map { remedy(misspelt: $0.count) } }
        let mapping = study.tables[table]?.lazy.flatMap(\.mappings).first { $0.reportedName == reason.column }
        return remedyOfMissingWords(for: reason, in: table) ?? reason.reason.remedy(of: mapping)
    }

    /// What to do about cells that are no number or no day, where they are words that look like missing values.
    func remedyOfMissingWords(for reason: TableReport.Reason, in table: CanonicalTable) -> String? {
        guard [.notANumber, .notAWholeDay].contains(reason.reason) else { return nil }
        for entry in study.tables[table] ?? [] {
            guard let mapping = entry.mappings.first(where: { $0.reportedName == reason.column }) else { continue }
            guard let input = try? inputs(of: entry).first else { return nil }
            let words = missingWords(in: name(of: input), of: mapping, dialect: entry.dialect)
            guard !words.isEmpty else { return nil }
            return Self.remedy(missing: words)
                + ", and leave such rows out with \"where: {\(mapping.reportedName): {empty: false}}\""
        }
        return nil
    }
}
