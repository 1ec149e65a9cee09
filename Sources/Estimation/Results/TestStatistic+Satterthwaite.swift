extension TestStatistic {
    /// The F test of several independent combinations from their t statistics, each on Satterthwaite's degrees of freedom: F is the
    /// mean of the squares, on the denominator degrees of freedom m that give F its expectation: E[t²] is ν/(ν - 2), and E[F] is
    /// m/(m - 2) (Fai & Cornelius 1996, doi:10.1080/00949659608811740), as `contestMD` of R's lmerTest.
    static func satterthwaiteF(_ parts: [(t: Double, degreesOfFreedom: Double)]) -> TestStatistic? {
        let numerator = Double(parts.count)
        let f = parts.reduce(0.0) { $0 + $1.t * $1.t } / numerator
        let degrees = parts.map(\.degreesOfFreedom)
        guard let smallest = degrees.min(), let largest = degrees.max() else { return nil }
        let denominator: Double
        if largest - smallest <= 1e-8 {
            denominator = (smallest + largest) / 2
        } else if smallest <= 2 {
            denominator = 2
        } else {
            let expectation = degrees.reduce(0.0) { $0 + $1 / ($1 - 2) }
            denominator = 2 * expectation / (expectation - numerator)
        }
        return .fisherF(f, numerator, denominator)
    }
}
