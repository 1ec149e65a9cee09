import Cohort

extension StudyFile.Analyses {
    /// The questions that this version answers, under their names in study files and results.
    static let available = [
        "cohort_flow", "baseline_table", "day7_withdrawal", "withdrawal_course", "pain_trend", "other_explanations",
        "individual_trends", "pain_by_duration_band", "evoked_pain",
    ]

    /// Questions that have a name and no answer yet.
    static let planned = [
        "dose_response", "taper", "rotation", "moud_start", "nonopioid", "symptoms",
        "oih_pattern", "subgroups", "relapse", "missingness",
    ]

    /// The questions under `analyses`: those named, with the patient flow and the baseline table unless they are set to
    /// `false`. Without the key, all of them.
    init(
        _ value: StudyValue?, columns: Columns
    ) throws(StudyFileError) {
        guard let value, !value.isNull else {
            self = .all
            return
        }
        self.init()
        guard value.isMapping else {
            for item in value.oneOrMore() {
                let name = try item.name(as: "an analysis")
                try Self.checkName(name, at: item.source)
                try set(name, settings: nil, columns)
            }
            return
        }
        for entry in try value.mapping(as: "analyses").entries {
            try Self.checkName(entry.key, at: entry.keySource)
            if !entry.value.isMapping, !entry.value.isNull {
                guard try entry.value.flag(as: "\"\(entry.key)\"") else {
                    leaveOut(entry.key)
                    continue
                }
            }
            let settings = entry.value.isMapping ? try entry.value.mapping(as: entry.key) : nil
            try set(entry.key, settings: settings, columns)
        }
    }

    private static func checkName(_ name: String, at source: SourceReference) throws(StudyFileError) {
        if available.contains(name) { return }
        if planned.contains(name) {
            throw source.error("\"\(name)\" is not available in this version; leave it out")
        }
        throw source.error(
            "unknown analysis \"\(name)\"" + suggestion(for: name, among: available + planned)
                + " (known: \(listed(available, conjunction: "and")))")
    }

    private mutating func leaveOut(_ name: String) {
        switch name {
        case "cohort_flow": cohortFlow = false
        case "baseline_table": baselineTable = nil
        case "day7_withdrawal": day7Withdrawal = nil
        case "withdrawal_course": withdrawalCourse = nil
        case "pain_trend": painTrend = nil
        case "other_explanations": otherExplanations = nil
        case "individual_trends": individualTrends = nil
        case "evoked_pain": evokedPain = nil
        default: painByDurationBand = nil
        }
    }

    private mutating func set(
        _ name: String, settings: StudyMapping?, _ columns: Columns
    ) throws(StudyFileError) {
        switch name {
        case "cohort_flow":
            try settings?.allowOnly([], in: name)
            cohortFlow = true
        case "baseline_table": baselineTable = try .init(settings, columns)
        case "day7_withdrawal": day7Withdrawal = try .init(settings, columns)
        case "withdrawal_course": withdrawalCourse = try .init(settings)
        case "pain_trend": painTrend = try .init(settings, columns)
        case "other_explanations": otherExplanations = try .init(settings, columns)
        case "individual_trends": individualTrends = try .init(settings, columns)
        case "evoked_pain": evokedPain = try .init(settings, columns)
        default: painByDurationBand = try .init(settings, columns)
        }
    }

    /// The names that settings may refer to.
    struct Columns {
        let patients: [String]
        /// Those of them that hold numbers for certain.
        let numeric: Set<String>
        let instruments: [String]
        /// Instruments with a cut-off: every evoked one, and others that the study gives one.
        let stopped: [String]
    }
}

extension StudyFile.BaselineTable {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["by"], in: "baseline_table")
        by = try settings["by"]?.group(among: columns)
    }
}

extension StudyFile.Day7Withdrawal {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["day", "window", "by", "claim", "weight_by"], in: "day7_withdrawal")
        day = try settings["day"]?.integer(as: "day", in: 0...36_500) ?? day
        window = (day - 3)...(day + 3)
        if let value = settings["window"] {
            let ends = try value.list(as: "window").map { end throws(StudyFileError) in
                try end.integer(as: "a day of the window", in: -36_500...36_500)
            }
            guard ends.count == 2, let first = ends.first, let last = ends.last, first <= last,
                (first...last).contains(day)
            else {
                throw value.error("window must be its first and last day and hold day \(day): [4, 10]")
            }
            window = first...last
        }
        by = try (settings["by"]?.oneOrMore() ?? []).map { value throws(StudyFileError) in
            try value.group(among: columns, or: ["scale"])
        }
        claim = try settings["claim"]?.share(as: "claim")
        weightBy = try settings["weight_by"].map { list throws(StudyFileError) in
            var names: [String] = []
            for value in list.oneOrMore() {
                let name = try value.patientColumn(among: columns.patients, or: [])
                guard !names.contains(name) else { throw value.error("\"\(name)\" stands twice under \"weight_by\"") }
                names.append(name)
            }
            return names
        }
    }
}

extension StudyFile.WithdrawalCourse {
    fileprivate init(_ settings: StudyMapping?) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["days", "weeks"], in: "withdrawal_course")
        days = try settings["days"]?.integer(as: "days", in: 1...36_500)
        weeks = try settings["weeks"]?.integer(as: "weeks", in: 1...5_000)
    }
}

extension StudyFile.PainTrend {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["instrument", "exposure", "adjust", "knots"], in: "pain_trend")
        instrument = try settings["instrument"]?.instrument(among: columns.instruments)
        exposure = try settings["exposure"]?.exposureClock() ?? exposure
        adjust = try settings["adjust"]?.adjustments(columns) ?? []
        knots = try settings["knots"]?.integer(as: "knots", in: 3...7) ?? knots
    }
}

extension StudyValue {
    /// The columns under `adjust`: one or several, each once.
    fileprivate func adjustments(
        _ columns: StudyFile.Analyses.Columns
    ) throws(StudyFileError) -> [StudyFile.PainTrend.Adjustment] {
        let adjustments = try oneOrMore().map { value throws(StudyFileError) in
            try StudyFile.PainTrend.Adjustment(value, columns)
        }
        for (number, adjustment) in adjustments.enumerated()
        where adjustments.prefix(number).contains(where: { $0.column == adjustment.column }) {
            throw error("\"\(adjustment.column)\" stands twice under \"adjust\"")
        }
        return adjustments
    }
}

extension StudyFile.PainTrend.Adjustment {
    /// A column's name, or `{column: NAME, reference: LEVEL}`.
    fileprivate init(_ value: StudyValue, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        guard value.isMapping else {
            column = try value.patientColumn(among: columns.patients, or: [])
            return
        }
        let settings = try value.mapping(as: "a column of \"adjust\"")
        try settings.allowOnly(["column", "reference"], in: "adjust")
        guard let name = settings["column"] else {
            throw value.error("name the column: {column: sex, reference: female}")
        }
        column = try name.patientColumn(among: columns.patients, or: [])
        reference = try settings["reference"]?.text(as: "reference")
        if let reference = settings["reference"], columns.numeric.contains(column) {
            throw reference.error("\"\(column)\" holds numbers, which have no reference level; leave it out")
        }
    }
}

extension StudyFile.OtherExplanations {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["instrument", "exposure", "follow_up", "contrast_days"], in: "other_explanations")
        instrument = try settings["instrument"]?.instrument(among: columns.instruments)
        exposure = try settings["exposure"]?.exposureClock()
        followUp = try settings["follow_up"]?.integer(as: "follow_up", in: 1...36_525)
        contrastDays = try settings["contrast_days"]?.integer(as: "contrast_days", in: 1...36_525) ?? contrastDays
    }
}

extension StudyFile.IndividualTrends {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["instrument", "exposure", "meaningful_change"], in: "individual_trends")
        instrument = try settings["instrument"]?.instrument(among: columns.instruments)
        exposure = try settings["exposure"]?.exposureClock() ?? exposure
        guard let change = settings["meaningful_change"] else { return }
        meaningfulChange = try change.number(as: "meaningful_change")
        guard let meaningfulChange, meaningfulChange > 0 else {
            throw change.error("meaningful_change must be above 0: a number of points")
        }
    }
}

extension StudyFile.PainByDurationBand {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["instrument", "exposure", "bands"], in: "pain_by_duration_band")
        instrument = try settings["instrument"]?.instrument(among: columns.instruments)
        exposure = try settings["exposure"]?.exposureClock() ?? exposure
        bands = try settings["bands"].map(DurationBands.init(studyValue:))
    }
}

extension StudyFile.EvokedPain {
    fileprivate init(_ settings: StudyMapping?, _ columns: StudyFile.Analyses.Columns) throws(StudyFileError) {
        self.init()
        guard let settings else { return }
        try settings.allowOnly(["instrument", "exposure", "adjust"], in: "evoked_pain")
        instrument = try settings["instrument"]?.stoppedInstrument(columns)
        exposure = try settings["exposure"]?.exposureClock() ?? exposure
        adjust = try settings["adjust"]?.adjustments(columns) ?? []
    }
}

extension StudyValue {
    /// A patients' column whose levels make groups.
    fileprivate func group(
        among columns: StudyFile.Analyses.Columns, or others: [String] = []
    ) throws(StudyFileError) -> String {
        let name = try patientColumn(among: columns.patients, or: others)
        guard !columns.numeric.contains(name) else {
            throw error(
                "\"\(name)\" holds numbers, which make no groups; name a column of categories, or write "
                    + "\"types: {\(name): categorical}\"")
        }
        return name
    }

    fileprivate func instrument(among names: [String]) throws(StudyFileError) -> String {
        try choice(as: "instrument", among: names.map { ($0, $0) })
    }

    /// An instrument with a cut-off; one without is measured, and has other questions.
    fileprivate func stoppedInstrument(_ columns: StudyFile.Analyses.Columns) throws(StudyFileError) -> String {
        let name = try instrument(among: columns.instruments)
        guard columns.stopped.contains(name) else {
            throw error(
                "\"\(name)\" is neither an evoked test nor stopped at a cut-off; ask \"pain_trend\" about it, or name one of "
                    + listed(columns.stopped))
        }
        return name
    }

    fileprivate func exposureClock() throws(StudyFileError) -> ExposureClock {
        try choice(as: "exposure", among: ExposureClock.allCases.map { ($0.rawValue, $0) })
    }
}
