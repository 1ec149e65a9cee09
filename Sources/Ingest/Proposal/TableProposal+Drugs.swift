import Cohort

extension TableProposal {
    /// Opioids taken, or medication for opioid use disorder.
    static func drugs(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        if let wide = wideDrugs(sketch, patient) { return wide }
        let drug = ColumnRole.drug.column(in: sketch) { $0.share(isDrug) > 0.3 }
        let start = ColumnRole.start.column(in: sketch, where: \.isDays)
        let end = ColumnRole.end.column(in: sketch, where: { $0.isDays || $0.range == nil })
        let supply = ColumnRole.supply.column(in: sketch) { $0.beginsWithNumber > 0.9 }
        let medication = medication(named: sketch.file)
        let dose = dose(sketch)
        guard drug != nil || medication.isOne || start != nil && (end != nil || supply != nil) && dose != nil else {
            return nil
        }
        let treats = drug.map { $0.share(isForUseDisorder) > 0.8 } ?? medication.isOne
        var entry = TableProposal(treats ? .moud : .exposures, sketch, patient)
        entry.add("drug", drug)
        entry.askAboutDrug(drug, medication.drug)
        if let start, let end {
            entry.columns += [("start_day", start.name), ("end_day", end.name)]
            entry.askAboutEnds(end.missing > 0, named: end.name)
        } else if let start, let supply, entry.table == .exposures {
            entry.columns += [("start_day", start.name), ("days_supply", supply.name)]
        } else if let day = day(sketch) ?? start {
            entry.add("day", day)
        } else if supply != nil, entry.table == .exposures {
            entry.add("days_supply", supply)
            entry.questions.append(
                "No column says when it began: \"start_day: 0\" beside columns lets each begin on day 0 of the study.")
        }
        entry.add(dose)
        if entry.table == .exposures {
            let taken = Set(entry.columns.map(\.header))
            if let mme = ColumnRole.mme.column(in: sketch, where: { $0.isNumeric && !taken.contains($0.name) }) {
                entry.add("mme", mme)
                entry.questions.append(
                    "Is \"\(mme.name)\" the morphine equivalent of a day? It is used in place of the factors.")
            }
            entry.add("route", ColumnRole.route.column(in: sketch))
        }
        return entry
    }

    static func isDrug(_ word: String) -> Bool { Opioid(word: word) != .other || isForUseDisorder(word) }

    static func isForUseDisorder(_ word: String) -> Bool { MOUDDrug(word: word) != .other }

    /// Whether a file's name says that it is of medication for opioid use disorder, and of which.
    private static func medication(named file: String) -> (isOne: Bool, drug: String?) {
        let words = IdentifierNames.words(of: file).map(String.init)
        let drugs = [
            "bup": "buprenorphine", "buprenorphine": "buprenorphine", "suboxone": "buprenorphine",
            "methadone": "methadone", "naltrexone": "naltrexone", "vivitrol": "naltrexone",
        ]
        let drug = words.lazy.compactMap { drugs[$0] }.first
        return (drug != nil || words.contains { ["moud", "mat", "moudtreatment"].contains($0) }, drug)
    }

    private static let mostWordsToList = 40

    private mutating func askAboutDrug(_ drug: ColumnSketch?, _ named: String?) {
        if let drug {
            let known = drug.known(Self.isDrug)
            if drug.share(Self.isDrug) < 0.9, known.count <= Self.mostWordsToList {
                keys.append(
                    "where: {\(ProposalText.quoted(drug.name)): [\(known.map(ProposalText.quoted).joined(separator: ", "))]}"
                )
                questions.append(
                    "Many words of \"\(drug.name)\" are no opioid that is known; only the known ones that were seen are let in. Are there others?"
                )
            } else if drug.share(Self.isDrug) < 0.9 {
                isUnsure = true
                questions.append(
                    "Many words of \"\(drug.name)\" are no opioid that is known: leave out other drugs, "
                        + "where: {\(ProposalText.quoted(drug.name)): [WORD, WORD]}.")
            } else if table == .exposures, drug.share(Self.isForUseDisorder) > 0.2 {
                questions.append(
                    "Some rows may be medication for opioid use disorder: those belong to an entry of moud, told apart by \"where\"."
                )
            }
        } else if let named, table == .moud {
            constants.append(("drug", named))
            questions.append("Is it \(named), as the file's name says?")
        } else if table == .moud {
            questions.append(
                "Which medication is it? Put \"drug: NAME\" beside columns, such as \"drug: buprenorphine\".")
        } else {
            questions.append("Which opioid is it? Put \"drug: NAME\" beside columns, or map the column that says so.")
        }
    }

    private mutating func askAboutEnds(_ areMissing: Bool, named end: String) {
        guard areMissing else { return }
        keys.append("ongoing: \"\"")
        questions.append("Does a missing \"\(end)\" mean that it is still taken? Else take \"ongoing\" out.")
    }

    // MARK: - The dose

    /// How a file writes the dose of a day.
    private struct Dose {
        let column: ColumnSketch
        /// As YAML; `nil` where the column is in milligrams a day.
        let form: String?
        let headers: Set<String>
        let question: String
    }

    private static func dose(_ sketch: FileSketch) -> Dose? {
        func number(_ role: ColumnRole) -> ColumnSketch? {
            role.column(in: sketch) { $0.isNumeric || $0.beginsWithNumber > 0.9 }
        }
        let supply = ColumnRole.supply.column(in: sketch) { $0.isNumeric }
        if let strength = number(.strength), let quantity = ColumnRole.quantity.column(in: sketch, where: \.isNumeric),
            let supply
        {
            let first = strength.numeric == 1 ? "" : ", number: first"
            let form =
                "{column: \(ProposalText.quoted(strength.name))\(first), times: \(ProposalText.quoted(quantity.name)), "
                + "per: \(ProposalText.quoted(supply.name))}"
            return Dose(
                column: strength, form: form, headers: [quantity.name, supply.name],
                question:
                    "Is the dose of a day \"\(strength.name)\" (in mg) times \"\(quantity.name)\" through \"\(supply.name)\"?"
            )
        }
        guard let dose = number(.dose) else { return nil }
        var (parts, headers) = ([String](), Set<String>())
        var question = "Is \"\(dose.name)\" the dose of a whole day, in mg?"
        if dose.numeric < 1, dose.beginsWithNumber > dose.numeric {
            parts.append("number: first")
            question = "Is the first number of \"\(dose.name)\" the dose of a whole day, in mg?"
        }
        var factors: [String] = []
        let unit = ColumnRole.unit.column(in: sketch) {
            MeasurementUnit.factors(in: $0, where: { !$0.isLength }) != nil
        }
        if let unit, let list = MeasurementUnit.factors(in: unit, where: { !$0.isLength }) {
            let isAllMilligrams = unit.share { MeasurementUnit($0) == .milligram } == 1
            if !isAllMilligrams {
                factors.append(list)
                headers.insert(unit.name)
                question =
                    "Is \"\(dose.name)\" the dose of a whole day, in the units of \"\(unit.name)\"? It is read in mg, of patches in mcg an hour."
                if unit.share({ MeasurementUnit($0).map { !$0.isLength } ?? false }) < 1 {
                    question += " Rows with other units are rejected until the list has them."
                }
            }
        } else if MeasurementUnit.named(in: dose.name) == .microgram {
            parts.append("per: 1000")
            question =
                "Is \"\(dose.name)\" the dose of a whole day in mcg? It is read in mg; of patches leave mcg an hour as they are."
        }
        if let times = ColumnRole.frequency.column(in: sketch, where: \.isNumeric) {
            factors.append(ProposalText.quoted(times.name))
            headers.insert(times.name)
            question = "Is the dose of a day \"\(dose.name)\" (in mg) times \"\(times.name)\"?"
        }
        if factors.count == 1 { parts.append("times: \(factors[0])") }
        if factors.count > 1 { parts.append("times: [\(factors.joined(separator: ", "))]") }
        let form =
            parts.isEmpty
            ? nil : "{column: \(ProposalText.quoted(dose.name)), \(parts.joined(separator: ", "))}"
        return Dose(column: dose, form: form, headers: headers, question: question)
    }

    private mutating func add(_ dose: Dose?) {
        guard let dose, !columns.contains(where: { $0.header == dose.column.name }) else { return }
        columns.append(("dose_mg", dose.column.name))
        forms["dose_mg"] = dose.form
        headersOfKeys.formUnion(dose.headers)
        questions.append(dose.question)
    }

    // MARK: - Beside each other

    /// Drugs beside each other: `drug1`, `mg1`, `from1`, `to1`, `drug2` …
    private static func wideDrugs(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        let families = NumberedColumns.all(in: sketch)
        func family(_ role: ColumnRole) -> NumberedColumns? {
            families.first { role.rank(of: $0.before + " " + $0.after) != nil }
        }
        guard let drug = family(.drug), drug.columns.contains(where: { $0.column.share(isDrug) > 0.3 }) else {
            return nil
        }
        let numbers = drug.columns.map(\.number)
        func beside(_ role: ColumnRole) -> NumberedColumns? {
            family(role).flatMap { $0.columns.map(\.number) == numbers ? $0 : nil }
        }
        let treats = drug.columns.allSatisfy { $0.column.range == nil && $0.column.share(isForUseDisorder) > 0.8 }
        var entry = TableProposal(treats ? .moud : .exposures, sketch, patient)
        var patterns = [("drug", drug)]
        if let dose = beside(.dose) {
            patterns.append(("dose_mg", dose))
            entry.questions.append("Is \"\(dose.countedPattern)\" the dose of a whole day, in mg?")
        }
        if let start = beside(.start) {
            patterns.append(("start_day", start))
            if let end = beside(.end) {
                patterns.append(("end_day", end))
                let isOpen = zip(end.columns, start.columns).contains { $0.column.missing > $1.column.missing }
                entry.askAboutEnds(isOpen, named: end.countedPattern)
            } else if !treats, let supply = beside(.supply) {
                patterns.append(("days_supply", supply))
            }
        } else if let day = beside(.day) {
            patterns.append(("day", day))
        }
        if !treats, let route = beside(.route) { patterns.append(("route", route)) }
        entry.addUnpivot(
            patterns.map { ($0.0, $0.1.countedPattern) }, of: patterns.flatMap { $0.1.columns.map(\.column) },
            days: false)
        return entry
    }
}
