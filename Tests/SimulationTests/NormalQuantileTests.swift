import Foundation
import Testing

@testable import Simulation

@Suite struct NormalQuantileTests {
    /// mpmath 1.3.0 at 50 digits: References/normal_quantile.py.
    static let references: [(probability: Double, quantile: Double)] = [
        (1e-300, -37.047096299361199237),
        (1e-100, -21.273453560965324294),
        (1e-20, -9.2623400897984075796),
        (1e-12, -7.0344838253011319326),
        (1e-11, -6.7060231554951362961),
        (2e-11, -6.6040775904056342776),
        (1e-6, -4.7534243088228989573),
        (0.001, -3.0902323061678135354),
        (0.01, -2.3263478740408410931),
        (0.0749, -1.4402382675279636631),
        (0.0751, -1.4388253927525399824),
        (0.1, -1.2815515655446004353),
        (0.25, -0.6744897501960817432),
        (0.4, -0.25334710313579974132),
        (0.499999, -2.5066282745665593779e-6),
        (0.5000001, 2.5066282733116483012e-7),
        (0.6, 0.25334710313579974132),
        (0.75, 0.6744897501960817432),
        (0.9, 1.2815515655446005935),
        (0.9249, 1.4388253927525403742),
        (0.9251, 1.4402382675279638594),
        (0.975, 1.9599639845400538556),
        (0.999, 3.0902323061678132778),
        (0.999999, 4.7534243088170877657),
        (0.9999999999, 6.3613408896974218642),
    ]

    /// AS 241 is good to 1e-16 in exact arithmetic; a dozen roundings of 1.1e-16 on the way leave less than 1e-15.
    @Test(arguments: references)
    func agreesWithMpmath(_ reference: (probability: Double, quantile: Double)) {
        let value = NormalQuantile.value(reference.probability)
        #expect(abs(value - reference.quantile) <= 1e-15 * abs(reference.quantile))
    }

    /// The paper's own check values (Wichura 1988, section on PPND16).
    @Test func agreesWithWichura() {
        #expect(NormalQuantile.value(0.25) == -0.6744897501960817)
        #expect(abs(NormalQuantile.value(0.001) - -3.090232306167814) <= 4.5e-16 * 2)  // two units in the last place
        #expect(abs(NormalQuantile.value(1e-20) - -9.262340089798408) <= 1.8e-15 * 2)
    }

    @Test func theMiddleIsNought() {
        #expect(NormalQuantile.value(0.5) == 0)
    }

    /// The C library's logarithm is right to one unit in the last place, so three apart is two of ours.
    @Test func theLogarithmAgreesWithTheLibrarys() {
        var stream = RandomStream(seed: 1, person: 0, purpose: .scores)
        for power in stride(from: -1000, through: 1000, by: 25) {
            for _ in 0..<50 {
                let x = (0.5 + stream.uniform()) * Double(sign: .plus, exponent: power, significand: 1)
                let library = log(x)
                #expect(abs(NaturalLogarithm.value(x) - library) <= 3 * library.ulp)
            }
        }
        #expect(NaturalLogarithm.value(1) == 0)
    }
}
