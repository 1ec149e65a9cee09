/// Responses of persons at planned occasions: a person was observed at some of them, and regressors are the same at all of hers.
public struct RepeatedMeasures: Sendable {
    /// T: planned occasions, numbered from 0.
    public let occasionCount: Int
    /// Persons, with or without rows.
    public let personCount: Int
    /// Rows of person i: `offsets[i]..<offsets[i + 1]`.
    public let offsets: [Int]
    /// The occasion of each row.
    public let occasions: [Int32]
    /// The response of each row.
    public let responses: [Double]
    /// `regressors[k][i]`: regressor k of person i.
    public let regressors: [[Double]]
    /// Persons sorted by the occasions at which they were observed, or what is wrong with the rows.
    let patterns: FitOutcome<[Pattern]>

    /// Persons observed at the same occasions.
    struct Pattern: Sendable {
        /// Ascending, at least one.
        let occasions: [Int]
        /// Ascending.
        let persons: [Int]
    }

    /// Beyond any study with planned occasions.
    static let mostOccasions = 1000

    /// Takes the rows person by person, occasions ascending within a person, one row of a person at an occasion at most. Persons are
    /// sorted by pattern here, once for every model that is fitted.
    ///
    /// Rows that are not so make each fit not estimable, with the reason.
    ///
    /// - Parameters:
    ///   - offsets: `personCount + 1` ascending numbers, from 0 to the number of rows.
    ///   - regressors: A value a person for each regressor.
    public init(
        occasionCount: Int, personCount: Int, offsets: [Int], occasions: [Int32], responses: [Double],
        regressors: [[Double]]
    ) {
        self.occasionCount = occasionCount
        self.personCount = personCount
        self.offsets = offsets
        self.occasions = occasions
        self.responses = responses
        self.regressors = regressors
        patterns = FitOutcome { () throws(NotEstimable) in
            guard (1...Self.mostOccasions).contains(occasionCount) else {
                throw .invalidArgument(name: "the number of occasions", needed: "from 1 to \(Self.mostOccasions)")
            }
            guard personCount >= 0, offsets.count - 1 == personCount, offsets.first == 0,
                offsets.last == responses.count, occasions.count == responses.count,
                zip(offsets, offsets.dropFirst()).allSatisfy(<=)
            else {
                throw .invalidArgument(
                    name: "the offsets", needed: "ascending from 0 to the number of rows, one more than persons")
            }
            for (k, regressor) in regressors.enumerated() {
                guard regressor.count == personCount else {
                    throw .invalidArgument(name: "regressor \(k)", needed: "a value for each person")
                }
                guard regressor.allSatisfy(\.isFinite) else { throw .nonFinite }
            }
            guard responses.allSatisfy(\.isFinite) else { throw .nonFinite }
            return try Self.patterns(occasionCount, offsets, occasions)
        }
    }

    private static func patterns(
        _ occasionCount: Int, _ offsets: [Int], _ occasions: [Int32]
    ) throws(NotEstimable) -> [Pattern] {
        var numbers: [ArraySlice<Int32>: Int] = [:]
        var persons: [[Int]] = []
        var keys: [ArraySlice<Int32>] = []
        for person in 0..<(offsets.count - 1) where offsets[person] < offsets[person + 1] {
            let observed = occasions[offsets[person]..<offsets[person + 1]]
            guard let first = observed.first, let last = observed.last, first >= 0, Int(last) < occasionCount,
                zip(observed, observed.dropFirst()).allSatisfy(<)
            else {
                throw .invalidArgument(
                    name: "a person's occasions", needed: "ascending, each at most once, from 0 to below their number")
            }
            if let number = numbers[observed] {
                persons[number].append(person)
            } else {
                numbers[observed] = keys.count
                keys.append(observed)
                persons.append([person])
            }
        }
        return zip(keys, persons).map { Pattern(occasions: $0.map(Int.init), persons: $1) }
    }
}
