import Cohort
import Estimation
import Findings

/// Until when each of some patients was followed since a time zero, and what ended it.
struct FollowedTimes: Sendable {
    /// What ended a patient's follow-up.
    enum Ending: Int, Sendable, Hashable {
        case followedThrough = 0
        case event = 1
        /// Death, transfer or prison.
        case competing = 2
    }

    /// The patients, ascending; others refer to them by position.
    let people: [Int]
    /// By position: days or weeks since time zero.
    let times: [Int]
    let endings: [Ending]

    /// Patients at some positions, ascending.
    func persons(_ positions: some Sequence<Int>) -> PersonSet {
        PersonSet(ascending: positions.map { people[$0] })
    }

    /// The positions of those with the event.
    var withEvent: [Int] { endings.indices.filter { endings[$0] == .event } }

    /// Of a number that tells who of some patients had the event.
    func basis(ofEventsAmong positions: [Int]) -> Basis {
        .event(persons(positions.filter { endings[$0] == .event }), among: persons(positions))
    }

    /// Of a comparison of two levels.
    func basis(comparing level: Level, with other: Level) -> Basis {
        .of(
            persons((level.positions + other.positions).sorted()),
            apart: [persons(level.positions), persons(other.positions)])
    }

    // MARK: - Groups

    /// A level of a column, and the positions of its patients.
    struct Level: Sendable {
        let place: StudyPlace
        let positions: [Int]
    }

    /// Patients that a level needs for a mean of its own.
    static let fewest = 20

    /// The levels of each column, and the bands of pain before time zero where it is known.
    static func levels(_ columns: [PatientGroups], _ pain: PainAtStart?, of people: [Int]) -> [[Level]] {
        columns.map { levels($0, of: people) } + [levels(pain)].filter { !$0.isEmpty }
    }

    /// The levels of a column; those without anybody are left out.
    private static func levels(_ groups: PatientGroups, of people: [Int]) -> [Level] {
        var positions = [[Int]](repeating: [], count: groups.levels.count)
        for (position, person) in people.enumerated() { positions[groups.members[person]].append(position) }
        return positions.enumerated().filter { !$0.element.isEmpty }.map {
            Level(place: groups.place($0.offset), positions: $0.element)
        }
    }

    /// The bands of pain before time zero.
    private static func levels(_ pain: PainAtStart?) -> [Level] {
        guard let bands = pain?.bands else { return [] }
        return PainBefore.allCases.compactMap { band in
            let positions = bands.indices.filter { bands[$0] == band }
            return positions.isEmpty ? nil : Level(place: band.place, positions: positions)
        }
    }

    // MARK: - Curves

    /// A point of a cumulative incidence, and who could be counted from it.
    struct IncidencePoint {
        let time: Int
        let point: AalenJohansen.Point
        let basis: Basis
    }

    /// The cumulative incidence of the event at some times, with what competes (Aalen-Johansen), as far as anybody is followed.
    ///
    /// - Parameter fewest: of fewer who had the event, or were no longer followed, since the step before nothing is told; they count to
    ///   the next step.
    func incidence(of positions: [Int], at shown: [Int], fewest: Int) -> [IncidencePoint] {
        let curve = AalenJohansen.fit(
            times: positions.map { Double(times[$0]) }, causes: positions.map { endings[$0].rawValue })
        guard let fit = curve.fit, let ofEvent = fit.curves.first(where: { $0.cause == Ending.event.rawValue }) else {
            return []
        }
        let last = positions.map { times[$0] }.max() ?? 0
        let among = persons(positions)
        var before = Int.min
        return shown.compactMap { time in
            guard time <= last, let step = fit.position(at: Double(time)) else { return nil }
            // A step tells who had the event since the one before, and who was no longer followed.
            let since = positions.filter { times[$0] > before && times[$0] <= time }
            let apart = [since.filter { endings[$0] == .event }, since.filter { endings[$0] != .event }]
            if apart.allSatisfy({ $0.isEmpty || $0.count >= fewest }) { before = time }
            return IncidencePoint(
                time: time, point: ofEvent.points[step], basis: .of(among, apart: apart.map { persons($0) }))
        }
    }

    /// The mean time before the event up to a horizon, of some patients; what competes ends follow-up.
    func restrictedMean(of positions: [Int], horizon: Int) -> RestrictedMean? {
        RestrictedMean.fit(
            times: positions.map { Double(times[$0]) }, isEvent: positions.map { endings[$0] == .event },
            horizon: Double(horizon)
        ).fit
    }

    /// The time through which every group is followed, at most `most`.
    func horizon(_ groups: [[Int]], most: Int) -> Int {
        min(most, groups.map { positions in positions.map { times[$0] }.max() ?? 0 }.min() ?? 0)
    }

    /// Whether the event is alike over groups.
    func logRank(_ levels: [Level]) -> (test: TestStatistic, basis: Basis)? {
        let labelled = levels.enumerated().flatMap { number, level in level.positions.map { ($0, number) } }
        let test = LogRank.fit(
            times: labelled.map { Double(times[$0.0]) }, isEvent: labelled.map { endings[$0.0] == .event },
            groups: labelled.map(\.1)
        ).fit?.test
        return test.map {
            ($0, .of(persons(labelled.map(\.0).sorted()), apart: levels.map { persons($0.positions) }))
        }
    }

    // MARK: - Hazards

    /// A hazard ratio per unit of a predictor, with the test that it stays the same.
    struct Hazard {
        let model: HazardModel
        let ratio: RatioEstimate
        /// That it is one (Wald).
        let test: TestStatistic?
        let proportionality: TestStatistic?
        let patients: Int
        let events: Int
        let basis: Basis
    }

    /// The hazard ratios of a predictor by Cox regression (Efron's ties), unadjusted and adjusted; trials have a baseline hazard of
    /// their own. The reason why there is none comes from the unadjusted one.
    ///
    /// - Parameters:
    ///   - positions: who is compared.
    ///   - after: times are counted from then.
    func hazards(
        _ predictor: String, _ values: [Double?], of positions: [Int], after: Int = 0, adjust: [Adjustment],
        in study: Study
    ) -> FitOutcome<[Hazard]> {
        let known = positions.filter { values[$0] != nil }
        let scored = Set(known.map { people[$0] })
        let adjustment = try? TrendAdjustment.of(adjust, cohort: study.cohort) { scored.contains($0) }
        var found: [Hazard] = []
        for model in HazardModel.allCases {
            let constant = model == .adjusted ? adjustment : nil
            if model == .adjusted, constant == nil { continue }
            let used = known.filter { constant?.isComplete[people[$0]] ?? true }
            let own = used.map { people[$0] }
            let terms = (constant?.terms ?? []).map { term in
                CoxRegression.Covariate(term.name, own.map { term.values[$0] })
            }
            let outcome = CoxRegression.fit(
                [CoxRegression.Covariate(predictor, used.map { values[$0] ?? 0 })] + terms,
                times: used.map { Double(times[$0] - after) }, isEvent: used.map { endings[$0] == .event },
                strata: strata(own, in: study))
            switch outcome {
            case .notEstimable(let why):
                if model == .crude { return .notEstimable(why) }
            case .fitted(let fit):
                guard let first = fit.coefficients.first else { continue }
                let log = PointEstimate(value: first.value, standardError: first.standardError)
                let among = PersonSet(ascending: own)
                found.append(
                    Hazard(
                        model: model,
                        ratio: RatioEstimate(log: log), test: .normal(log),
                        proportionality: ProportionalHazardsTest.fit(fit).fit?.covariates.first?.test,
                        patients: among.count, events: fit.events,
                        basis: .of(
                            among,
                            apart: [
                                PersonSet(ascending: people).subtracting(among),
                                persons(used.filter { endings[$0] == .event }),
                            ])))
            }
        }
        return .fitted(found)
    }

    private func strata(_ people: [Int], in study: Study) -> [Int]? {
        StudyTrials(of: study.cohort, among: PersonSet(ascending: people)).map { trials in
            people.map { trials.groups.members[$0] }
        }
    }
}

extension StudyPlace {
    /// The same level against another one of its column.
    func against(_ other: StudyPlace) -> StudyPlace {
        StudyPlace(column, origin: origin, level: level, reference: StudyWord(other.level?.label ?? ""))
    }
}
