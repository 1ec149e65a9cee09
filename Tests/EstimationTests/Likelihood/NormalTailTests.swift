@testable import Estimation
import Testing

@Suite("Normal tail")
struct NormalTailTests {
    /// Laplace's continued fraction in 60 decimal digits, far out and on both sides of -6, where the way of computing changes.
    @Test(arguments: [
        (-1000, -500007.82669481216, 1000.000999998, -0.999999000006),
        (-40, -804.6084420137538, 40.02496884720726, -0.9993773316214086),
        (-6.5, -23.938149495161838, 6.6473013611904905, -0.9791565387467609),
        (-6.0001, -20.737384803115223, 6.158580205815687, -0.9760130585500874),
        (-5.9999, -20.736153106594312, 6.158385003343046, -0.976011667842587),
    ])
    func farTail(_ z: Double, _ logProbability: Double, _ hazard: Double, _ curvature: Double) {
        let tail = NormalTail(z)
        #expect(relativeError(tail.logProbability, logProbability) < 1e-14)
        #expect(relativeError(tail.hazard, hazard) < 1e-14)
        // Near -6 hazard + z loses two digits of the hazard's sixteen.
        #expect(relativeError(tail.curvature, curvature) < 1e-13)
    }

    /// φ(0) / Φ(0) = √(2/π), and its square is minus the curvature.
    @Test func middleAndEnds() {
        let middle = NormalTail(0)
        #expect(relativeError(middle.hazard, (2 / Double.pi).squareRoot()) < 1e-15)
        #expect(relativeError(middle.curvature, -2 / Double.pi) < 1e-15)
        // R's pnorm(9, log.p = TRUE).
        #expect(relativeError(NormalTail(9).logProbability, -1.1285884059538408e-19) < 1e-13)
        #expect(NormalTail(.infinity).logProbability == 0)
        #expect(NormalTail(.infinity).curvature == 0)
        #expect(NormalTail(-.infinity).logProbability == -.infinity)
    }
}
