import Cohort

/// What a file is proposed as: a table's entry in the study file, and what is not sure of it.
struct TableProposal: Sendable {
    let table: CanonicalTable
    let file: String
    /// Canonical columns with their headers.
    var columns: [(name: String, header: String)] = []
    /// How a canonical column of `columns` is written where that is more than its header, as YAML.
    var forms: [String: String] = [:]
    /// Canonical columns with the same value in every row.
    var constants: [(name: String, value: String)] = []
    /// Further keys of the entry, as lines of YAML.
    var keys: [String] = []
    /// Canonical columns that `keys` read.
    var unpivoted: [String] = []
    /// Headers that `keys` read.
    var headersOfKeys: Set<String> = []
    /// Instruments that the study file must declare for it, with their declaration as YAML.
    var instruments: [(id: String, declaration: String)] = []
    /// What a person has to decide, a sentence each.
    var questions: [String] = []
    /// Headers that could be columns of patients as well.
    var further: [String] = []
    /// Of patients: whether nobody has two rows.
    var isOneRowAPerson = false
    /// Whether it has words to be filled in, or may be none of this table, so that it stands commented out.
    var isUnsure = false

    /// Columns that the table must have and that none was found for.
    var missing: [String] {
        let names = Set(columns.map(\.name) + constants.map(\.name) + unpivoted)
        return table.requirements.compactMap { $0.complaint(about: names) }
    }

    /// Whether the file can be read with it as it stands.
    var isUsable: Bool { missing.isEmpty && !isUnsure }

    /// Headers that it reads, but for the patient's.
    var headers: Set<String> {
        Set(columns.filter { $0.name != "patient" }.map(\.header)).union(headersOfKeys)
    }

    /// The entries of a file, patients last; none where nothing fits.
    static func of(_ sketch: FileSketch) -> [TableProposal] {
        guard let patient = sketch.patient else { return [] }
        var found: [TableProposal] = [withdrawal(sketch, patient)].compactMap(\.self)
        let taken = found.reduce(into: Set<String>()) { $0.formUnion($1.headers.subtracting($1.dayHeaders)) }
        if let other = screens(sketch, patient) ?? symptoms(sketch, patient) ?? drugs(sketch, patient)
            ?? events(sketch, patient) ?? care(sketch, patient)
        {
            found.append(other)
        }
        found += pain(sketch, patient, except: taken)
        if found.isEmpty, let visits = visits(sketch, patient) { found.append(visits) }
        let read = found.reduce(into: Set<String>()) { $0.formUnion($1.headers) }
        if let people = patients(sketch, patient, except: read) { found.append(people) }
        if let question = sketch.questionOfPatient {
            for index in found.indices { found[index].questions.insert(question, at: 0) }
        }
        return found
    }

    private var dayHeaders: Set<String> {
        Set(
            columns.filter { column in table.columns.contains { $0.name == column.name && $0.use == .day } }.map(
                \.header))
    }

    // MARK: - Tables with little to decide

    private static func screens(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard
            let substance = ColumnRole.substance.column(
                in: sketch, where: { $0.share { Substance(word: $0) != .other } > 0.5 }),
            let positive = ColumnRole.positive.column(in: sketch)
        else { return nil }
        var entry = TableProposal(.screens, sketch, patient)
        entry.addDay(sketch)
        entry.columns += [("substance", substance.name), ("positive", positive.name)]
        return entry
    }

    private static func symptoms(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard let symptom = ColumnRole.symptom.column(in: sketch) else { return nil }
        var entry = TableProposal(.symptoms, sketch, patient)
        entry.addDay(sketch)
        entry.columns.append(("symptom", symptom.name))
        if let severity = ColumnRole.severity.column(in: sketch, where: { $0.isNumeric }) {
            entry.columns.append(("severity", severity.name))
        } else {
            entry.add("present", ColumnRole.present.column(in: sketch))
        }
        return entry
    }

    private static func events(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard
            let event = ColumnRole.event.column(
                in: sketch, where: { $0.share { CourseEvent.Kind(word: $0) != nil } > 0.3 })
        else {
            return nil
        }
        var entry = TableProposal(.events, sketch, patient)
        entry.addDay(sketch)
        entry.columns.append(("event", event.name))
        if event.share({ CourseEvent.Kind(word: $0) != nil }) < 1 {
            entry.questions.append(
                "Words of \"\(event.name)\" that are no event of docs/study-file.md need \"recode\" or \"where\".")
        }
        return entry
    }

    private static func care(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard
            let kind = ColumnRole.kind.column(
                in: sketch, where: { $0.share { InterventionKind(word: $0) != .other } > 0.3 })
        else { return nil }
        var entry = TableProposal(.interventions, sketch, patient)
        entry.add("start_day", ColumnRole.start.column(in: sketch, where: \.isDays) ?? day(sketch))
        entry.columns.append(("kind", kind.name))
        entry.add("end_day", ColumnRole.end.column(in: sketch, where: \.isDays))
        return entry
    }

    /// Visits to the clinic, by the file's name.
    private static func visits(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard IdentifierNames.words(of: sketch.file).contains(where: { $0.hasPrefix("visit") }), let day = day(sketch)
        else {
            return nil
        }
        var entry = TableProposal(.visits, sketch, patient)
        entry.columns.append(("day", day.name))
        entry.add("kind", ColumnRole.kind.column(in: sketch))
        return entry
    }

    /// People, where the file has one row for each of them, or says something of them on every row.
    private static func patients(
        _ sketch: FileSketch, _ patient: ColumnSketch, except read: Set<String>
    ) -> TableProposal? {
        let roles: [ColumnRole] = [.age, .sex, .race, .site, .arm, .randomized]
        let known = roles.compactMap { role -> (name: String, header: String)? in
            let column = role.column(in: sketch) { !read.contains($0.name) && !$0.varies(within: patient) }
            guard let column, role != .randomized || column.isDays else { return nil }
            return (role.rawValue, column.name)
        }
        guard patient.isUnique || !known.isEmpty else { return nil }
        var entry = TableProposal(.patients, sketch, patient)
        entry.columns += known
        entry.isOneRowAPerson = patient.isUnique
        let mapped = read.union(entry.columns.map(\.header))
        entry.further = sketch.columns.filter { !mapped.contains($0.name) && !$0.varies(within: patient) }.map(\.name)
        if let sex = known.first(where: { $0.name == "sex" }).flatMap({ sketch.column($0.header) }), sex.numeric > 0 {
            entry.questions.append(
                "\"\(sex.name)\" holds codes: say what each is, recode: {sex: {CODE: male, CODE: female}}.")
        }
        if let age = known.first(where: { $0.name == "age" }).flatMap({ sketch.column($0.header) }) {
            if let oldest = age.range?.upperBound, oldest > 89, oldest <= 130 {
                entry.questions.append(
                    "Ages over 89 are refused: should they count as 89? Then put a line \"ages: {cap: 89}\" before \"tables\"."
                )
            }
            entry.addMissingCodes(of: age, as: "age", outside: 0...130)
        }
        return entry
    }

    // MARK: - Parts

    init(_ table: CanonicalTable, _ sketch: FileSketch, _ patient: ColumnSketch) {
        self.table = table
        file = sketch.file
        keys = sketch.keys
        columns = [("patient", patient.name)]
    }

    mutating func add(_ name: String, _ column: ColumnSketch?) {
        if let column, !columns.contains(where: { $0.header == column.name }) { columns.append((name, column.name)) }
    }

    /// Adds the column of days, or else the one whose words say which visit it was.
    mutating func addDay(_ sketch: FileSketch) {
        if let day = Self.day(sketch) {
            add("day", day)
            let words = IdentifierNames.words(of: day.name)
            if words.last == "time" || words.last == "timepoint", !day.isDates {
                questions.append("Is \"\(day.name)\" the study day?")
            }
        } else if let visit = ColumnRole.visit.column(in: sketch) ?? ColumnRole.day.column(in: sketch) {
            add("day", visit)
            forms["day"] = "{column: \(ProposalText.quoted(visit.name)), values: {WORD: DAY}}"
            questions.append(
                "Which day is each word of \"\(visit.name)\"? Write each in place of WORD: DAY, and take the marks off the lines below."
            )
            isUnsure = true
        }
    }

    /// Makes numbers that stand for "missing" missing.
    mutating func addMissingCodes(of column: ColumnSketch, as name: String, outside possible: ClosedRange<Double>) {
        let codes = column.missingCodes(outside: possible)
        guard !codes.isEmpty else { return }
        let listed = codes.map { "\"\($0)\": ~" }.joined(separator: ", ")
        keys.append("recode: {\(name): {\(listed)}}")
        questions.append("Do \(codes.map(String.init).joined(separator: ", ")) in \"\(column.name)\" mean \"missing\"?")
    }

    /// The column of days: whole numbers or dates.
    static func day(_ sketch: FileSketch) -> ColumnSketch? {
        ColumnRole.day.column(in: sketch) { $0.isWhole || $0.isDates }
            ?? sketch.columns.first { $0.name.lowercased().hasSuffix("dy") && $0.isWhole }
            ?? ColumnRole.day.column(in: sketch, where: \.isDays)
    }
}
