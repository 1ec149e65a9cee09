import DelimitedText

/// Looks for direct identifiers in the columns of one file: in the names of all of them, in the cells of those that are
/// used, and, before anything is read, in the first cells of every column.
struct IdentifierGuard: Sendable {
    /// A column that holds an identifier, and the line that shows it.
    struct Finding: Sendable {
        let line: Int
        let column: String
        let identifier: IdentifierClass
        /// Whether the column holds the patients' identifiers, and a study may say that they only look so.
        var isOfPatients = false
        /// Where the column stands, counted from 0, if its name alone may not tell.
        var position: Int?

        /// The same, with the column as a message may name it.
        func shown(in header: Header) -> Finding {
            let isUnclear = column.isEmpty || header.names.count { $0 == column } > 1
            let name = position.flatMap { isUnclear ? "number \($0 + 1)" : nil } ?? header.shownColumn(column)
            return Finding(line: line, column: name, identifier: identifier, isOfPatients: isOfPatients)
        }
    }

    let entry: TableEntry
    /// Columns of the file that are used.
    private let usedHeaders: Set<String>
    private let table: CanonicalTable
    /// Whether dates are declared shifted, so that they may stand in columns of days.
    private let allowsDates: Bool
    /// Whether ages over 89 are declared to be capped.
    private let capsAges: Bool
    private let patientHeader: String?
    /// Whether patients' identifiers may look like a date, a telephone or a social security number.
    private let trustsIdentifiers: Bool
    /// Columns of the file that are read as study days.
    private let dayHeaders: Set<String>

    init(entry: TableEntry, table: CanonicalTable, study: StudyDefinition) {
        trustsIdentifiers = study.identifierRule.isTrusted
        self.entry = entry
        self.table = table
        allowsDates = entry.clock.readsDates
        capsAges = study.ageCap != nil
        usedHeaders = Set(
            entry.mappings.flatMap(\.headers) + entry.filters.map(\.column.name)
                + (entry.ongoing?.flags.map(\.column.name) ?? []))
        patientHeader = entry.takesRowsForPatients ? nil : entry.mapping("patient")?.reportedName
        let days = table == .patients ? study.dayColumns : Set(table.columns.filter { $0.use == .day }.map(\.name))
        dayHeaders = Set(entry.mappings.filter { days.contains($0.name) }.flatMap(\.headers))
    }

    /// Whether a column's cells are read.
    func uses(_ header: String) -> Bool {
        usedHeaders.contains(header) || entry.unpivot?.uses(header) == true
    }

    /// The first column whose name tells of an identifier.
    ///
    /// - Parameter answered: columns whose cells are all answers.
    func finding(inNamesOf header: Header, answered: Set<String>) -> Finding? {
        let isRow = header.looksLikeData
        for (position, name) in header.names.enumerated() where !isIgnored(name) && !answered.contains(name) {
            // What stands in the place of names may be a patient's cells.
            let identifier =
                IdentifierNames.identifier(inName: name)
                ?? (isRow ? IdentifierPattern.identifier(in: CellText.trimmed(name)) : nil)
            if let identifier, !(identifier == .date && allowsDates) {
                return Finding(line: header.line, column: name, identifier: identifier, position: position)
            }
        }
        for mapping in entry.mappings where table == .patients {
            guard let identifier = IdentifierNames.identifier(inName: mapping.name),
                !isIgnored(mapping.reportedName), answered.isDisjoint(with: mapping.headers),
                !(identifier == .date && allowsDates)
            else { continue }
            return Finding(line: header.line, column: mapping.reportedName, identifier: identifier)
        }
        return nil
    }

    /// The columns of a file that the study says are no identifiers, as a message may name them.
    func clearedColumns(of header: Header) -> [String] {
        header.names.filter(entry.cleared.contains).map(header.shownColumn)
    }

    /// The first cell of a block's text columns that has the shape of an identifier.
    func finding(in block: ColumnBlock, requests: [ColumnRequest]) -> Finding? {
        let signs = requests.indices.lazy.filter { requests[$0].kind == .text }.compactMap { number in
            sign(in: block.textColumn(number), named: requests[number].header)
        }
        return first(of: signs, in: block)
    }

    /// A cell that has the shape of an identifier.
    struct Sign {
        let row: Int
        let column: String
        let identifier: IdentifierClass
        /// Where the column stands, counted from 0, where that is known.
        var position: Int?
    }

    /// The first such cell of a column.
    func sign(in column: TextColumn, named header: String) -> Sign? {
        guard !isIgnored(header) else { return nil }
        let kind = kind(of: header)
        for (code, label) in column.labels.enumerated() {
            guard let identifier = Self.identifier(in: CellText.trimmed(label), kind),
                !(identifier == .ageOver89 && capsAges)
            else { continue }
            return Sign(row: Self.row(of: code, in: column), column: header, identifier: identifier)
        }
        return nil
    }

    /// What the cells of a column show together, and its name with them, where one cell alone shows nothing.
    func signOfWholeColumn(_ column: TextColumn, named header: String) -> Sign? {
        guard column.count > 0, !isIgnored(header) else { return nil }
        if !capsAges, IdentifierNames.isAge(header),
            let code = IdentifierCells.firstOver89(column.labels)
        {
            return Sign(row: Self.row(of: code, in: column), column: header, identifier: .ageOver89)
        }
        guard let identifier = Self.identifier(of: column.labels, named: header, kind(of: header)) else { return nil }
        return Sign(row: Self.row(of: 0, in: column), column: header, identifier: identifier)
    }

    private static func identifier(of labels: [String], named header: String, _ kind: ColumnKind) -> IdentifierClass? {
        let found = IdentifierCells.identifier(in: labels, named: header)
        switch kind {
        case .patients(areTrusted: true): return nil
        case .shiftedDates where found == .date: return nil
        // A few patients' codes may have the right check digits by chance.
        case .patients where labels.count < 5 && found.map(shapesOfCodes.contains) == true && found != .date: return nil
        case .patients, .postalCodes, .shiftedDates, .other: break
        }
        if let found { return found }
        guard let verdict = IdentifierNames.verdict(onName: header), verdict.dependsOnCells,
            !InnocentCells.areOfOtherThing(labels, than: verdict.identifier)
        else { return nil }
        return verdict.identifier
    }

    /// The class that a column shows without a study: by its name, by a cell, by all of them.
    static func identifier(ofColumn header: String, cells: [String]) -> IdentifierClass? {
        if InnocentCells.areAnswers(cells) { return nil }
        if let identifier = IdentifierNames.identifier(inName: header) { return identifier }
        let kind: ColumnKind = IdentifierNames.isPostalCode(header) ? .postalCodes : .other
        for cell in cells {
            if let identifier = identifier(in: CellText.trimmed(cell), kind) { return identifier }
        }
        if IdentifierNames.isAge(header), IdentifierCells.firstOver89(cells) != nil { return .ageOver89 }
        return identifier(of: cells, named: header, kind)
    }

    /// The sign that stands first in the block; of one row, the first of the columns.
    func first(of signs: some Sequence<Sign>, in block: ColumnBlock) -> Finding? {
        var first: Sign?
        for sign in signs where sign.row < first?.row ?? .max { first = sign }
        return first.map {
            Finding(
                line: block.line(ofRow: $0.row), column: $0.column, identifier: $0.identifier,
                isOfPatients: $0.column == patientHeader && Self.shapesOfCodes.contains($0.identifier),
                position: $0.position)
        }
    }

    /// Forms that a study's own codes have as well.
    private static let shapesOfCodes: Set<IdentifierClass> = [
        .date, .telephone, .socialSecurity, .medicalRecord, .healthPlan, .account, .licence, .device, .otherNumber,
    ]

    /// What a column is used for, as far as it changes what its cells may look like.
    private enum ColumnKind {
        case patients(areTrusted: Bool)
        case postalCodes
        case shiftedDates
        case other
    }

    private func kind(of header: String) -> ColumnKind {
        if header == patientHeader { return .patients(areTrusted: trustsIdentifiers) }
        if IdentifierNames.isPostalCode(header) { return .postalCodes }
        guard allowsDates else { return .other }
        return dayHeaders.contains(header) || entry.unpivot?.usesAsDays(header) == true ? .shiftedDates : .other
    }

    private static func identifier(in text: String, _ kind: ColumnKind) -> IdentifierClass? {
        let found = IdentifierPattern.identifier(in: text)
        switch kind {
        case .patients(let areTrusted):
            if let found, areTrusted, shapesOfCodes.contains(found) { return nil }
            return found ?? (IdentifierPattern.isNameOfPerson(text) ? .name : nil)
        case .postalCodes: return found ?? (text.filter(\.isNumber).count > 3 ? .smallArea : nil)
        case .shiftedDates: return found == .date ? nil : found
        case .other: return found
        }
    }

    private static func row(of code: Int, in column: TextColumn) -> Int {
        for row in 0..<column.count {
            if case .value(let found) = column[row], Int(found) == code { return row }
        }
        return 0
    }

    private func isIgnored(_ name: String) -> Bool {
        entry.ignored.contains(name) || entry.cleared.contains(name)
    }
}
