/// How many people get worse, or better, by as much as a meaningful change over their own course.
public struct WorseningShare: Sendable, Hashable {
    /// One person's line and the stretch it was fitted over.
    public struct Course: Sendable, Hashable {
        /// Rise a unit of time, such as from `TheilSen`.
        public let slope: Double
        /// From the first to the last point, in the same unit of time; at least 0.
        public let span: Double

        /// A line with `slope` over `span`.
        public init(slope: Double, span: Double) {
            self.slope = slope
            self.span = span
        }

        /// What the line rises over the span.
        public var change: Double { slope * span }

        /// Whether the line rises over the span by at least a change above 0.
        public func rises(by meaningfulChange: Double) -> Bool { change >= Self.limit(meaningfulChange) }

        /// Whether the line falls over the span by at least a change above 0.
        public func falls(by meaningfulChange: Double) -> Bool { change <= -Self.limit(meaningfulChange) }

        /// A whole-number change comes out of slope · span a few units in the last place off.
        private static func limit(_ meaningfulChange: Double) -> Double { meaningfulChange * (1 - 1e-12) }
    }

    /// People whose line rises by the meaningful change or more.
    public let worsened: BinomialCount
    /// People whose line falls by the meaningful change or more.
    public let improved: BinomialCount
    /// Above 0, in units of the response.
    public let meaningfulChange: Double

    /// Counts the people whose line moves by at least `meaningfulChange`.
    ///
    /// A person's line is estimated, and the fewer the points the wilder it is: with short courses some pass any limit
    /// by chance, both ways. Worsened beside improved shows that; worsened alone does not.
    public static func count(_ courses: [Course], meaningfulChange: Double) -> FitOutcome<WorseningShare> {
        FitOutcome { () throws(NotEstimable) in
            guard meaningfulChange > 0, meaningfulChange.isFinite else {
                throw .invalidArgument(name: "meaningful change", needed: "above 0 and finite")
            }
            guard courses.allSatisfy(\.change.isFinite) else { throw .nonFinite }
            guard courses.allSatisfy({ $0.span >= 0 }) else {
                throw .invalidArgument(name: "span", needed: "at least 0")
            }
            func people(_ isCounted: (Course) -> Bool) -> BinomialCount? {
                BinomialCount(successes: courses.count(where: isCounted), trials: courses.count)
            }
            guard let worsened = people({ $0.rises(by: meaningfulChange) }),
                let improved = people({ $0.falls(by: meaningfulChange) })
            else { throw .noObservations }
            return WorseningShare(worsened: worsened, improved: improved, meaningfulChange: meaningfulChange)
        }
    }

    /// The interval of the share that worsened: Wilson's, or the exact one.
    public func interval(exact: Bool = false, level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        exact ? .clopperPearson(worsened, level: level) : .wilson(worsened, level: level)
    }
}
