import Cohort

/// What a file is proposed as: a table's entry in the study file, and what is not sure of it.
struct TableProposal: Sendable {
    let table: CanonicalTable
    let file: String
    /// Canonical columns with their headers.
    var columns: [(name: String, header: String)] = []
    /// Canonical columns with the same value in every row.
    var constants: [(name: String, value: String)] = []
    /// Further keys of the entry, as lines of YAML.
    var keys: [String] = []
    /// Canonical columns that `keys` read.
    var unpivoted: [String] = []
    /// What a person has to decide, a sentence each.
    var questions: [String] = []
    /// Headers that could be columns of patients as well.
    var further: [String] = []
    /// Of patients: whether nobody has two rows.
    var isOneRowAPerson = false

    /// Columns that the table must have and that none was found for.
    var missing: [String] {
        let names = Set(columns.map(\.name) + constants.map(\.name) + unpivoted)
        return table.requirements.compactMap { $0.complaint(about: names) }
    }

    /// The entries of a file, the likeliest one first; none where nothing fits.
    static func of(_ sketch: FileSketch) -> [TableProposal] {
        guard let patient = ColumnRole.patient.column(in: sketch) else { return [] }
        let found =
            withdrawal(sketch, patient) ?? screens(sketch, patient) ?? symptoms(sketch, patient) ?? drugs(
                sketch, patient)
            ?? events(sketch, patient) ?? care(sketch, patient) ?? pain(sketch, patient) ?? visits(sketch, patient)
        let people = patients(sketch, patient)
        return [found, people].compactMap(\.self)
    }

    // MARK: - Tables

    private static func withdrawal(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        let scales: Set = ["cows", "sows"]
        let total = sketch.columns.first { column in
            let words = IdentifierNames.words(of: column.name).map(String.init)
            return column.isNumeric && words.contains(where: scales.contains)
                && (words.count == 1 || words.contains { ["total", "score", "sum"].contains($0) })
        }
        let grade = ColumnRole.grade.column(in: sketch)
        let scale = ColumnRole.scale.column(in: sketch) { $0.share { scales.contains($0.lowercased()) } > 0.5 }
        let items =
            total == nil ? scales.sorted().compactMap { VisitColumns.items(of: $0, in: sketch) }.first : nil
        guard total != nil || items != nil || grade != nil || scale != nil else { return nil }
        var entry = TableProposal(.withdrawal, sketch, patient)
        entry.add("day", day(sketch))
        if let items {
            let names = items.columns.map { ProposalText.quoted($0.name) }.joined(separator: ", ")
            entry.keys += ["score: {sum: [\(names)]}"]
            entry.unpivoted = ["score"]
            entry.constants.append(("scale", items.stem.lowercased().hasPrefix("sows") ? "sows" : "cows"))
            return entry
        }
        if let scale {
            entry.columns.append(("scale", scale.name))
            entry.add("score", total ?? ColumnRole.score.column(in: sketch) ?? numberNamedTotal(sketch))
        } else if let total {
            entry.columns.append(("score", total.name))
            let word = IdentifierNames.words(of: total.name).map(String.init).first(where: scales.contains)
            entry.constants.append(("scale", word ?? "cows"))
        } else {
            entry.add("grade", grade)
            entry.constants.append(("scale", "cows"))
            entry.questions.append("Which scale was it: cows or sows?")
        }
        return entry
    }

    private static func numberNamedTotal(_ sketch: FileSketch) -> ColumnSketch? {
        sketch.columns.first { IdentifierNames.words(of: $0.name).contains("total") && $0.isNumeric }
    }

    private static func screens(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard
            let substance = ColumnRole.substance.column(
                in: sketch, where: { $0.share { Substance(word: $0) != .other } > 0.5 }),
            let positive = ColumnRole.positive.column(in: sketch)
        else { return nil }
        var entry = TableProposal(.screens, sketch, patient)
        entry.add("day", day(sketch))
        entry.columns += [("substance", substance.name), ("positive", positive.name)]
        return entry
    }

    private static func symptoms(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard let symptom = ColumnRole.symptom.column(in: sketch) else { return nil }
        var entry = TableProposal(.symptoms, sketch, patient)
        entry.add("day", day(sketch))
        entry.columns.append(("symptom", symptom.name))
        if let severity = ColumnRole.severity.column(in: sketch, where: { $0.isNumeric }) {
            entry.columns.append(("severity", severity.name))
        } else {
            entry.add("present", ColumnRole.present.column(in: sketch))
        }
        return entry
    }

    /// Opioids taken, or medication for opioid use disorder.
    private static func drugs(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        let drug = ColumnRole.drug.column(in: sketch) { $0.share(isDrug) > 0.3 }
        let (start, end) = (ColumnRole.start.column(in: sketch), ColumnRole.end.column(in: sketch))
        let supply = ColumnRole.supply.column(in: sketch) { $0.isNumeric }
        let name = IdentifierNames.words(of: sketch.file).joined(separator: " ")
        let saysMedication = name.contains("moud") || name.contains("mat ") || name.contains("buprenorphine")
        let dose = ColumnRole.dose.column(in: sketch) { $0.isNumeric }
        guard drug != nil || saysMedication || start != nil && (end != nil || supply != nil) && dose != nil else {
            return nil
        }
        let treats = drug.map { $0.share(isForUseDisorder) > 0.8 } ?? saysMedication
        var entry = TableProposal(treats ? .moud : .exposures, sketch, patient)
        entry.add("drug", drug)
        if drug == nil, entry.table == .exposures {
            entry.questions.append(
                "Which opioid is it? Put \"drug: NAME\" beside columns, or map the column that says so.")
        }
        if let start, let end {
            entry.columns += [("start_day", start.name), ("end_day", end.name)]
            if end.missing > 0 {
                entry.keys.append("ongoing: \"\"")
                entry.questions.append(
                    "Does a missing \"\(end.name)\" mean that it is still taken? Else take \"ongoing\" out.")
            }
        } else if let start, let supply, entry.table == .exposures {
            entry.columns += [("start_day", start.name), ("days_supply", supply.name)]
        } else {
            entry.add("day", day(sketch) ?? start)
        }
        if let dose {
            entry.columns.append(("dose_mg", dose.name))
            entry.questions.append("Is \"\(dose.name)\" the dose of a whole day, in mg?")
        }
        if entry.table == .exposures {
            entry.add("mme", ColumnRole.mme.column(in: sketch) { $0.isNumeric && $0.name != drug?.name })
            entry.add("route", ColumnRole.route.column(in: sketch))
        }
        return entry
    }

    private static func isDrug(_ word: String) -> Bool { Opioid(word: word) != .other || isForUseDisorder(word) }

    private static func isForUseDisorder(_ word: String) -> Bool { MOUDDrug(word: word) != .other }

    private static func events(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        let known = Set(CourseEvent.Kind.allCases.map(\.rawValue))
        guard
            let event = ColumnRole.event.column(
                in: sketch, where: { $0.share { known.contains($0.lowercased()) } > 0.3 })
        else {
            return nil
        }
        var entry = TableProposal(.events, sketch, patient)
        entry.add("day", day(sketch))
        entry.columns.append(("event", event.name))
        return entry
    }

    private static func care(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard
            let kind = ColumnRole.kind.column(
                in: sketch, where: { $0.share { InterventionKind(word: $0) != .other } > 0.3 })
        else { return nil }
        var entry = TableProposal(.interventions, sketch, patient)
        entry.add("start_day", ColumnRole.start.column(in: sketch) ?? day(sketch))
        entry.columns.append(("kind", kind.name))
        entry.add("end_day", ColumnRole.end.column(in: sketch))
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

    private static func pain(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        if patient.isUnique, let family = VisitColumns.ofPain(in: sketch).first {
            return widePain(family, sketch, patient)
        }
        guard let score = ColumnRole.score.column(in: sketch), let day = day(sketch) else { return nil }
        var entry = TableProposal(.pain, sketch, patient)
        entry.columns += [("day", day.name), ("score", score.name)]
        if let instrument = ColumnRole.instrument.column(in: sketch) {
            entry.columns.append(("instrument", instrument.name))
        } else {
            let guess = PainInstrument(score)
            entry.constants.append(("instrument", guess.id))
            entry.questions += guess.question.map { [$0] } ?? []
        }
        if score.missing > 0 { entry.keys.append("where: {\(ProposalText.quoted(score.name)): {empty: false}}") }
        if !score.isNumeric {
            entry.questions.append(
                "\"\(score.name)\" holds words: give each its number, recode: {score: {\"WORD\": 0}}.")
        }
        return entry
    }

    /// Scores of several visits beside each other.
    private static func widePain(
        _ family: VisitColumns, _ sketch: FileSketch, _ patient: ColumnSketch
    ) -> TableProposal? {
        guard let first = family.columns.first else { return nil }
        var entry = TableProposal(.pain, sketch, patient)
        let guess = PainInstrument(first)
        entry.constants = [("instrument", guess.id)]
        entry.keys += ["unpivot: {score: \(ProposalText.quoted(family.pattern ?? family.stem + "{day}"))}"]
        entry.unpivoted = ["score", "day"]
        if family.pattern == nil {
            entry.questions.append(
                "Is the number in \"\(first.name)\" the day? Of weeks write {week}, of months of 30 days {month*30}.")
        }
        entry.questions += guess.question.map { [$0] } ?? []
        return entry
    }

    /// People, where the file has one row for each of them, or says something of them on every row.
    private static func patients(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        let roles: [ColumnRole] = [.age, .sex, .race, .site, .arm]
        let known = roles.compactMap { role in role.column(in: sketch).map { (role.rawValue, $0.name) } }
        guard patient.isUnique || !known.isEmpty else { return nil }
        var entry = TableProposal(.patients, sketch, patient)
        entry.columns += known
        entry.isOneRowAPerson = patient.isUnique
        entry.further = sketch.columns.map(\.name).filter { name in !entry.columns.contains { $0.header == name } }
        return entry
    }

    // MARK: - Parts

    private init(_ table: CanonicalTable, _ sketch: FileSketch, _ patient: ColumnSketch) {
        self.table = table
        file = sketch.file
        keys = sketch.keys
        columns = [("patient", patient.name)]
    }

    private mutating func add(_ name: String, _ column: ColumnSketch?) {
        if let column, !columns.contains(where: { $0.header == column.name }) { columns.append((name, column.name)) }
    }

    /// The column of days: whole numbers or dates.
    private static func day(_ sketch: FileSketch) -> ColumnSketch? {
        ColumnRole.day.column(in: sketch) { $0.isWhole || $0.isDates }
            ?? sketch.columns.first { $0.name.lowercased().hasSuffix("dy") && $0.isWhole }
            ?? ColumnRole.day.column(in: sketch)
    }
}

/// Which instrument a column of scores is of, by its name and range.
struct PainInstrument {
    let id: String
    /// What is not sure.
    let question: String?

    init(_ score: ColumnSketch) {
        let words = IdentifierNames.words(of: score.name).map(String.init)
        let named: [(word: String, id: String)] = [
            ("nrs", "nrs"), ("vas", "vas"), ("vrs", "vrs"), ("bpi", "bpi_severity"), ("peg", "peg"),
            ("sf36", "sf36_bp"),
        ]
        let highest = score.range?.upperBound ?? 10
        let byName = named.first { words.contains($0.word) }?.id
        let byRange = highest <= 3 ? "vrs" : highest <= 10 ? "nrs" : "vas"
        if let byName, byName != "vas" || highest > 10 {
            (id, question) = (byName, nil)
        } else {
            id = byRange
            question =
                "Which instrument is \"\(score.name)\"? Its scores seen reach to \(Self.text(highest)), which would fit \(byRange)."
        }
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
    }
}
