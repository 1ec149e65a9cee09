import Foundation

/// A logistic regression of yes-or-no answers on one number, by Newton's method, with errors that allow for the likeness of one
/// person's answers.
struct LogisticSums {
    private var answers: [(person: Int, x: Double, isYes: Bool)] = []

    /// People in order.
    mutating func add(person: Int, x: Double, _ isYes: Bool) { answers.append((person, x, isYes)) }

    var count: Int { answers.count }

    var line: (intercept: Double, slope: Double, interceptStandardError: Double, slopeStandardError: Double) {
        var (intercept, slope) = (0.0, 0.0)
        for _ in 0..<12 {
            let sums = sums(intercept, slope)
            let determinant = sums.a * sums.c - sums.b * sums.b
            intercept += (sums.c * sums.u - sums.b * sums.v) / determinant
            slope += (sums.a * sums.v - sums.b * sums.u) / determinant
        }
        let sums = sums(intercept, slope)
        let determinant = sums.a * sums.c - sums.b * sums.b
        // The sandwich A⁻¹ B A⁻¹, with B the sum of squares of people's scores.
        var meat = (0.0, 0.0)
        for score in sums.byPerson {
            let first = (sums.c * score.0 - sums.b * score.1) / determinant
            let second = (sums.a * score.1 - sums.b * score.0) / determinant
            meat = (meat.0 + first * first, meat.1 + second * second)
        }
        return (intercept, slope, meat.0.squareRoot(), meat.1.squareRoot())
    }

    private func sums(
        _ intercept: Double, _ slope: Double
    ) -> (a: Double, b: Double, c: Double, u: Double, v: Double, byPerson: [(Double, Double)]) {
        var (a, b, c, u, v) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var byPerson: [(Double, Double)] = []
        var last = -1
        for answer in answers {
            let chance = 1 / (1 + exp(-(intercept + slope * answer.x)))
            let weight = chance * (1 - chance)
            let residual = (answer.isYes ? 1 : 0) - chance
            a += weight
            b += weight * answer.x
            c += weight * answer.x * answer.x
            u += residual
            v += residual * answer.x
            if answer.person != last { byPerson.append((0, 0)) }
            last = answer.person
            byPerson[byPerson.count - 1].0 += residual
            byPerson[byPerson.count - 1].1 += residual * answer.x
        }
        return (a, b, c, u, v, byPerson)
    }
}

/// A mean over values of which several may be one person's.
struct ClusteredMean {
    private var people: [(sum: Double, count: Double)] = []

    mutating func add(_ values: [Double], weights: [Double]? = nil) {
        guard !values.isEmpty else { return }
        let weights = weights ?? values.map { _ in 1 }
        people.append((zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }, weights.reduce(0, +)))
    }

    var count: Double { people.reduce(0) { $0 + $1.count } }
    var mean: Double { people.reduce(0) { $0 + $1.sum } / count }

    var standardError: Double {
        let mean = mean
        let squares = people.reduce(0) { $0 + ($1.sum - mean * $1.count) * ($1.sum - mean * $1.count) }
        return squares.squareRoot() / count
    }
}

/// Events that happened, beside those that were expected of independent chances.
struct CountedChances {
    private(set) var happened = 0.0
    private(set) var expected = 0.0
    private var variance = 0.0

    mutating func add(_ happens: Bool, chance: Double) {
        happened += happens ? 1 : 0
        expected += chance
        variance += chance * (1 - chance)
    }

    /// Within four standard deviations: of a thousand tests one fails of an honest program in fifteen.
    var agree: Bool { abs(happened - expected) < 4 * variance.squareRoot() }
}
