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
        case .missing where name == "days_supply", .notAWholeDay where name == "days_supply",
            .notADate where name == "days_supply":
            return "\"recode: {days_supply: {WORD: 30}}\" in the entry says how many days a word stands for"
        case .swallowedLine:
            return
                "a quote within a quoted field must stand twice (\"\"): write the file anew so, with every line of the run in view"
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
        let found = study.tables[table]?.lazy
            .compactMap { entry in entry.mappings.first { $0.reportedName == reason.column }.map { (entry, $0) } }.first
        return remedyOfMissingWords(for: reason, in: table)
            ?? found.flatMap { remedy(for: reason.reason, of: $1, in: $0) } ?? reason.reason.remedy(of: found?.1)
    }

    /// What an entry and its file tell beyond the reason.
    private func remedy(for reason: RejectReason, of mapping: ColumnMapping, in entry: TableEntry) -> String? {
        switch reason {
        case .missing where mapping.name == "score" && entry.mappings.contains { $0.name == "day" && $0.isConstant }:
            return
                "visits beside each other are read with \"unpivot: {score: {\(mapping.reportedName): DAY, …}}\", which makes no row of an "
                + "empty cell"
        case .notAWholeDay where mapping.name.hasSuffix("day"), .notADate where mapping.name.hasSuffix("day"):
            guard let input = try? inputs(of: entry).first else { return nil }
            return DateNotation.remedy(input, column: mapping.reportedName, entry.dialect)
        default: return nil
        }
    }

    /// What to do about cells that are no number or no day, where they are words that look like missing values.
    func remedyOfMissingWords(for reason: TableReport.Reason, in table: CanonicalTable) -> String? {
        guard [.notANumber, .notAWholeDay, .notADate].contains(reason.reason) else { return nil }
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
