/// What any use of weights asks of them.
enum WeightScale {
    /// The largest weight; throws unless all are finite and not negative and one is above 0. Divided by it, weights have squares
    /// that neither overflow nor vanish together.
    static func largest(_ weights: [Double]) throws(NotEstimable) -> Double {
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), let largest = weights.max(), largest > 0 else {
            throw .unusableWeights
        }
        return largest
    }
}
