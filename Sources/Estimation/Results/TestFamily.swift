/// The tests of a declared family with p-values that are adjusted for their number.
///
/// Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6:65-70,
/// controls the chance of any false rejection, however the tests depend on each other. Benjamini & Hochberg (1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x) control the expected share of false ones among the rejections, for tests that are
/// independent or positively dependent.
public struct TestFamily: Sendable, Hashable {
    /// A test as carried out.
    public struct Member: Sendable, Hashable {
        /// As reports name it.
        public let name: String
        /// Before any adjustment; nil where it could not be estimated.
        public let pValue: Double?

        /// The test `name`.
        public init(_ name: String, pValue: Double?) {
            self.name = name
            self.pValue = pValue
        }
    }

    /// A test beside the family's adjustments.
    public struct AdjustedTest: Sendable, Hashable {
        /// As reports name it.
        public let name: String
        /// Before any adjustment.
        public let pValue: Double
        /// Holm's adjusted p-value: the lowest family-wise error rate at which the test rejects.
        public let holm: Double
        /// Benjamini & Hochberg's adjusted p-value: the lowest false discovery rate at which the test rejects.
        public let benjaminiHochberg: Double
    }

    /// What was declared to be one family.
    public let name: String
    /// The tests that have a p-value, in the order given.
    public let tests: [AdjustedTest]
    /// Names of the tests that could not be estimated. They do not count in the adjustment.
    public let notEstimated: [String]

    /// Adjusts the p-values of the family `name`.
    ///
    /// `.noObservations` where no test has a p-value, `.invalidArgument` for one that is not in 0...1.
    ///
    /// - Complexity: O(n log n).
    public static func adjusted(_ name: String, _ members: [Member]) -> FitOutcome<TestFamily> {
        FitOutcome { () throws(NotEstimable) in
            let tests = members.compactMap { member in member.pValue.map { (member.name, $0) } }
            for (test, p) in tests where !(p >= 0 && p <= 1) {
                throw .invalidArgument(name: "the p-value of \(test)", needed: "in 0...1")
            }
            guard !tests.isEmpty else { throw .noObservations }
            let pValues = tests.map(\.1)
            let (holm, benjaminiHochberg) = (Self.holm(pValues), Self.benjaminiHochberg(pValues))
            return TestFamily(
                name: name,
                tests: tests.indices.map {
                    AdjustedTest(
                        name: tests[$0].0, pValue: pValues[$0], holm: holm[$0],
                        benjaminiHochberg: benjaminiHochberg[$0])
                },
                notEstimated: members.filter { $0.pValue == nil }.map(\.name))
        }
    }

    /// From the smallest p-value on: the largest so far of (tests left) · p.
    private static func holm(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in ascending(pValues).enumerated() {
            largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }

    /// From the largest p-value on: the smallest so far of tests / rank · p.
    private static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var smallest = 1.0
        for (rank, index) in ascending(pValues).enumerated().reversed() {
            smallest = min(smallest, Double(pValues.count) / Double(rank + 1) * pValues[index])
            adjusted[index] = smallest
        }
        return adjusted
    }

    private static func ascending(_ pValues: [Double]) -> [Int] {
        pValues.indices.sorted { pValues[$0] < pValues[$1] }
    }
}
