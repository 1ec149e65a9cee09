extension ReferenceImputation {
    /// What each completed data set is analysed by: at each occasion the response on group and covariates.
    public struct Analysis: Sendable, Hashable {
        /// The occasion whose response is a covariate at all other occasions; nil for none. Where it is missing it is imputed.
        public var baseline: Int?
        /// Regressors of the data that are covariates, by their position; not those that tell the group.
        public var covariates: [Int]

        /// An analysis adjusted for these.
        public init(baseline: Int? = nil, covariates: [Int] = []) {
            self.baseline = baseline
            self.covariates = covariates
        }
    }

    /// What δ is added to: every imputed response after the discontinuation, but never a baseline that is a covariate.
    public struct Shift: Sendable, Hashable {
        /// How δ depends on the occasion.
        public enum Growth: Sendable, Hashable {
            /// δ at each.
            case constant
            /// δ at the first occasion after the discontinuation, 2δ at the second, and so on.
            case perOccasion
        }

        /// How δ depends on the occasion.
        public var growth: Growth
        /// By group, what δ is multiplied by; nil for 1 in all of them.
        public var weights: [Double]?

        /// The same shift in all groups, or one weighted by group.
        public init(_ growth: Growth = .constant, weights: [Double]? = nil) {
            self.growth = growth
            self.weights = weights
        }
    }

    /// Completes and analyses the data sets under one strategy for all persons.
    ///
    /// The random numbers are a function of the seed, the imputation and the person, so that strategies are compared on the same ones, and
    /// the bits are the same whatever the executor.
    public func compare(
        _ strategy: Strategy, analysis: Analysis = Analysis(), shift: Shift = Shift(), executor: BlockExecutor = .serial
    ) -> FitOutcome<Comparison> {
        compare([strategy], analysis, shift, executor)
    }

    /// Completes and analyses the data sets under a strategy for each person.
    ///
    /// - Returns: The comparison; `.invalidArgument` or `.unknownColumn` for what is not as stated, `.tooFewObservations`, and
    ///   `.collinear` for a covariate that groups and other covariates explain.
    public func compare(
        strategies: [Strategy], analysis: Analysis = Analysis(), shift: Shift = Shift(),
        executor: BlockExecutor = .serial
    ) -> FitOutcome<Comparison> {
        guard strategies.count == persons.data.personCount else {
            return .notEstimable(
                .invalidArgument(
                    name: "the list of strategies", needed: "as long as there are persons: \(persons.data.personCount)")
            )
        }
        return compare(strategies, analysis, shift, executor)
    }

    private func compare(
        _ strategies: [Strategy], _ analysis: Analysis, _ shift: Shift, _ executor: BlockExecutor
    ) -> FitOutcome<Comparison> {
        FitOutcome { () throws(NotEstimable) in
            let rows = try AnalysisRows(persons, groups, analysis, shift)
            let observed = rows.complete(executor)
            // The first is that of conditional means.
            let fits = try executor.mapBlocks(of: imputations + 1, size: 1, counting: "imputations") { block in
                block.map { number in
                    FitOutcome { () throws(NotEstimable) in
                        let completion = try Completion(
                            number == 0 ? estimated : drawn[number - 1], persons, groups, strategies)
                        var sums = observed
                        rows.add(
                            to: &sums, completion, imputation: number == 0 ? nil : number - 1, seed: seed)
                        return try sums.fit(names: rows.names)
                    }
                }
            }.concatenated().map { (fit) throws(NotEstimable) in try fit.get() }
            return Comparison(
                conditional: fits[0], fits: Array(fits[1...]), centers: rows.centers, baseline: analysis.baseline,
                groups: rows.weights.count, reference: groups.reference)
        }
    }

    /// The groups compared at each occasion, over all imputations, as a function of δ.
    public struct Comparison: Sendable {
        fileprivate let conditional: ShiftedAnalysisOfCovariance.Fit
        fileprivate let fits: [ShiftedAnalysisOfCovariance.Fit]
        /// By occasion: what was taken off its responses.
        fileprivate let centers: [Double]
        fileprivate let baseline: Int?
        /// Number of groups.
        public let groups: Int
        /// The reference group.
        public let reference: Int

        /// Completed data sets.
        public var imputations: Int { fits.count }

        /// The mean of a group at an occasion, at the covariates' means over all persons.
        public func mean(of group: Int, at occasion: Int, delta: Double = 0) -> FitOutcome<PooledEstimate> {
            pooled(group, occasion, delta) { fit in
                let mean = fit.mean(occasion, group: group, delta: delta)
                return PointEstimate(value: centers[occasion] + mean.value, standardError: mean.standardError)
            }
        }

        /// The adjusted mean of a group less that of the reference. Its degrees of freedom are Barnard & Rubin's, from those that the
        /// analysis of complete data would have.
        public func difference(of group: Int, at occasion: Int, delta: Double = 0) -> FitOutcome<PooledEstimate> {
            guard group != reference else {
                return .notEstimable(.invalidArgument(name: "the group", needed: "another than the reference"))
            }
            return pooled(group, occasion, delta) {
                $0.difference(occasion, group: group, from: reference, delta: delta)
            }
        }

        /// A difference at a value of δ.
        public struct Point: Sendable, Hashable {
            /// In units of the response.
            public let delta: Double
            /// In the same units.
            public let difference: PooledEstimate
        }

        /// The difference as a function of δ, from the same draws at each.
        public func points(of group: Int, at occasion: Int, deltas: [Double]) -> FitOutcome<[Point]> {
            FitOutcome { () throws(NotEstimable) in
                try deltas.map { (delta) throws(NotEstimable) in
                    Point(delta: delta, difference: try difference(of: group, at: occasion, delta: delta).get())
                }
            }
        }

        /// The mean of a group where each missing response is at its conditional mean under the fit to all persons: to that the mean over
        /// infinitely many imputations tends in large studies (Wolbers, Noci, Delmar, Gower-Page, Yiu & Bartlett 2022,
        /// doi:10.1002/pst.2234). Without a standard error, as completed data of this kind have none.
        public func conditionalMean(of group: Int, at occasion: Int, delta: Double = 0) -> FitOutcome<Double> {
            FitOutcome { () throws(NotEstimable) in
                try check(group, occasion, delta)
                return centers[occasion] + conditional.mean(occasion, group: group, delta: delta).value
            }
        }

        /// The difference from the reference where each missing response is at its conditional mean.
        public func conditionalDifference(of group: Int, at occasion: Int, delta: Double = 0) -> FitOutcome<Double> {
            FitOutcome { () throws(NotEstimable) in
                try check(group, occasion, delta)
                return conditional.difference(occasion, group: group, from: reference, delta: delta).value
            }
        }

        /// Searches a range of δ around 0 for the nearest values at which the conclusion on a group's difference changes.
        ///
        /// Each side is looked at in 32 steps, see ``TippingDelta``.
        ///
        /// - Parameter range: Of δ, in units of the response; must contain 0.
        public func tippingDelta(
            of group: Int, at occasion: Int, within range: ClosedRange<Double>, null: Double = 0,
            level: ConfidenceLevel = .ninetyFive
        ) -> FitOutcome<TippingDelta> {
            FitOutcome { () throws(NotEstimable) in
                try TippingDelta.search(within: range, steps: 32, null: null, level: level) {
                    (delta) throws(NotEstimable) in
                    try difference(of: group, at: occasion, delta: delta).get()
                }
            }
        }

        private func pooled(
            _ group: Int, _ occasion: Int, _ delta: Double,
            _ estimate: (ShiftedAnalysisOfCovariance.Fit) -> PointEstimate
        ) -> FitOutcome<PooledEstimate> {
            FitOutcome { () throws(NotEstimable) in
                try check(group, occasion, delta)
                let estimates = fits.map(estimate)
                guard estimates.allSatisfy({ $0.standardError != 0 }) else { throw .noResidualVariation }
                return try PooledEstimate.of(
                    estimates, completeDegreesOfFreedom: conditional.degreesOfFreedom
                ).get()
            }
        }

        private func check(_ group: Int, _ occasion: Int, _ delta: Double) throws(NotEstimable) {
            guard (0..<groups).contains(group) else {
                throw .invalidArgument(name: "the group", needed: "one of the groups")
            }
            guard centers.indices.contains(occasion), occasion != baseline else {
                throw .invalidArgument(name: "the occasion", needed: "one of the occasions, and not the baseline")
            }
            guard delta.isFinite else { throw .invalidArgument(name: "delta", needed: "a finite number") }
        }
    }
}

extension ReferenceImputation {
    /// The rows of the analyses of covariance: one for each person, with the responses at all occasions.
    fileprivate struct AnalysisRows: Sendable {
        let persons: Persons
        let groups: Groups
        let baseline: Int?
        let covariates: [Int]
        /// By group, what δ is multiplied by.
        let weights: [Double]
        let growth: Shift.Growth
        /// By occasion, and by covariate: about the mean, and taken off so that sums keep their digits.
        let centers: [Double], covariateCenters: [Double]
        /// Of the covariates.
        let names: [String]

        init(
            _ persons: Persons, _ groups: Groups, _ analysis: Analysis, _ shift: Shift
        ) throws(NotEstimable) {
            let data = persons.data
            if let baseline = analysis.baseline, !(0..<data.occasionCount).contains(baseline) {
                throw .invalidArgument(name: "the baseline", needed: "one of the occasions")
            }
            for column in analysis.covariates where !data.regressors.indices.contains(column) {
                throw .unknownColumn(position: column)
            }
            let weights = shift.weights ?? Array(repeating: 1, count: groups.count)
            guard weights.count == groups.count, weights.allSatisfy(\.isFinite) else {
                throw .invalidArgument(name: "the weights of the shift", needed: "a finite number for each group")
            }
            (self.persons, self.groups, self.weights, growth) = (persons, groups, weights, shift.growth)
            (baseline, covariates) = (analysis.baseline, analysis.covariates)
            var (sums, counts) = (
                [Double](repeating: 0, count: data.occasionCount), [Double](repeating: 0, count: data.occasionCount)
            )
            for (occasion, response) in zip(data.occasions, data.responses) {
                sums[Int(occasion)] += response
                counts[Int(occasion)] += 1
            }
            let centers = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
            self.centers = centers
            covariateCenters =
                (baseline.map { [centers[$0]] } ?? [])
                + covariates.map { data.regressors[$0].reduce(0, +) / Double(data.personCount) }
            names = (baseline == nil ? [] : ["baseline"]) + covariates.map { "regressor \($0 + 1)" }
        }

        /// The sums over persons without a missing occasion, which are the same in all data sets.
        func complete(_ executor: BlockExecutor) -> ShiftedAnalysisOfCovariance {
            let data = persons.data
            let blocks = executor.mapBlocks(of: data.personCount, size: GroupedMoments.blockSize) { block in
                var (sums, covariates) = (empty, covariateCenters)
                for person in block where data.offsets[person + 1] - data.offsets[person] == data.occasionCount {
                    let first = data.offsets[person]
                    setCovariates(&covariates, person) { data.responses[first + $0] }
                    sums.add(group: groups.ofPerson[person], covariates) { occasion in
                        SIMD2(data.responses[first + occasion] - centers[occasion], 0)
                    }
                }
                return sums
            }
            return blocks.reduce(into: empty) { $0.add($1) }
        }

        /// Adds the persons with missing occasions, completed.
        func add(
            to sums: inout ShiftedAnalysisOfCovariance, _ completion: Completion, imputation: Int?, seed: UInt64
        ) {
            var room = Completion.Room(persons.data)
            var covariates = covariateCenters
            var shifts = centers
            for index in persons.incomplete.indices {
                completion.complete(index, imputation: imputation, seed: seed, &room)
                let person = persons.incomplete[index]
                setShifts(&shifts, index)
                setCovariates(&covariates, person) { room.responses[$0] }
                sums.add(group: groups.ofPerson[person], covariates) { occasion in
                    SIMD2(room.responses[occasion] - centers[occasion], shifts[occasion])
                }
            }
        }

        private var empty: ShiftedAnalysisOfCovariance {
            ShiftedAnalysisOfCovariance(
                groups: weights.count, covariates: covariateCenters.count, responses: centers.count)
        }

        @inline(__always)
        private func setCovariates(_ values: inout [Double], _ person: Int, _ response: (Int) -> Double) {
            var position = 0
            if let baseline {
                values[0] = response(baseline) - covariateCenters[0]
                position = 1
            }
            for column in covariates {
                values[position] = persons.data.regressors[column][person] - covariateCenters[position]
                position += 1
            }
        }

        /// By occasion, what is added to an imputed response per unit of δ.
        private func setShifts(_ shifts: inout [Double], _ index: Int) {
            for occasion in shifts.indices { shifts[occasion] = 0 }
            let person = persons.incomplete[index]
            let (last, weight) = (persons.last[person], weights[groups.ofPerson[person]])
            for occasion in persons.patterns[persons.pattern[index]].missing
            where occasion > last && occasion != baseline {
                shifts[occasion] = growth == .constant ? weight : weight * Double(occasion - last)
            }
        }
    }
}
