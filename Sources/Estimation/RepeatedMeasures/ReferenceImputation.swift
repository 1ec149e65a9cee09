/// Comparisons of groups at planned occasions when persons leave early: what is missing is imputed many times from a model of all
/// occasions, under a stated assumption on the course after leaving, each completed data set is analysed by analysis of covariance,
/// and the results are pooled by Rubin's rules.
///
/// The model is ``RepeatedMeasuresModel``: means by occasion, group and covariates, and a covariance Σ of the occasions that is the same
/// in all groups. An imputation is drawn from a fit to a bootstrap sample of persons, drawn within groups: approximately a draw from the
/// posterior distribution of means and Σ (Little & Rubin 2002, "Statistical Analysis with Missing Data", doi:10.1002/9781119013563,
/// section 10.2.3; approximately proper in Rubin's sense). R's rbmi calls it `method_approxbayes`. A person's missing responses are drawn
/// from their normal distribution given the person's observed ones.
///
/// Courses after a discontinuation are those of Carpenter, Roger & Kenward (2013, doi:10.1080/10543406.2013.834911), see
/// ``Strategy``. They, and shifts δ of what is imputed, are chosen after the draws: the models are fitted once for all of them.
///
///     let draws = try ReferenceImputation.draw(data, mean: mean, groups: groups).get()
///     let comparison = try draws.compare(.jumpToReference, analysis: .init(baseline: 0)).get()
///     let difference = try comparison.difference(of: 1, at: 4).get()      // PooledEstimate
///
/// Rubin's rules keep the information that is lost by leaving: under a reference's course intervals are wider than the spread of the
/// estimate over studies (Cro, Carpenter & Kenward 2019, doi:10.1111/rssa.12423). In 2,000 simulated studies of two groups of 60 with five
/// occasions, 26% leaving by their last response and no difference, 95% intervals held 0 in 95.0% at random missingness (standard error
/// 0.405, spread 0.415), and in 98.8% under jump to reference (0.394, 0.306).
public struct ReferenceImputation: Sendable {
    /// How responses go on after a person's discontinuation. Before it, a missing response is always missing at random.
    public enum Strategy: Sendable, Hashable, CaseIterable {
        /// At the mean of the own group: missing at random.
        case missingAtRandom
        /// At the reference group's mean.
        case jumpToReference
        /// From the own group's mean at the last occasion before, along the reference group's increments; at the reference's mean where
        /// there is no occasion before.
        case copyIncrements
        /// As if the person had been in the reference group from the beginning: by the reference's mean, and by the person's deviations
        /// from it before.
        case copyReference
    }

    /// Which group each person is in, and which group is the reference.
    public struct Groups: Sendable, Hashable {
        /// For each person, counted from 0; every number up to the largest must be in use.
        public var ofPerson: [Int]
        /// The reference group.
        public var reference: Int
        /// The regressors that tell the group, by their position, with the value each takes in the reference group. An interaction of a
        /// group with a covariate is one of them, and has one value in the reference only if groups are coded as 0 there.
        public var regressorsInReference: [Int: Double]

        /// Groups of the persons, with the regressors by which the model knows them.
        public init(ofPerson: [Int], reference: Int, regressorsInReference: [Int: Double]) {
            self.ofPerson = ofPerson
            self.reference = reference
            self.regressorsInReference = regressorsInReference
        }

        /// Number of groups.
        public var count: Int { (ofPerson.max() ?? -1) + 1 }
    }

    /// How to draw.
    public struct Options: Sendable, Hashable {
        /// Imputations, 2...10,000: the cost is in proportion. ``PooledEstimate/monteCarloError`` says whether they are enough.
        public var imputations: Int
        /// Draws of another seed have nothing in common with these.
        public var seed: UInt64
        /// How the model is fitted. Bootstrap samples are fitted by the covariance structure that the fit to all persons ended with.
        /// The degrees of freedom play no part: none are computed.
        public var model: RepeatedMeasuresModel.Options
        /// Bootstrap samples to which the model cannot be fitted, in parts of the imputations, that are drawn anew: 0...1. More are an
        /// error, as the others would be those of an easier study.
        public var failureShare: Double

        /// 100 imputations with an unstructured covariance, or the first structure after it that can be fitted.
        public init(
            imputations: Int = 100, seed: UInt64 = 1, model: RepeatedMeasuresModel.Options = .init(),
            failureShare: Double = 0.1
        ) {
            self.imputations = imputations
            self.seed = seed
            self.model = model
            self.failureShare = failureShare
        }
    }

    /// The fit to all persons.
    public let fit: RepeatedMeasuresModel.Fit
    /// Bootstrap samples to which the model could not be fitted, and which were drawn anew.
    public let failedResamples: Int
    let persons: Persons
    let groups: Groups
    let seed: UInt64
    /// Of the fit to all persons.
    let estimated: Parameters
    /// Of each imputation.
    let drawn: [Parameters]

    /// Completed data sets.
    public var imputations: Int { drawn.count }
    /// Missing responses of all persons at all planned occasions: as many are imputed in each completed data set.
    public var missingResponses: Int { persons.missingResponses }

    /// Fits the model to all persons and to bootstrap samples of them. The samples are a function of the seed and the imputation: the
    /// same bits whatever the executor.
    ///
    /// - Parameters:
    ///   - data: All planned occasions, and every person that is to be compared, those without any response among them. The bootstrap
    ///     draws persons with responses.
    ///   - mean: Of the model; what the analysis adjusts for should be in it.
    ///   - lastOccasions: For each person the last occasion before the discontinuation, -1 where there is none; nil where it is the last
    ///     with a response. Later responses of the person are left out of the model and stay in the completed data, where missing ones are
    ///     drawn given them. Nil: the last with a response for all.
    /// - Returns: The draws, or why there are none: `.invalidArgument` and `.unknownColumn` for what is not as stated,
    ///   `.tooFewGroups` for fewer than two, `.emptyCategory` for a group without a response, the reason why the model cannot be fitted
    ///   to all persons, or `.tooManyFailedResamples`.
    public static func draw(
        _ data: RepeatedMeasures, mean: RepeatedMeasuresMean, groups: Groups, lastOccasions: [Int?]? = nil,
        options: Options = Options(), executor: BlockExecutor = .serial
    ) -> FitOutcome<ReferenceImputation> {
        FitOutcome { () throws(NotEstimable) in
            guard (2...10_000).contains(options.imputations) else {
                throw .invalidArgument(name: "the number of imputations", needed: "between 2 and 10,000")
            }
            guard (0...1).contains(options.failureShare) else {
                throw .invalidArgument(name: "the share of failed resamples", needed: "between 0 and 1")
            }
            let persons = try Persons(data, lastOccasions: lastOccasions)
            let observed = persons.beforeDiscontinuation
            let strata = try groups.strata(of: observed)
            var model = options.model
            model.degreesOfFreedom = .none
            let fit = try RepeatedMeasuresModel.fit(
                observed, mean: mean, options: model, personWeights: nil, from: nil, executor: executor
            ).get()
            let estimated = try Parameters(fit, mean, data)
            model.covariances = [fit.structure]
            let resampling = Resampling(
                data: observed, mean: mean, model: model, strata: strata, seed: options.seed,
                from: fit.responseCovariance,
                allowed: Int((options.failureShare * Double(options.imputations)).rounded(.up)))
            let draws = executor.mapBlocks(of: options.imputations, size: 1, counting: "imputations") { block in
                block.map { resampling.draw(imputation: $0) }
            }.concatenated()
            let failures = draws.reduce(0) { $0 + $1.failures }
            let drawn = draws.compactMap(\.parameters)
            guard failures <= resampling.allowed, drawn.count == options.imputations else {
                throw .tooManyFailedResamples(failed: failures, drawn: failures + drawn.count)
            }
            return ReferenceImputation(
                fit: fit, failedResamples: failures, persons: persons, groups: groups, seed: options.seed,
                estimated: estimated, drawn: drawn)
        }
    }
}

extension ReferenceImputation.Groups {
    /// The persons of each group who have responses.
    func strata(of data: RepeatedMeasures) throws(NotEstimable) -> [[Int]] {
        guard ofPerson.count == data.personCount else {
            throw .invalidArgument(
                name: "the list of groups", needed: "as long as there are persons: \(data.personCount)")
        }
        guard ofPerson.allSatisfy({ (0..<max(1, data.personCount)).contains($0) }) else {
            throw .invalidArgument(
                name: "each person's group", needed: "a number from 0 on, below the number of persons")
        }
        guard count >= 2 else { throw .tooFewGroups(found: count, needed: 2) }
        guard (0..<count).contains(reference) else {
            throw .invalidArgument(name: "the reference", needed: "one of the groups")
        }
        for position in regressorsInReference.keys.sorted() where !data.regressors.indices.contains(position) {
            throw .unknownColumn(position: position)
        }
        guard regressorsInReference.values.allSatisfy(\.isFinite) else {
            throw .invalidArgument(name: "each regressor's value in the reference", needed: "a finite number")
        }
        var strata = [[Int]](repeating: [], count: count)
        for person in 0..<data.personCount where data.offsets[person] < data.offsets[person + 1] {
            strata[ofPerson[person]].append(person)
        }
        if let empty = strata.firstIndex(where: \.isEmpty) { throw .emptyCategory(name: "group \(empty + 1)") }
        return strata
    }
}

/// Bootstrap samples of persons, drawn within strata, and the model fitted to them.
private struct Resampling: Sendable {
    let data: RepeatedMeasures
    let mean: RepeatedMeasuresMean
    let model: RepeatedMeasuresModel.Options
    let strata: [[Int]]
    let seed: UInt64
    /// At which searches begin.
    let from: SymmetricMatrix
    /// Failures in all imputations together.
    let allowed: Int

    /// Samples that are tried for one imputation: where this many fail in a row, the others would fail too.
    private static let mostAttempts = 10
    private static let purpose: UInt32 = 0x5249_4231

    func draw(imputation: Int) -> (parameters: ReferenceImputation.Parameters?, failures: Int) {
        let attempts = min(Self.mostAttempts, allowed + 1)
        for attempt in 0..<attempts {
            let fit = RepeatedMeasuresModel.fit(
                data, mean: mean, options: model, personWeights: weights(imputation, attempt), from: from,
                executor: .serial)
            let parameters = FitOutcome { () throws(NotEstimable) in
                try ReferenceImputation.Parameters(fit.get(), mean, data)
            }
            if let parameters = parameters.fit { return (parameters, attempt) }
        }
        return (nil, attempts)
    }

    /// How often each person is drawn.
    private func weights(_ imputation: Int, _ attempt: Int) -> [Double] {
        var bits = RandomBits(
            seed: seed,
            purpose: (UInt32(truncatingIfNeeded: attempt), UInt32(truncatingIfNeeded: imputation), Self.purpose))
        var weights = [Double](repeating: 0, count: data.personCount)
        for stratum in strata {
            bits.draw(stratum.count, below: stratum.count) { weights[stratum[$0]] += 1 }
        }
        return weights
    }
}
