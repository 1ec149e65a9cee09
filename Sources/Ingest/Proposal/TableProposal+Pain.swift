import Cohort

extension TableProposal {
    /// Pain scores: one a row, several measures a row, or visits beside each other.
    ///
    /// - Parameter taken: headers that are another table's.
    static func pain(_ sketch: FileSketch, _ patient: ColumnSketch, except taken: Set<String>) -> [TableProposal] {
        let families = NumberedColumns.all(in: sketch).filter { family in
            isOfPain(family.words, family.before + family.after) && family.columns.allSatisfy { $0.column.isNumeric }
                && family.columns.allSatisfy { !taken.contains($0.column.name) }
        }
        if patient.isUnique || (day(sketch) == nil && !families.isEmpty) {
            let saysDays = families.contains { $0.count != .visits || daysBeside($0, sketch) != nil }
            let wide = saysDays ? self.wide(families, sketch, patient) : unnumbered(sketch, patient, taken)
            if !wide.isEmpty { return wide }
        }
        return long(sketch, patient, taken)
    }

    private static func isOfPain(_ words: [String], _ name: String) -> Bool {
        words.contains { ["pain", "nrs", "vas", "vrs", "bpi", "peg", "score"].contains($0) }
            || PainInstrument.id(in: name) != nil
    }

    // MARK: - Beside each other

    private static func wide(
        _ families: [NumberedColumns], _ sketch: FileSketch, _ patient: ColumnSketch
    ) -> [TableProposal] {
        if let measures = measures(families, sketch, patient) { return [measures] }
        return families.map { family in
            var entry = TableProposal(.pain, sketch, patient)
            let columns = family.columns.map(\.column)
            let guess = widest(columns)
            if let days = daysBeside(family, sketch) {
                entry.addUnpivot(
                    [("score", family.countedPattern), ("day", days.countedPattern)],
                    of: columns + days.columns.map(\.column), days: false)
            } else if let listed = withBaseline(family, sketch) {
                let days = listed.map { "\(ProposalText.quoted($0.column.name)): \($0.day)" }
                entry.keys.append("unpivot: {score: {\(days.joined(separator: ", "))}}")
                entry.unpivoted += ["score", "day"]
                entry.headersOfKeys = Set(listed.map(\.column.name))
            } else if family.count == .visits {
                entry.addDaysToFillIn(columns)
            } else {
                entry.addUnpivot([("score", family.pattern)], of: columns, days: true)
                if family.count == .unsaid, let first = columns.first {
                    entry.questions.append(
                        "Is the number in \"\(first.name)\" the day? Of weeks write {week}, of months of 30 days {month*30}."
                    )
                }
                if family.count == .months { entry.questions.append("A month counts as 30 days.") }
            }
            entry.addInstrument(guess)
            return entry
        }
    }

    /// The instrument of a family, by the column whose scores reach furthest.
    private static func widest(_ columns: [ColumnSketch]) -> PainInstrument? {
        let guesses = columns.map { PainInstrument($0) }
        let order = ["vrs", "nrs", "peg", "bpi_severity", "vas"]
        func rank(_ guess: PainInstrument) -> Int {
            guess.isUnknown ? order.count : guess.factor == nil ? order.firstIndex(of: guess.id) ?? 0 : -1
        }
        return guesses.max { rank($0) < rank($1) }
    }

    /// Several instruments whose names differ by the instrument alone: `nrs_d7` and `vas_d7`.
    private static func measures(
        _ families: [NumberedColumns], _ sketch: FileSketch, _ patient: ColumnSketch
    ) -> TableProposal? {
        guard families.count > 1, let first = families.first, first.daysEach != nil || first.count == .months else {
            return nil
        }
        let names = InstrumentNames(Instrument.catalogue)
        func rest(_ family: NumberedColumns) -> Substring? {
            let word = family.before.prefix { $0.isLetter }
            guard names.number(of: String(word)) != nil, family.after == first.after else { return nil }
            return family.before.dropFirst(word.count)
        }
        guard let between = rest(first), families.allSatisfy({ rest($0) == between && $0.count == first.count }),
            families.allSatisfy({ widest($0.columns.map(\.column))?.factor == nil })
        else { return nil }
        let members = families.flatMap(\.columns).map(\.column)
        // Another column that the pattern fits would be taken for an instrument.
        let ends = NumberedColumns(before: String(between), after: first.after, columns: [])
        let others = NumberedColumns.all(in: sketch).flatMap { family in
            family.before.hasSuffix(ends.before) && family.after == ends.after ? family.columns.map(\.column.name) : []
        }
        guard Set(others).isSubset(of: members.map(\.name)), !between.isEmpty else { return nil }
        var entry = TableProposal(.pain, sketch, patient)
        entry.addUnpivot([("score", "{instrument}" + ends.pattern(as: first.count))], of: members, days: true)
        entry.unpivoted.append("instrument")
        for family in families { entry.questions += widest(family.columns.map(\.column))?.questions ?? [] }
        return entry
    }

    /// The columns with the day of each score: `day1` beside `pain1`.
    private static func daysBeside(_ family: NumberedColumns, _ sketch: FileSketch) -> NumberedColumns? {
        let numbers = family.columns.map(\.number)
        return NumberedColumns.all(in: sketch).first { other in
            other.before != family.before && other.columns.map(\.number) == numbers
                && ColumnRole.day.rank(of: other.before + " " + other.after) != nil
                && other.columns.allSatisfy { $0.column.isDays || $0.column.range == nil }
        }
    }

    /// A family with the column of the baseline, each with its day.
    private static func withBaseline(
        _ family: NumberedColumns, _ sketch: FileSketch
    ) -> [(column: ColumnSketch, day: Int)]? {
        guard let each = family.daysEach else { return nil }
        let members = Set(family.columns.map(\.column.name))
        let stem = Set(family.words)
        let baseline = sketch.columns.first { column in
            let words = Set(IdentifierNames.words(of: column.name).map(String.init))
            return column.isNumeric && !members.contains(column.name)
                && !words.isDisjoint(with: ["baseline", "bl", "base"])
                && words.subtracting(["baseline", "bl", "base"]).isSubset(of: stem) && words.count > 1
        }
        guard let baseline else { return nil }
        return [(baseline, 0)] + family.columns.map { ($0.column, $0.number * each) }
    }

    /// Several columns of pain whose names say no number: the days have to be filled in.
    private static func unnumbered(
        _ sketch: FileSketch, _ patient: ColumnSketch, _ taken: Set<String>
    ) -> [TableProposal] {
        guard day(sketch) == nil else { return [] }
        let columns = sketch.columns.filter { column in
            column.isNumeric && !taken.contains(column.name)
                && isOfPain(IdentifierNames.words(of: column.name).map(String.init), column.name)
                && !IdentifierNames.words(of: column.name).contains {
                    ["change", "diff", "difference", "delta"].contains($0)
                }
        }
        guard columns.count > 1 else { return [] }
        var entry = TableProposal(.pain, sketch, patient)
        entry.addDaysToFillIn(columns)
        entry.addInstrument(widest(columns))
        return [entry]
    }

    private mutating func addDaysToFillIn(_ columns: [ColumnSketch]) {
        let listed = columns.map { "\(ProposalText.quoted($0.name)): DAY" }
        keys.append("unpivot: {score: {\(listed.joined(separator: ", "))}}")
        unpivoted += ["score", "day"]
        headersOfKeys.formUnion(columns.map(\.name))
        questions.append(
            "Which day is each of these columns? Write it in place of DAY, and take the marks off the lines below.")
        isUnsure = true
    }

    // MARK: - One row a time

    private static func long(
        _ sketch: FileSketch, _ patient: ColumnSketch, _ taken: Set<String>
    ) -> [TableProposal] {
        let scores = sketch.columns.filter { !taken.contains($0.name) && ColumnRole.score.rank(of: $0.name) != nil }
        let measures = scores.filter { $0.isNumeric && PainInstrument.id(in: $0.name) != nil }
        let instrument = ColumnRole.instrument.column(in: sketch)
        if instrument == nil, Set(measures.map { PainInstrument($0).id }).count == measures.count, measures.count > 1 {
            return severalMeasures(measures, sketch, patient)
        }
        guard let score = ColumnRole.score.column(in: sketch, where: { !taken.contains($0.name) }) ?? outcome(sketch)
        else { return [] }
        var entry = TableProposal(.pain, sketch, patient)
        entry.addDay(sketch)
        guard entry.columns.contains(where: { $0.name == "day" }) else { return [] }
        entry.columns.append(("score", score.name))
        if let instrument {
            entry.columns.append(("instrument", instrument.name))
            let names = InstrumentNames(Instrument.catalogue)
            if instrument.share({ names.number(of: $0) != nil }) < 1 {
                entry.questions.append(
                    "Words of \"\(instrument.name)\" that are no known instrument need \"recode\", \"where\" or a declaration under \"instruments\"."
                )
            }
            if score.missing > 0 { entry.leaveOut(score) }
            return [entry]
        }
        if let ratings = PainInstrument.verbalRatings(in: score) {
            entry.constants.append(("instrument", "vrs"))
            entry.keys.append("recode: {score: \(ratings)}")
            entry.questions.append("Are these the numbers of the words of \"\(score.name)\"?")
        } else if !score.isNumeric {
            entry.constants.append(("instrument", "vrs"))
            entry.questions.append(
                "\"\(score.name)\" holds words: give each its number, recode: {score: {\"WORD\": 0}}.")
        } else {
            let unit = ColumnRole.unit.column(in: sketch) { MeasurementUnit.factors(in: $0, where: \.isLength) != nil }
            let guess = PainInstrument(score, unit: unit)
            entry.forms["score"] = guess.mapping(of: score.name)
            if let unit, guess.factor != nil { entry.headersOfKeys.insert(unit.name) }
            entry.addInstrument(guess)
        }
        entry.leaveOut(score)
        if ColumnRole.score.rank(of: score.name) == nil {
            entry.isUnsure = true
            entry.questions.insert(
                "Is \"\(score.name)\" a pain score? Then take the marks off the lines below.", at: 0)
        }
        return [entry]
    }

    /// A column that may be anything: the outcome of a trial.
    private static func outcome(_ sketch: FileSketch) -> ColumnSketch? {
        ColumnRole.outcome.column(in: sketch, where: \.isNumeric)
    }

    private static func severalMeasures(
        _ measures: [ColumnSketch], _ sketch: FileSketch, _ patient: ColumnSketch
    ) -> [TableProposal] {
        let guesses = measures.map { (column: $0, instrument: PainInstrument($0)) }
        guard guesses.allSatisfy({ $0.instrument.factor == nil && !$0.instrument.isUnknown }) else {
            return guesses.map { guess in
                var entry = TableProposal(.pain, sketch, patient)
                entry.addDay(sketch)
                entry.columns.append(("score", guess.column.name))
                entry.forms["score"] = guess.instrument.mapping(of: guess.column.name)
                entry.addInstrument(guess.instrument)
                entry.leaveOut(guess.column)
                return entry
            }
        }
        var entry = TableProposal(.pain, sketch, patient)
        entry.addDay(sketch)
        let listed = guesses.map { "\(ProposalText.quoted($0.column.name)): {instrument: \($0.instrument.id)}" }
        entry.keys.append("unpivot: {score: {\(listed.joined(separator: ", "))}}")
        entry.unpivoted += ["score", "instrument"]
        entry.headersOfKeys = Set(measures.map(\.name))
        entry.questions += guesses.flatMap(\.instrument.questions)
        return [entry]
    }

    private mutating func addInstrument(_ guess: PainInstrument?) {
        guard let guess else { return }
        questions += guess.questions
        if guess.isUnknown { isUnsure = true }
        // Columns beside each other are read as they stand: an instrument with their range in place of a factor.
        if unpivoted.contains("score"), let own = guess.unscaled {
            instruments.append(own)
            constants.append(("instrument", own.id))
        } else {
            constants.append(("instrument", guess.id))
        }
    }

    /// Leaves out rows whose score is missing, by an empty cell or a number that stands for it.
    private mutating func leaveOut(_ score: ColumnSketch) {
        let codes = score.isNumeric ? score.missingCodesOfScores : []
        guard score.missing > 0 || !codes.isEmpty else { return }
        var conditions = score.missing > 0 ? ["empty: false"] : []
        if !codes.isEmpty {
            conditions.append("not: [\(codes.map(String.init).joined(separator: ", "))]")
            questions.append(
                "Do \(codes.map(String.init).joined(separator: ", ")) in \"\(score.name)\" mean \"missing\"?")
        }
        keys.append("where: {\(ProposalText.quoted(score.name)): {\(conditions.joined(separator: ", "))}}")
    }
}
