/// What the files of a folder show of the study as a whole: missing words, how days are written, and whose they are.
struct StudySketch {
    let missing: [String]
    /// How the columns of days that hold dates write them: for each kind the formats that may be meant.
    let dates: [[DateNotation]]
    /// Whether a column of days holds fractions, and none dates.
    let hasFractions: Bool
    /// Whether codes of patients are written in two ways.
    let comparesLoosely: Bool
    /// The day from which each patient's dates can be counted, as `origin` names it.
    let origin: String
    /// Columns in no use whose names tell of a direct identifier, by file.
    let identifiers: [(file: String, header: String, kind: String)]

    init(_ sketches: [FileSketch], _ entries: [TableProposal], comparesLoosely: Bool) {
        self.comparesLoosely = comparesLoosely
        var (words, formats, fractions) = (Set<String>(), [[DateNotation]](), false)
        var identifiers: [(file: String, header: String, kind: String)] = []
        for sketch in sketches {
            let own = entries.filter { $0.file == sketch.file }
            guard !own.isEmpty else { continue }
            let used = own.reduce(into: Set(own.flatMap { $0.columns.map(\.header) })) {
                $0.formUnion($1.headersOfKeys)
            }
            for column in sketch.columns
            where used.contains(column.name) || own.contains(where: { $0.further.contains(column.name) }) {
                words.formUnion(column.missingWords)
            }
            for column in Self.days(of: own, in: sketch) {
                formats.append(column.dateFormats)
                fractions = fractions || column.isNumeric && !column.isWhole && !column.isDates
            }
            for column in sketch.columns where !used.contains(column.name) {
                guard let kind = column.identifier else { continue }
                identifiers.append((sketch.file, column.name, kind.rawValue))
            }
        }
        missing = words.sorted()
        dates = DateNotation.together(formats)
        hasFractions = fractions && dates.isEmpty
        self.identifiers = identifiers
        let isRandomized = entries.contains { entry in
            entry.table == .patients
                && entry.columns.contains { column in
                    column.name == "randomized"
                        && sketches.contains { $0.file == entry.file && $0.column(column.header)?.isDates == true }
                }
        }
        origin =
            isRandomized
            ? "{column: randomized}"
            : entries.contains { $0.table == .exposures && $0.isUsable } ? "first_exposure" : "2020-01-01"
    }

    /// The columns of days that entries of a file read.
    private static func days(of entries: [TableProposal], in sketch: FileSketch) -> [ColumnSketch] {
        entries.flatMap { entry in
            let days = Set(entry.table.columns.filter { $0.use == .day && $0.name != "days_supply" }.map(\.name))
                .union(entry.table == .patients ? ["randomized"] : [])
            let named = entry.columns.filter { days.contains($0.name) }.map(\.header)
            // Of columns beside each other those whose names tell of a day.
            let beside = entry.headersOfKeys.filter { header in
                let bare = String(header.filter { !$0.isNumber })
                return [ColumnRole.day, .start, .end].contains { $0.rank(of: bare) != nil }
            }
            return (named + beside.sorted()).compactMap(sketch.column)
        }
    }
}
