import Estimation
import Findings

/// The numbers and tests of one column after the other, each with who stands behind it.
struct SubgroupsFinding {
    private let subject: TrendSubject
    private let instrument: InstrumentInfo
    private let study: Study
    /// Days that the middle 90% of exposures span.
    private let span: Int
    /// One test a column.
    private(set) var tests: [HypothesisTest] = []
    /// What could not be compared, in sentences.
    private(set) var notes: [Prose] = []
    /// Columns whose slopes are of exposed scores alone.
    private(set) var exposedAlone: [StudyWord] = []
    /// Columns whose slopes are held against unexposed scores.
    private(set) var compared: [StudyWord] = []
    /// Columns in some of whose subgroups slopes could not be let vary between patients.
    private(set) var withoutRandomSlopes: [StudyWord] = []
    /// Why sexes were not compared; `nil` where they were.
    private var reasonOfSex: Prose? = "the study has no column \"sex\""

    init(_ subject: TrendSubject, _ line: MainTrend, study: Study) {
        self.subject = subject
        self.study = study
        instrument = line.instrument.info
        span = subject.exposed.middleSpan
    }

    private static let beyondPooled: Prose =
        " (of more than \(setting: SubgroupColumn.Rule.mostPooled) levels so many are taken, and of the others the patients count here)"

    /// Whether any subgroup has a slope.
    var hasSlopes: Bool { !exposedAlone.isEmpty || !compared.isEmpty }

    /// Why no column could be compared.
    var reasonNotEstimable: Prose {
        """
        no column makes two subgroups with \(setting: study.minimumStep) patients who have exposed scores and slopes that could be \
        estimated
        """
    }

    /// What the answer says of sexes that were not compared; empty where they were.
    var sexSetting: Prose { reasonOfSex.map { "not compared: \($0)" } ?? "" }

    /// Notes why a column makes no subgroups.
    mutating func note(_ name: String, _ reason: Prose) {
        if name == SubgroupsSettings.sex { reasonOfSex = reason }
        notes.append("Subgroups by \(StudyWord(name)) could not be compared: \(reason).")
    }

    /// Adds a column's slopes, their differences, the test that they are equal, and their mean where its levels stand for others.
    mutating func add(_ column: SubgroupColumn, _ slopes: SubgroupSlopes, to finding: inout FindingBuilder) {
        let usable = column.levels.indices.filter { (try? slopes.slopes[$0].get()) != nil }
        guard usable.count > 1 else {
            note(column.name.text, "fewer than two of its subgroups have a slope that could be estimated")
            return
        }
        if column.name.text == SubgroupsSettings.sex { reasonOfSex = nil }
        record(column, slopes)
        if !column.isPooledOnly { addLevels(column, slopes, to: &finding) }
        addTest(column, slopes, to: &finding)
        if column.isPooled { addPooled(column, slopes, to: &finding) }
    }

    private mutating func record(_ column: SubgroupColumn, _ slopes: SubgroupSlopes) {
        if slopes.model == .againstUnexposed {
            compared.append(column.name)
        } else {
            exposedAlone.append(column.name)
        }
        let fits = slopes.slopes.compactMap { try? $0.get() }
        if fits.contains(where: { !$0.hasRandomSlope }) { withoutRandomSlopes.append(column.name) }
        if !column.leftOut.isEmpty {
            notes.append(
                """
                Patients with exposed scores who are in none of the subgroups by \(column.name), without a value in it or of a level that too \
                few share\(column.isPooledOnly ? Self.beyondPooled : ""): \(Measured.count(column.leftOut)).
                """)
        }
    }

    private func key(_ place: StudyPlace, _ slopes: SubgroupSlopes, days: Int? = nil) -> SubgroupKey {
        SubgroupKey(instrument: instrument, model: slopes.model, column: place, exposureDays: days)
    }

    /// Each subgroup beside the reference, which is the next largest where that has no slope.
    private mutating func addLevels(
        _ column: SubgroupColumn, _ slopes: SubgroupSlopes, to finding: inout FindingBuilder
    ) {
        let reference = try? slopes.slopes[column.reference].get()
        if reference == nil {
            notes.append(
                "Differences by \(column.name) are left out, as the slope of the reference could not be estimated.")
        }
        // Those in none of the subgroups could be counted from all of these numbers and the population.
        let smallest = column.levels.indices.min { one, other in
            (column.levels[one].exposed.count, one) < (column.levels[other].exposed.count, other)
        }
        for (number, level) in column.levels.enumerated() {
            finding.add(
                count: level.exposed, as: .subgroupPatients,
                SubgroupKey(instrument: instrument, column: level.place),
                apart: number == smallest ? [column.leftOut] : [])
            switch slopes.slopes[number] {
            case .failure(let reason):
                finding.add(
                    .subgroupSlope, key(level.place, slopes), nil, basis: .of(level.exposed))
                notes.append("The slope of \([level.place].wording) could not be estimated: \(Prose(reason)).")
            case .success(let slope):
                add(slope, level, slopes, to: &finding)
                guard number != column.reference, let reference else { continue }
                addDifference(column, number, slope, reference, slopes, to: &finding)
            }
        }
    }

    private func add(
        _ slope: SubgroupSlopes.Slope, _ level: SubgroupColumn.Level, _ slopes: SubgroupSlopes,
        to finding: inout FindingBuilder
    ) {
        let estimate = slope.member.estimate
        finding.add(
            .subgroupSlope, key(level.place, slopes), estimate.value, se: estimate.standardError, slope.interval,
            // How many patients a comparison with unexposed scores adds is shown nowhere.
            basis: .of(slope.persons))
    }

    private func addDifference(
        _ column: SubgroupColumn, _ number: Int, _ slope: SubgroupSlopes.Slope, _ reference: SubgroupSlopes.Slope,
        _ slopes: SubgroupSlopes, to finding: inout FindingBuilder
    ) {
        guard
            let difference = IndependentEstimates.difference(slope.member, reference.member, level: study.level).fit
        else { return }
        let (estimate, interval) = (difference.estimate, difference.interval)
        let basis = Basis.of(slope.persons.union(reference.persons), apart: [slope.persons, reference.persons])
        let place = column.contrast(number)
        finding.add(
            .slopeDifference, key(place, slopes), estimate.value, se: estimate.standardError, interval, basis: basis)
        let factor = Double(span) / MainTrend.days
        finding.add(
            .differenceOverSpan, key(place, slopes, days: span), estimate.value * factor,
            se: estimate.standardError * factor,
            interval: .init(
                lower: interval.lower * factor, upper: interval.upper * factor, level: interval.level.value,
                method: interval.method.rawValue), basis: basis)
    }

    /// Everybody in the models, and each subgroup.
    private func together(_ slopes: SubgroupSlopes) -> Basis {
        let sets = slopes.slopes.compactMap { try? $0.get().persons }
        return .of(
            PersonSet(ascending: sets.flatMap(\.persons).sorted()),
            // Of thousands of sites each alone has a slope nowhere.
            apart: sets.count <= 40 ? sets : [])
    }

    private mutating func addTest(
        _ column: SubgroupColumn, _ slopes: SubgroupSlopes, to finding: inout FindingBuilder
    ) {
        let members = slopes.slopes.compactMap { try? $0.get().member }
        switch IndependentEstimates.equality(members) {
        case .fitted(let test):
            tests.append(
                HypothesisTest(.slopesAreEqual, key(column.place, slopes), test, basis: together(slopes)))
        case .notEstimable(let reason):
            notes.append("Whether slopes differ by \(column.name) could not be tested: \(Prose(reason)).")
        }
    }

    /// The mean slope of sites or trials, and how much they differ beyond chance.
    private mutating func addPooled(
        _ column: SubgroupColumn, _ slopes: SubgroupSlopes, to finding: inout FindingBuilder
    ) {
        let fits = slopes.slopes.compactMap { try? $0.get().member.estimate }
        let outcome = RandomEffectsPooling.fit(
            estimates: fits.map(\.value), standardErrors: fits.map(\.standardError), level: study.level)
        guard let pooled = outcome.fit else {
            if let reason = outcome.reason {
                notes.append("The slopes by \(column.name) could not be pooled: \(Prose(reason)).")
            }
            return
        }
        let (key, basis) = (key(column.place, slopes), together(slopes))
        let between = pooled.betweenVarianceInterval
        finding.add(
            .pooledSlope, key, pooled.pooled.value, se: pooled.pooled.standardError, pooled.interval, basis: basis)
        if let prediction = pooled.predictionInterval {
            finding.add(.slopeOfAnother, key, pooled.pooled.value, prediction, basis: basis)
        }
        finding.add(
            .slopeSD, key, pooled.betweenVariance.squareRoot(),
            interval: between.map {
                .init(
                    lower: $0.lower.squareRoot(), upper: $0.upper.squareRoot(), level: $0.level.value,
                    method: $0.method.rawValue)
            }, basis: basis)
        finding.add(.slopeI2, key, pooled.betweenShare, basis: basis)
        if column.isPooledOnly {
            finding.add(
                count: basis.about, as: .subgroupPatients,
                SubgroupKey(instrument: instrument, column: column.place),
                apart: [subject.persons.exposed.subtracting(basis.about)])
        }
    }
}
