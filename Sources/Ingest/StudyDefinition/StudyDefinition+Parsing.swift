import Cohort
import DelimitedText
import Foundation
import StudyFile

extension StudyDefinition {
    /// The keys of a study file; `docs/study-file.md` has each of them.
    static let keys = [
        "nocitrend", "title", "synthetic", "data", "outside", "preset", "missing", "delimiter", "decimal", "encoding",
        "skip",
        "comment", "fill", "row_names", "tables", "instruments",
        "types", "ages", "ids", "names", "concepts", "dates", "index", "eras", "bands", "mme", "duplicates",
        "max_rejected", "limits", "weekly", "planned",
        "analyses", "disclosure",
    ]

    /// Reads and checks a study file.
    ///
    /// Throws a ``StudyFileError`` with the line and the remedy: kind ``ExitKind/noInput`` where there is no such file,
    /// ``ExitKind/studyFile`` for everything else.
    public static func load(path: String) throws(StudyFileError) -> StudyDefinition {
        let bytes: [UInt8]
        do {
            bytes = try WholeFile.bytes(of: path)
        } catch {
            throw unreadable(path, error)
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.prefix(64).contains(0) {
            throw StudyFileError(
                path: path, position: nil,
                message: "is UTF-16 (\"Unicode\" in Windows' Notepad) or no text; save it as UTF-8")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StudyFileError(path: path, position: nil, message: "is not UTF-8 text; save it as UTF-8")
        }
        return try parse(text, path: path)
    }

    private static func unreadable(_ path: String, _ error: DelimitedTextError) -> StudyFileError {
        let message =
            switch error {
            case .notFound(_, let neighbours):
                "no such study file"
                    + suggestion(for: path.split(separator: "/").last.map(String.init) ?? path, among: neighbours)
            case .notAFile: "is a folder, a pipe or a device and no file; give a YAML file"
            default: "cannot be read; give a YAML file that you may open"
            }
        return StudyFileError(path: path, position: nil, message: message, exitKind: .noInput)
    }

    /// Reads and checks a study file's text; relative folders in it are relative to the folder of `path`.
    public static func parse(_ yaml: String, path: String) throws(StudyFileError) -> StudyDefinition {
        let own = try StudyValue.root(ofYAML: yaml, path: path)
        try own.allowOnly(keys, in: "the study file")
        try checkVersion(own)
        let preset = try own["preset"].map { value throws(StudyFileError) in
            try Preset.named(value, among: Preset.Source.builtIn)
        }
        return try StudyDefinition(own, preset: preset, path: path, text: yaml)
    }

    private static func checkVersion(_ root: StudyMapping) throws(StudyFileError) {
        guard let version = root["nocitrend"] else {
            throw root.source.error("says no version of its format; add the line \"nocitrend: 1\" at the top")
        }
        guard try version.text(as: "nocitrend") == "1" else {
            throw version.error("this version reads study files of format 1; write \"nocitrend: 1\"")
        }
    }

    private init(_ own: StudyMapping, preset: Preset?, path: String, text: String) throws(StudyFileError) {
        let study = own.filled(from: preset?.mapping)
        func nested(_ key: String) throws(StudyFileError) -> StudyMapping? {
            let base = try preset?.mapping[key]?.mapping(as: key)
            guard let value = own[key], !value.isNull else { return base }
            return try value.mapping(as: key).filled(from: base)
        }

        self.path = path
        self.preset = preset?.name
        let fileName = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        title = try study["title"]?.name(as: "title") ?? fileName
        isSynthetic = try study["synthetic"]?.flag(as: "synthetic") ?? false
        dataDirectory = Self.folder(try study["data"]?.name(as: "data"), of: path)
        foldersOutside = try (study["outside"]?.oneOrMore() ?? []).map { value throws(StudyFileError) in
            Self.folder(try value.name(as: "outside"), of: path)
        }

        instruments = try Self.instruments(try nested("instruments"))
        let dialect = try Dialect(study, inherited: Dialect(missing: ["", "NA"]))
        clock = try Self.clock(try nested("dates"), of: own)
        tables = try Self.tables(
            try nested("tables"), of: study, dialect: dialect, clock: clock, instruments: instruments)
        try Self.checkRowsAsPatients(in: tables)

        let patientColumns = Self.patientColumns(of: tables)
        indexRule = try Self.indexRule(study["index"], patientColumns: patientColumns)
        covariateTypes = try Self.types(try nested("types"), patientColumns: patientColumns)
        ageCap = try Self.ageCap(study["ages"])
        identifierRule = try IdentifierRule(study["ids"])
        try StudyClock.checkOrigin(
            try nested("dates"), patientColumns: patientColumns, hasExposures: tables[.exposures] != nil)
        comparesNamesLoosely = try Self.comparesNamesLoosely(study["names"])
        concepts = try ConceptSettings(try nested("concepts"), instruments: instruments)
        try Self.checkConcepts(tables, concepts)
        try Self.checkBirths(tables, clock)
        dayColumns = Self.dayColumns(index: indexRule, clock: clock, types: try nested("types"))
        try clock.checkOwnDays(of: tables, dayColumns: dayColumns)
        indexSource = study["index"]?.source

        (exposureRule, overlap) = try Self.exposureRule(study["eras"])
        duplicates = try Duplicates(study["duplicates"])
        bands =
            try study["bands"].map { value throws(StudyFileError) in
                try value.bands(as: "bands", make: DurationBands.init(lowerBounds:))
            } ?? .standard
        morphineEquivalents = try .named(study["mme"])
        rejectionLimits = try RejectionLimits(study["max_rejected"], tables: tables)
        readingLimits = try ReadingLimits(study["limits"])
        weekly = try WeeklySettings(study["weekly"])
        minimumCell = try Self.minimumCell(study["disclosure"])
        analysesValue = study["analyses"]
        self.text = text
        let plan = own.entry(PlanRecord.key)
        planSource = plan?.keySource
        planned = try plan.map { entry throws(StudyFileError) in try PlanRecord(entry, in: text) }
    }

    /// A preset may know how dates are written and what they are counted from; that they are shifted a study says itself.
    private static func clock(
        _ dates: StudyMapping?, of own: StudyMapping
    ) throws(StudyFileError) -> StudyClock {
        if let preset = own["preset"], let dates, dates["shifted"] == nil,
            dates["format"]?.source.path.hasPrefix("preset ") == true
        {
            throw preset.error(
                "the files of this preset hold dates of the calendar, which are read only if they are shifted, the same way for all of a "
                    + "person's; if they are, add \"dates: {shifted: true}\"")
        }
        return try StudyClock(dates)
    }

    private static func comparesNamesLoosely(_ value: StudyValue?) throws(StudyFileError) -> Bool {
        guard let mapping = try value?.mapping(as: "names") else { return false }
        try mapping.allowOnly(["compare"], in: "names")
        return try mapping["compare"]?.choice(as: "compare", among: [("loosely", true), ("exactly", false)]) ?? false
    }

    private static func checkConcepts(
        _ tables: [CanonicalTable: [TableEntry]], _ concepts: ConceptSettings?
    ) throws(StudyFileError) {
        guard concepts == nil else { return }
        for entry in tables.values.joined() {
            let isAsked =
                entry.choosesConcepts
                || entry.mappings.contains { if case .concept = $0.origin { true } else { false } }
            guard isAsked else { continue }
            throw entry.fileSource.error(
                "this entry asks for concepts, and nothing says what they stand for; add \"concepts: {list: omop, names: CONCEPT.csv}\""
            )
        }
    }

    private static func checkBirths(_ tables: [CanonicalTable: [TableEntry]], _ clock: StudyClock)
        throws(StudyFileError)
    {
        guard !clock.readsDates,
            let birth = (tables[.patients] ?? []).lazy.compactMap({ $0.mapping(BirthDate.year) }).first
        else { return }
        throw birth.source.error(
            "\"\(BirthDate.year)\" gives ages on day 0 where \"dates\" says which day of the calendar that is; map \"age\" instead"
        )
    }

    /// `data` relative to the folder of the study file.
    private static func folder(_ data: String?, of path: String) -> String {
        let home = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        guard let data else { return home.isEmpty ? "." : home }
        if data.hasPrefix("/") { return data }
        // Paths are said in messages: "./raw" is "raw", and "." the study file's folder.
        let folder = home + data.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return folder.isEmpty ? "." : folder
    }

    private static func tables(
        _ mapping: StudyMapping?, of study: StudyMapping, dialect: Dialect, clock: StudyClock, instruments: [Instrument]
    ) throws(StudyFileError) -> [CanonicalTable: [TableEntry]] {
        guard let mapping else {
            throw study.source.error("has no tables; list them under \"tables\" or name a \"preset\"")
        }
        try mapping.allowOnly(CanonicalTable.allCases.map(\.rawValue), in: "tables")
        var tables: [CanonicalTable: [TableEntry]] = [:]
        for entry in mapping.entries {
            guard let table = CanonicalTable(rawValue: entry.key), !entry.value.isNull else { continue }
            let entries = try entry.value.oneOrMore().map { value throws(StudyFileError) in
                try TableEntry(value, table: table, dialect: dialect, clock: clock)
            }
            guard !entries.isEmpty else {
                throw entry.keySource.error("table \"\(entry.key)\" lists no files; add one or leave the table out")
            }
            for entry in entries { try Self.checkWords(of: entry, in: table, instruments: instruments) }
            tables[table] = entries
        }
        guard !tables.isEmpty else {
            throw mapping.source.error("\"tables\" is empty; list at least one table with its files")
        }
        return tables
    }

    /// Words that stand in the study file itself can be checked before any row is read.
    private static func checkWords(
        of entry: TableEntry, in table: CanonicalTable, instruments: [Instrument]
    ) throws(StudyFileError) {
        let known: [String: (names: [String], has: (String) -> Bool)] = [
            "instrument": (
                instruments.map(\.id), { [names = InstrumentNames(instruments)] in names.number(of: $0) != nil }
            ),
            "scale": (WithdrawalScale.allCases.map(\.rawValue), { WithdrawalScale(word: $0) != nil }),
            "event": (CourseEvent.Kind.allCases.map(\.rawValue), { CourseEvent.Kind(word: $0) != nil }),
        ]
        for mapping in entry.mappings where table != .patients {
            guard let (names, has) = known[mapping.name] else { continue }
            var words: [String] = []
            switch mapping.origin {
            case .column: words = mapping.recode.allValues.compactMap { $0 }.sorted()
            case .constant(let word): words = [word]
            case .lookup(_, let values): words = values.allValues.compactMap { $0 }.sorted()
            case .concept, .first, .items, .row: words = []
            case .unpivoted: words = entry.unpivot?.words(of: mapping.name) ?? []
            }
            for word in words where !has(word) {
                throw mapping.source.error(
                    "unknown \(mapping.name) \"\(word)\"" + suggestion(for: word, among: names)
                        + " (known: \(listed(names, conjunction: "and")))")
            }
        }
    }

    private static func instruments(_ mapping: StudyMapping?) throws(StudyFileError) -> [Instrument] {
        let declared = try (mapping?.entries ?? []).map { entry throws(StudyFileError) in
            try Instrument(id: entry.key, studyValue: entry.value)
        }
        guard declared.count <= Self.mostInstruments - Instrument.catalogue.count else {
            throw StudyFileError(
                path: mapping?.source.path ?? "", position: mapping?.source.position,
                message: "declares \(declared.count) instruments; a study may have at most "
                    + "\(Self.mostInstruments - Instrument.catalogue.count) of its own")
        }
        let names = Set(declared.map(\.id))
        return declared + Instrument.catalogue.filter { !names.contains($0.id) }
    }

    /// Scores refer to an instrument by one byte, of which a few values mean something else.
    private static let mostInstruments = 240

    private static func indexRule(
        _ value: StudyValue?, patientColumns: [String]
    ) throws(StudyFileError) -> IndexRule {
        guard let value else { return .firstMOUDDose }
        if value.isMapping {
            let mapping = try value.mapping(as: "index")
            try mapping.allowOnly(["column"], in: "index")
            guard let column = mapping["column"] else { throw value.error("\"index\" names no column") }
            return .patientColumn(try column.patientColumn(among: patientColumns))
        }
        return try value.choice(
            as: "index",
            among: [
                ("first_moud_dose", IndexRule.firstMOUDDose), ("first_exposure", .firstExposure), ("origin", .origin),
            ])
    }

    private static func types(
        _ mapping: StudyMapping?, patientColumns: [String]
    ) throws(StudyFileError) -> [String: CovariateType] {
        var types: [String: CovariateType] = [:]
        for entry in mapping?.entries ?? [] {
            guard patientColumns.contains(entry.key) else {
                throw entry.keySource.error(
                    "\"types\" names \"\(entry.key)\", which the patients table does not map"
                        + suggestion(for: entry.key, among: patientColumns))
            }
            types[entry.key] = try entry.value.choice(
                as: "type",
                among: [("numeric", CovariateType.numeric), ("categorical", .categorical), ("day", .numeric)])
        }
        return types
    }

    private static func ageCap(_ value: StudyValue?) throws(StudyFileError) -> Int? {
        guard let mapping = try value?.mapping(as: "ages") else { return nil }
        try mapping.allowOnly(["cap"], in: "ages")
        return try mapping["cap"]?.integer(as: "the cap on ages", in: 0...89)
    }

    static let keysOfEras = ["gap", "grace", "first_day", "washout", "overlap"]

    private static func exposureRule(
        _ value: StudyValue?
    ) throws(StudyFileError) -> (ExposureRule, SupplyOverlap) {
        var rule = ExposureRule()
        guard let mapping = try value?.mapping(as: "eras") else { return (rule, .carryOver) }
        try mapping.allowOnly(keysOfEras, in: "eras")
        if let gap = mapping["gap"] { rule.gap = try gap.integer(as: "gap", in: 0...36_500) }
        if let grace = mapping["grace"] { rule.grace = try grace.integer(as: "grace", in: 0...36_500) }
        if let washout = mapping["washout"] { rule.washout = try washout.integer(as: "washout", in: 1...36_500) }
        if let firstDay = mapping["first_day"] {
            rule.firstDay = try firstDay.choice(
                as: "first_day", among: ExposureRule.FirstDay.allCases.map { ($0.rawValue, $0) })
        }
        let overlap = try mapping["overlap"]?.choice(
            as: "overlap", among: SupplyOverlap.allCases.map { ($0.rawValue, $0) })
        return (rule, overlap ?? .carryOver)
    }

    private static func minimumCell(_ value: StudyValue?) throws(StudyFileError) -> Int {
        guard let mapping = try value?.mapping(as: "disclosure") else { return 11 }
        try mapping.allowOnly(["minimum_cell"], in: "disclosure")
        return try mapping["minimum_cell"]?.integer(as: "minimum_cell", in: 2...1_000_000) ?? 11
    }
}

extension Instrument {
    static let keys = ["title", "range", "unit", "direction", "modality", "ordinal", "cut_off"]

    fileprivate init(id: String, studyValue value: StudyValue) throws(StudyFileError) {
        let mapping = try value.mapping(as: "instrument \"\(id)\"")
        try mapping.allowOnly(Self.keys, in: "instrument \"\(id)\"")
        let known = Instrument.catalogue.first { $0.id == id }
        guard let range = try mapping["range"].map(Self.range) ?? known?.range else {
            throw value.error("instrument \"\(id)\" has no range; add \"range: [LOWEST, HIGHEST]\"")
        }
        // The catalogue's titles name its ranges.
        let title = known?.range == range ? known?.title : nil
        self.init(
            id: id, title: try mapping["title"]?.name(as: "title") ?? title ?? id, range: range,
            unit: try mapping["unit"]?.name(as: "unit") ?? known?.unit ?? "points",
            direction: try mapping["direction"]?.choice(
                as: "direction", among: Direction.allCases.map { ($0.rawValue, $0) }) ?? known?.direction
                ?? .higherIsMorePain,
            modality: try mapping["modality"]?.choice(
                as: "modality", among: Modality.allCases.map { ($0.rawValue, $0) }) ?? known?.modality ?? .clinical,
            isOrdinal: try mapping["ordinal"]?.flag(as: "ordinal") ?? known?.isOrdinal ?? false,
            cutOff: try mapping["cut_off"]?.cutOff(within: range))
    }

    /// Of a width in which squares of scores and their sums keep their digits.
    private static let spans = 1e-6...1e12

    private static func range(_ value: StudyValue) throws(StudyFileError) -> ClosedRange<Double> {
        let ends = try value.list(as: "range").map { end throws(StudyFileError) in try end.number(as: "range") }
        guard ends.count == 2, let low = ends.first, let high = ends.last, low < high else {
            throw value.error("range must be two numbers, the lower first: [0, 10]")
        }
        guard spans.contains(high - low), max(abs(low), abs(high)) <= spans.upperBound else {
            throw value.error(
                "range must span from 0.000001 to 1,000,000,000,000 and lie within that from 0; give the scores another unit"
            )
        }
        return low...high
    }
}

extension StudyValue {
    /// Where a test is stopped. At the lower end of the range it would measure nothing.
    fileprivate func cutOff(within range: ClosedRange<Double>) throws(StudyFileError) -> Double {
        let cutOff = try number(as: "cut_off")
        guard cutOff > range.lowerBound, cutOff <= range.upperBound else {
            throw error(
                "cut_off must lie within the instrument's range: above its lower end, and at most its upper end")
        }
        return cutOff
    }
}
