/// Rows with a yes or no: the log odds are η and an intercept, which all rows share or the rows of a stratum.
struct BernoulliRows: RowLikelihood {
    let outcomes: [Bool]
    /// The stratum of each row, from 0; empty where there is one.
    let strata: [Int32]
    let sharedParameters: Int

    /// Rows with one intercept.
    init(outcomes: [Bool]) {
        self.init(outcomes: outcomes, strata: [], strataCount: 1)
    }

    /// Rows with an intercept for each stratum.
    init(outcomes: [Bool], strata: [Int32], strataCount: Int) {
        self.outcomes = outcomes
        self.strata = strata
        sharedParameters = strataCount
    }

    @inline(__always)
    private func stratum(_ row: Int) -> Int { strata.isEmpty ? 0 : Int(strata[row]) }

    func term(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> RowTerm? {
        let sign = outcomes[row] ? 1.0 : -1.0
        let stratum = stratum(row)
        let tail = LogisticTail(sign * (shared[stratum] + predictor))
        guard tail.logProbability.isFinite else { return nil }
        let slope = sign * tail.complement
        let curvature = -tail.probability * tail.complement
        return RowTerm(
            value: tail.logProbability, first: stratum, second: stratum, byPredictor: slope, byFirst: slope,
            byPredictorTwice: curvature, byFirstTwice: curvature, byPredictorAndFirst: curvature)
    }

    func outwardRate(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> Double {
        let rate = shared[stratum(row)] + predictor
        return outcomes[row] ? rate : -rate
    }
}
