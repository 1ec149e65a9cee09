extension ReferenceImputation {
    /// The persons by which occasions are observed, and their discontinuations.
    struct Persons: Sendable {
        let data: RepeatedMeasures
        /// The data without what was observed after a discontinuation.
        let beforeDiscontinuation: RepeatedMeasures
        /// The last occasion before each person's discontinuation, -1 where there is none.
        let last: [Int]
        /// Persons with a missing occasion.
        let incomplete: [Int]
        /// Of each person with a missing occasion, in the order of `incomplete`: the position in `patterns`.
        let pattern: [Int]
        let patterns: [Pattern]
        /// Missing responses of all persons.
        let missingResponses: Int

        /// Which occasions are observed.
        struct Pattern: Sendable, Hashable {
            let observed: [Int]
            let missing: [Int]
        }

        init(_ data: RepeatedMeasures, lastOccasions: [Int?]?) throws(NotEstimable) {
            let observedPatterns = try data.patterns.get()
            guard !observedPatterns.isEmpty else { throw .noObservations }
            try Self.check(lastOccasions, data)
            // Persons without a row are in no pattern of the data.
            let all =
                [
                    (
                        occasions: [Int](),
                        persons: (0..<data.personCount).filter { data.offsets[$0] == data.offsets[$0 + 1] }
                    )
                ]
                + observedPatterns.map { (occasions: $0.occasions, persons: $0.persons) }
            var last = [Int](repeating: -1, count: data.personCount)
            var patternOfPerson = [Int](repeating: -1, count: data.personCount)
            var patterns: [Pattern] = []
            var (missing, hasLater) = (0, false)
            for (occasions, persons) in all {
                let lastObserved = occasions.last ?? -1
                for person in persons {
                    last[person] = lastOccasions?[person] ?? lastObserved
                    hasLater = hasLater || lastObserved > last[person]
                }
                guard occasions.count < data.occasionCount, !persons.isEmpty else { continue }
                for person in persons { patternOfPerson[person] = patterns.count }
                missing += (data.occasionCount - occasions.count) * persons.count
                let observed = Set(occasions)
                patterns.append(
                    Pattern(
                        observed: occasions, missing: (0..<data.occasionCount).filter { !observed.contains($0) }))
            }
            incomplete = patternOfPerson.indices.filter { patternOfPerson[$0] >= 0 }
            pattern = incomplete.map { patternOfPerson[$0] }
            beforeDiscontinuation = hasLater ? Self.before(last, data) : data
            (self.data, self.last, self.patterns, missingResponses) = (data, last, patterns, missing)
        }

        private static func check(_ lastOccasions: [Int?]?, _ data: RepeatedMeasures) throws(NotEstimable) {
            guard let lastOccasions else { return }
            guard lastOccasions.count == data.personCount else {
                throw .invalidArgument(
                    name: "the list of last occasions", needed: "as long as there are persons: \(data.personCount)")
            }
            guard lastOccasions.allSatisfy({ $0.map { (-1..<data.occasionCount).contains($0) } ?? true }) else {
                throw .invalidArgument(name: "each last occasion", needed: "one of the occasions, or -1")
            }
        }

        /// The rows up to each person's last occasion before the discontinuation.
        private static func before(_ last: [Int], _ data: RepeatedMeasures) -> RepeatedMeasures {
            var (offsets, occasions, responses) = ([0], [Int32](), [Double]())
            for person in 0..<data.personCount {
                for row in data.offsets[person]..<data.offsets[person + 1]
                where Int(data.occasions[row]) <= last[person] {
                    occasions.append(data.occasions[row])
                    responses.append(data.responses[row])
                }
                offsets.append(responses.count)
            }
            return RepeatedMeasures(
                occasionCount: data.occasionCount, personCount: data.personCount, offsets: offsets,
                occasions: occasions,
                responses: responses, regressors: data.regressors)
        }
    }
}
