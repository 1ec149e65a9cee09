extension ReferenceImputation {
    /// Completes persons' responses from one set of parameters.
    struct Completion: Sendable {
        private let parameters: Parameters
        private let persons: Persons
        private let groups: Groups
        private let strategies: [Strategy]
        /// By pattern of observed occasions.
        private let missing: [Conditional]
        /// By the last occasion before the discontinuation: later occasions given all up to it. Empty unless somebody copies the reference.
        private let later: [Conditional]
        private let referenceValues: [(regressor: Int, value: Double)]

        private static let purpose: UInt32 = 0x5249_5231

        /// - Parameter strategies: One for all persons, or one for each.
        init(
            _ parameters: Parameters, _ persons: Persons, _ groups: Groups, _ strategies: [Strategy]
        ) throws(NotEstimable) {
            (self.parameters, self.persons, self.groups, self.strategies) = (parameters, persons, groups, strategies)
            missing = try persons.patterns.map { (pattern) throws(NotEstimable) in
                try Conditional(of: pattern.missing, given: pattern.observed, parameters.covariance)
            }
            let occasions = parameters.occasions
            later =
                try strategies.contains(.copyReference)
                ? (0..<occasions).map { (last) throws(NotEstimable) in
                    try Conditional(
                        of: Array((last + 1)..<occasions), given: Array(0...last), parameters.covariance)
                } : []
            referenceValues = groups.regressorsInReference.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }

        /// What completing a person needs: kept between persons, so that nothing is allocated for each.
        struct Room {
            /// By occasion, of the person that was completed last.
            var responses: [Double]
            fileprivate var own: [Double]
            fileprivate var reference: [Double]
            fileprivate var deviations: [Double]
            fileprivate var regressors: [Double]

            init(_ data: RepeatedMeasures) {
                responses = [Double](repeating: 0, count: data.occasionCount)
                (own, reference, deviations) = (responses, responses, responses)
                regressors = [Double](repeating: 0, count: data.regressors.count)
            }
        }

        /// Completes a person with missing responses, at random for `imputation`, or at their conditional means where that is nil.
        ///
        /// - Parameter index: Among the incomplete persons.
        func complete(_ index: Int, imputation: Int?, seed: UInt64, _ room: inout Room) {
            let person = persons.incomplete[index]
            let conditional = missing[persons.pattern[index]]
            let data = persons.data
            setMeans(person, &room)
            let first = data.offsets[person]
            for (row, occasion) in conditional.given.enumerated() {
                room.responses[occasion] = data.responses[first + row]
                room.deviations[occasion] = room.responses[occasion] - room.own[occasion]
            }
            for (i, occasion) in conditional.others.enumerated() {
                room.responses[occasion] = room.own[occasion] + conditional.shift(i, room.deviations)
            }
            guard let imputation else { return }
            var normal = NormalDraws(
                seed: seed,
                purpose: (UInt32(truncatingIfNeeded: person), UInt32(truncatingIfNeeded: imputation), Self.purpose))
            let z = normal.next(conditional.others.count)
            for (i, occasion) in conditional.others.enumerated() { room.responses[occasion] += conditional.noise(i, z) }
        }

        /// Sets `room.own` to the means of the joint distribution of all of a person's occasions: the own group's up to the last before the
        /// discontinuation, and by the strategy after it. What is missing before is so missing at random under each strategy.
        private func setMeans(_ person: Int, _ room: inout Room) {
            for regressor in room.regressors.indices {
                room.regressors[regressor] = persons.data.regressors[regressor][person]
            }
            for occasion in room.own.indices { room.own[occasion] = parameters.mean(at: occasion, room.regressors) }
            let strategy = strategies.count == 1 ? strategies[0] : strategies[person]
            let last = persons.last[person]
            guard strategy != .missingAtRandom, last + 1 < room.own.count, groups.ofPerson[person] != groups.reference
            else { return }
            for (regressor, value) in referenceValues { room.regressors[regressor] = value }
            for occasion in room.own.indices {
                room.reference[occasion] = parameters.mean(at: occasion, room.regressors)
            }
            // Without an occasion before, there is nothing that could be carried over.
            let carried = last >= 0 ? room.own[last] - room.reference[last] : 0
            if strategy == .copyReference, last >= 0 {
                for occasion in 0...last { room.deviations[occasion] = room.own[occasion] - room.reference[occasion] }
            }
            for occasion in (last + 1)..<room.own.count {
                switch strategy {
                case .missingAtRandom: break
                case .jumpToReference: room.own[occasion] = room.reference[occasion]
                case .copyIncrements: room.own[occasion] = room.reference[occasion] + carried
                case .copyReference:
                    let shift = last >= 0 ? later[last].shift(occasion - last - 1, room.deviations) : 0
                    room.own[occasion] = room.reference[occasion] + shift
                }
            }
        }
    }
}
