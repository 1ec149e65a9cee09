import Cohort
import Estimation
import Findings

/// The slope by ways that do without the mixed model's assumptions of how scores of a patient depend on each other and how they
/// spread: what a critic of the model would compute.
struct TrendAlternatives {
    /// A slope beside the mixed models'.
    struct Slope {
        /// What results call it.
        let model: TrendModelName
        let value: Double
        let standardError: Double?
        let interval: ConfidenceInterval?
        let test: TestStatistic?
        /// Who it rests on; `nil` where everybody with an exposed score counts.
        var persons: PersonSet?
        /// How much sites differ in level, where the way lets them.
        var sdSite: Double?
        /// How much sites' slopes differ, where the way lets them.
        var sdSiteSlope: Double?
        /// Where the slope of another site lies.
        var anotherSite: ConfidenceInterval?
    }

    let moments: TrendMoments
    /// Each patient's own line; `nil` where its median would say nothing.
    let own: OwnSlopes?
    /// The site of each patient; `nil` where sites are not known.
    let sites: [Int]?
    let level: ConfidenceLevel
    let executor: BlockExecutor

    init(moments: TrendMoments, own: OwnSlopes?, patients: Patients, level: ConfidenceLevel, executor: BlockExecutor) {
        self.moments = moments
        self.own = own
        self.level = level
        self.executor = executor
        sites = patients.categories(named: "site").flatMap { levels, codes in
            // People whose site is not recorded stand together as one more.
            levels.count > 1 ? codes.map { $0.map(Int.init) ?? levels.count } : nil
        }
    }

    /// Draws of the bootstrap: any number would do; a fixed one gives the same report for the same data.
    static let bootstrapSeed: UInt64 = 20_260_101
    static let bootstrapReplicates = 10_000
    /// Draws times patients, of which there are no more: of very many patients each draw says the same, and there are fewer.
    private static let mostDrawnPatients = 100_000_000
    /// Fewest patients of a site whose own slope is pooled with others'.
    private static let fewestOfSite = 10
    /// Of more sites than this each has its own slope nowhere.
    private static let mostSites = 300
    /// Every way, in the order of the report.
    func attempts() -> [Attempt<Slope, NotEstimable>] {
        (sites.map { [siteIntercept($0), siteSlopes($0)] } ?? []) + [leastSquares, estimatingEquations, bootstrap]
            + (own.map { [theilSen($0)] } ?? [])
    }

    /// Whether the slope within patients keeps its sign whoever is left out; `nil` where there is none.
    var keepsSignWithoutAnyone: Bool? {
        LeaveOneOutInfluence.fit(
            moments.line, response: TrendMoments.response, predictors: [TrendMoments.exposure],
            estimator: .withinGroups, executor: executor
        ).fit?.keepsSign
    }

    /// Whether it does so without any one of the patients' sites; `nil` where sites are not known.
    var keepsSignWithoutAnySite: Bool? {
        sites.flatMap { sites in
            LeaveOneOutInfluence.fit(
                moments.line, response: TrendMoments.response, predictors: [TrendMoments.exposure],
                estimator: .withinGroups, units: sites, executor: executor
            ).fit?.keepsSign
        }
    }

    // MARK: - The ways

    /// The unadjusted mixed model with a random intercept for each site, patients nested in sites.
    private func siteIntercept(_ sites: [Int]) -> Attempt<Slope, NotEstimable> {
        func outcome(slope: Int?) -> FitOutcome<SiteMixedModel.Fit> {
            SiteMixedModel.fit(
                .init(
                    moments: moments.line, response: TrendMoments.response, fixed: [TrendMoments.exposure],
                    slope: slope, sites: sites), executor: executor)
        }
        var fitted = outcome(slope: TrendMoments.exposure)
        if case .notEstimable(.varianceNotIdentified) = fitted { fitted = outcome(slope: nil) }
        return attempt("The model with sites", fitted) { fit in
            var slope = slope(.siteIntercept, fit, test: fit.test([0, 1]))
            slope?.sdSite = fit.vanishing.contains(.site) ? 0 : fit.sdSite
            return slope
        }
    }

    /// The slope of each site of enough patients by the mixed model, pooled by a random-effects model: slopes may differ between sites.
    private func siteSlopes(_ sites: [Int]) -> Attempt<Slope, NotEstimable> {
        let title: Prose = "The slopes of sites, pooled"
        let persons = PersonSet.parts((sites.max() ?? 0) + 1, below: moments.line.groupCount) { person in
            moments.line.rowCount(ofGroup: person) > 0 ? sites[person] : nil
        }
        let large = persons.indices.filter { persons[$0].count >= Self.fewestOfSite }
        guard large.count <= Self.mostSites else {
            return Attempt(
                title: title,
                outcome: .failure(.invalidArgument(name: "the number of sites", needed: "at most \(Self.mostSites)")))
        }
        let slopes = executor.mapSideBySide(large.count) { number -> PointEstimate? in
            let own = moments.line.choosing(groups: persons[large[number]].persons)
            let model = TrendModel(
                name: .sitePooled, moments: own, fixed: [TrendMoments.exposure], slope: TrendMoments.exposure,
                quantities: [.slope(weights: [0, 1])])
            guard case .success(let fitted) = model.fitted(executor: .serial),
                !fitted.fit.isSingular || fitted.hasRandomSlope
            else { return nil }
            return fitted.fit.prediction([0, 1])
        }
        let used = zip(large, slopes).compactMap { site, slope in slope.map { (site: site, slope: $0) } }
        let outcome = RandomEffectsPooling.fit(
            estimates: used.map(\.slope.value), standardErrors: used.map(\.slope.standardError), level: level)
        return attempt(title, outcome) { pooled in
            var slope = Slope(
                model: .sitePooled, value: pooled.pooled.value, standardError: pooled.pooled.standardError,
                interval: pooled.interval, test: pooled.test,
                persons: used.reduce(PersonSet()) { $0.union(persons[$1.site]) })
            slope.sdSiteSlope = pooled.betweenVariance.squareRoot()
            slope.anotherSite = pooled.predictionInterval
            return slope
        }
    }

    private var leastSquares: Attempt<Slope, NotEstimable> {
        let outcome = ClusterRobustRegression.fit(
            moments.line, response: TrendMoments.response, predictors: [TrendMoments.exposure], correction: .cr2,
            executor: executor)
        return attempt("The least-squares slope", outcome) { fit in
            slope(.leastSquares, fit, test: fit.test([0, 1]))
        }
    }

    private var estimatingEquations: Attempt<Slope, NotEstimable> {
        let outcome = ExchangeableGEE.fit(
            moments.line, response: TrendMoments.response, predictors: [TrendMoments.exposure], executor: executor)
        return attempt("The slope of the estimating equations", outcome) { fit in
            slope(.geeExchangeable, fit, test: fit.waldTest([[0, 1]]))
        }
    }

    /// Least squares on the deviation from a patient's mean exposure, whole patients resampled.
    private var bootstrap: Attempt<Slope, NotEstimable> {
        let title: Prose = "The bootstrapped slope within patients"
        guard let split = moments.split() else { return Attempt(title: title, outcome: .failure(.noObservations)) }
        let patients = (0..<moments.line.groupCount).count { moments.line.rowCount(ofGroup: $0) > 0 }
        let replicates = max(1000, min(Self.bootstrapReplicates, Self.mostDrawnPatients / max(1, patients)))
        let outcome = GroupBootstrap(seed: Self.bootstrapSeed, replicates: replicates).regression(
            split, response: TrendMoments.response, predictors: moments.withinAndBetween, executor: executor)
        return attempt(title, outcome) { fit in
            guard fit.statistics.count > 1 else { return nil }
            let slope = fit.statistics[1]
            return Slope(
                model: .withinBootstrap, value: slope.value, standardError: slope.standardError,
                interval: slope.biasCorrectedInterval(level: level) ?? slope.percentileInterval(level: level),
                test: nil)
        }
    }

    /// The pseudo-median over patients of each one's own Theil-Sen slope.
    private func theilSen(_ own: OwnSlopes) -> Attempt<Slope, NotEstimable> {
        let slopes = own.courses.map(\.slope)
        guard !own.areMostlyLevel else {
            return Attempt(
                title: "The median of person-specific slopes",
                outcome: .failure(.mostlyTied(name: "the scores of most patients")))
        }
        return attempt("The median of person-specific slopes", HodgesLehmann.pseudoMedian(slopes, level: level)) {
            fit in
            Slope(
                model: .theilSen, value: fit.estimate, standardError: nil, interval: fit.interval, test: nil,
                persons: own.persons)
        }
    }

    /// The slope of a straight line.
    private func slope(_ model: TrendModelName, _ fit: some FittedCoefficients, test: TestStatistic?) -> Slope? {
        fit.prediction([0, 1]).map { estimate in
            Slope(
                model: model, value: estimate.value, standardError: estimate.standardError,
                interval: fit.interval([0, 1], level: level), test: test)
        }
    }

    private func attempt<Fit>(_ title: Prose, _ outcome: FitOutcome<Fit>, _ slope: (Fit) -> Slope?) -> Attempt<
        Slope, NotEstimable
    > {
        switch outcome {
        case .fitted(let fit):
            Attempt(title: title, outcome: slope(fit).map { .success($0) } ?? .failure(.varianceNotIdentified))
        case .notEstimable(let reason):
            Attempt(title: title, outcome: .failure(reason))
        }
    }
}
