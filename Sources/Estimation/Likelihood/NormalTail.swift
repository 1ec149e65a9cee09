import Foundation

/// log Φ(z) with its derivatives, exact however far out z is.
struct NormalTail: Sendable {
    /// log Φ(z).
    let logProbability: Double
    /// φ(z) / Φ(z), the derivative.
    let hazard: Double
    /// -hazard · (hazard + z), the second derivative; never above 0.
    let curvature: Double

    /// At z, infinite or not.
    init(_ z: Double) {
        guard z < -6 else {
            let probability = 0.5 * erfc(-z / 2.0.squareRoot())
            logProbability = z > 0 ? log1p(-0.5 * erfc(z / 2.0.squareRoot())) : log(probability)
            hazard = exp(Self.logDensity(z)) / probability
            curvature = hazard == 0 ? 0 : -hazard * (hazard + z)
            return
        }
        guard z.isFinite else {
            (logProbability, hazard, curvature) = (-.infinity, .infinity, -1)
            return
        }
        // Laplace's continued fraction: hazard = x + 1/(x + 2/(x + 3/(x + ...))) with x = -z. Its part beyond x is hazard + z
        // without cancellation. 60 terms give all digits at x = 6.
        let x = -z
        var rest = 0.0
        for k in (1...60).reversed() {
            rest = Double(k) / (x + rest)
        }
        hazard = x + rest
        curvature = -hazard * rest
        logProbability = Self.logDensity(z) - log(hazard)
    }

    /// log φ(z).
    static func logDensity(_ z: Double) -> Double {
        -0.5 * (z * z + log(2 * .pi))
    }
}
