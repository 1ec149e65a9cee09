import DelimitedText
import StudyFile

/// How the cells of days become days on the study's own clock: what `dates` in the study file says, and in an entry of a table for
/// that entry's files.
struct StudyClock: Sendable {
    /// From where days are counted.
    enum Origin: Sendable {
        /// From where the files count them.
        case asWritten
        /// From a day of the calendar.
        case date(CalendarDate)
        /// From each person's day in a column of patients.
        case column(NamedColumn)
        /// From the first day of each person's first exposure.
        case firstExposure
    }

    private(set) var origin = Origin.asWritten
    /// Whether the study declares its dates shifted, so that they may be read.
    private(set) var readsDates = false
    /// How dates are written; empty for ISO 8601 beside whole numbers.
    private var formats: [DateFormat] = []
    private var floorsFractions = false
    private var hasNoDayZero = false

    /// Whether cells are whole numbers of days and nothing else.
    var isPlain: Bool { !readsDates && !floorsFractions && !hasNoDayZero && !isEachPersonsOwn }

    /// Whether each person's days are counted from a day of the person's own.
    var isEachPersonsOwn: Bool {
        switch origin {
        case .asWritten, .date: false
        case .column, .firstExposure: true
        }
    }

    /// The day of the calendar that a person's day 0 is.
    ///
    /// - Parameter own: the person's own origin, where each has one.
    func dayZero(own: Int32?) -> CalendarDate? {
        guard readsDates else { return nil }
        switch origin {
        case .asWritten: return nil
        case .date(let date): return date
        case .column, .firstExposure: return own.map { CalendarDate(dayNumber: Int($0)) }
        }
    }

    /// Beside dates from a day of the calendar, whole numbers are study days already. What is to be counted from a person's own date
    /// is a date.
    private var readsNumbers: Bool { !readsDates || (formats.isEmpty && !isEachPersonsOwn) }

    /// The day of a cell, not yet counted from a person's own origin.
    func day(_ cell: String, decimalMark: DecimalMark) -> CellOutcome<Int32> {
        let text = CellText.trimmed(cell)
        if readsDates {
            switch date(in: text, decimalMark: decimalMark) {
            case .value(let date): return day(of: date)
            case .rejected(let reason): return .rejected(reason)
            case .missing: break
            }
            guard readsNumbers else { return .rejected(.notADate) }
        }
        guard let number = CellText.number(text, decimalMark: decimalMark) else { return .rejected(.notAWholeDay) }
        guard let day = Int32(exactly: floorsFractions ? number.rounded(.down) : number) else {
            return .rejected(.notAWholeDay)
        }
        guard hasNoDayZero, day >= 0 else { return .value(day) }
        return day == 0 ? .rejected(.dayZero) : .value(day - 1)
    }

    /// A study day in a column of patients, where a fraction is what the study says that it is.
    func patientsDay(_ cell: String, decimalMark: DecimalMark) -> CellOutcome<Double> {
        let outcome = day(cell, decimalMark: decimalMark)
        guard case .rejected(.notAWholeDay) = outcome, !hasNoDayZero,
            let number = CellText.number(cell, decimalMark: decimalMark)
        else { return outcome.map(Double.init) }
        return .value(number)
    }

    /// Whether dates are serial numbers of Excel, whose fraction is the time of day.
    var readsSerials: Bool { readsDates && formats.contains(where: \.isSerial) }

    /// What stands behind the date of a cell, without what parts the two; `nil` where no date that may be read begins it.
    func textBehindDate(in text: String) -> Substring? {
        guard readsDates else { return nil }
        let behind: String? =
            formats.isEmpty
            ? CalendarDate(text).map { _ in String(text.dropFirst(10)) }
            : formats.lazy.compactMap { $0.textBehindDate(in: text) }.first
        return behind.map { $0.drop { " T:".contains($0) } }
    }

    /// A date in one of the formats, if the text is one.
    private func date(in text: String, decimalMark: DecimalMark) -> CellOutcome<CalendarDate> {
        guard !formats.isEmpty else { return CalendarDate(text).map { .value($0) } ?? .missing }
        var found: CalendarDate?
        for format in formats {
            guard let date = format.date(in: text, decimalMark: decimalMark) else { continue }
            if let found, found != date { return .rejected(.ambiguousDate) }
            found = date
        }
        return found.map { .value($0) } ?? .missing
    }

    private func day(of date: CalendarDate) -> CellOutcome<Int32> {
        let days =
            if case .date(let origin) = origin { date.days(since: origin) } else { date.dayNumber }
        return Int32(exactly: days).map { .value($0) } ?? .rejected(.outOfRange)
    }
}

extension StudyClock {
    /// The keys that say how days are written; `origin`, from where they are counted, is the whole study's.
    static let keysOfEntries = ["shifted", "format", "fractions", "no_day_zero"]
    /// All keys.
    static let keys = keysOfEntries + ["origin"]

    /// Reads `dates` of the study. What `origin` names is checked by ``checkOrigin(_:patientColumns:hasExposures:)``.
    init(_ mapping: StudyMapping?) throws(StudyFileError) {
        guard let mapping else { return }
        try mapping.allowOnly(Self.keys, in: "dates")
        if let origin = mapping["origin"] { self.origin = try Self.origin(origin) }
        try read(mapping)
    }

    /// The clock of files that write days in another way: as `dates` of their entry says, and else as the study's.
    func adapted(to value: StudyValue?) throws(StudyFileError) -> StudyClock {
        guard let mapping = try value?.mapping(as: "dates") else { return self }
        if let origin = mapping.entry("origin") {
            throw origin.keySource.error(
                "\"origin\" is day 0 of all tables; write it under the study's \"dates\", and here only how days are written"
            )
        }
        try mapping.allowOnly(Self.keysOfEntries, in: "\"dates\" of an entry")
        var clock = self
        try clock.read(mapping)
        return clock
    }

    private mutating func read(_ mapping: StudyMapping) throws(StudyFileError) {
        if let value = mapping["shifted"] {
            readsDates = try value.flag(as: "shifted")
            if !readsDates { formats = [] }
        }
        if let value = mapping["fractions"] {
            floorsFractions = try value.choice(
                as: "rule for fractions of days", among: [("floor", true), ("reject", false)])
        }
        if let value = mapping["no_day_zero"] { hasNoDayZero = try value.flag(as: "no_day_zero") }
        if readsDates, case .asWritten = origin {
            throw mapping.source.error(
                "shifted dates need the date of study day 0; add \"origin: YYYY-MM-DD\" to the study's \"dates\", or "
                    + "\"origin: {column: NAME}\" or \"origin: first_exposure\" for each patient's own")
        }
        guard let format = mapping["format"] else { return }
        guard readsDates else {
            throw format.error(
                "\"format\" is of calendar dates, which are read only if they are shifted; add \"shifted: true\"")
        }
        formats = try format.oneOrMore().map { one throws(StudyFileError) in try Self.format(one) }
    }

    private static func format(_ value: StudyValue) throws(StudyFileError) -> DateFormat {
        let text = try value.name(as: "format")
        guard let format = DateFormat(text) else {
            throw value.error(
                "format must hold a year, a month and a day, such as YYYY-MM-DD, M/D/YYYY, DD.MM.YYYY, DDMONYYYY or YYYYMMDD, "
                    + "or be excel, not \"\(text)\"")
        }
        return format
    }

    private static func origin(_ value: StudyValue) throws(StudyFileError) -> Origin {
        if value.isMapping {
            let mapping = try value.mapping(as: "origin")
            try mapping.allowOnly(["column"], in: "origin")
            guard let column = mapping["column"] else {
                throw value.error("\"origin\" names no column; write \"origin: {column: NAME}\"")
            }
            return .column(NamedColumn(name: try column.header(as: "a column"), source: column.source))
        }
        let text = try value.text(as: "origin")
        if text == "first_exposure" { return .firstExposure }
        guard let date = CalendarDate(text) else {
            throw value.error(
                "origin must be a date such as 2015-01-31, {column: NAME} or first_exposure, not \"\(text)\"")
        }
        return .date(date)
    }
}

extension StudyClock {
    /// Checks what `origin` of the study's `dates` names, once the tables are known.
    static func checkOrigin(
        _ dates: StudyMapping?, patientColumns: [String], hasExposures: Bool
    ) throws(StudyFileError) {
        guard let origin = dates?["origin"] else { return }
        if origin.isMapping {
            _ = try origin.mapping(as: "origin")["column"]?.patientColumn(among: patientColumns)
        } else if try origin.text(as: "origin") == "first_exposure", !hasExposures {
            throw origin.error(
                "\"origin: first_exposure\" needs a table \"exposures\"; add one or name another origin")
        }
    }

    /// Where dates are counted from each patient's own day: checks that all columns of patients that hold a day, and all exposures that
    /// set the origin, are dates, as they are counted together.
    func checkOwnDays(
        of tables: [CanonicalTable: [TableEntry]], dayColumns: Set<String>
    ) throws(StudyFileError) {
        guard isEachPersonsOwn, tables.readDates else { return }
        func refuse(_ source: SourceReference, _ what: String) -> StudyFileError {
            source.error(
                "\(what) counted from each patient's own day like the dates of other files, so they must be dates as well: "
                    + "\"dates: {shifted: true}\" in this entry")
        }
        for entry in tables[.patients] ?? [] where !entry.clock.readsDates {
            if let day = entry.mappings.first(where: { dayColumns.contains($0.name) }) {
                throw refuse(day.source, "days of patients' column \"\(day.name)\" are")
            }
        }
        guard case .firstExposure = origin else { return }
        for entry in tables[.exposures] ?? [] where !entry.clock.readsDates {
            throw refuse(entry.fileSource, "days of exposures are")
        }
    }
}

extension [CanonicalTable: [TableEntry]] {
    /// Whether dates of the calendar may stand in any file.
    fileprivate var readDates: Bool { values.contains { $0.contains(where: \.clock.readsDates) } }
}

extension StudyDefinition {
    /// Whether dates of the calendar may stand in any file.
    var readsDates: Bool { tables.readDates }

    /// Whether the days of a file are counted from each patient's own day, where there is one. Beside files with dates, whole numbers are
    /// study days already.
    func countsFromOrigins(_ entry: TableEntry) -> Bool { entry.clock.readsDates || !readsDates }
}
