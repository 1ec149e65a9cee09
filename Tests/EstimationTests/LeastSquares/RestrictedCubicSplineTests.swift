import Estimation
import Foundation
import Testing

@Suite("Restricted cubic spline")
struct RestrictedCubicSplineTests {
    /// Hmisc's rcspline.eval with norm 2 (References/descriptive.R).
    @Test func agreesWithHmisc() throws {
        for reference in try DescriptiveReference.read().splines {
            let spline = try #require(RestrictedCubicSpline(values: reference.values, count: reference.knots.count))
            for (knot, expected) in zip(spline.knots, reference.knots) {
                #expect(relativeError(knot, expected) < 1e-14)
            }
            for (x, expected) in zip(reference.at, reference.basis) {
                let row = spline.basis(at: x)
                #expect(row.count == spline.columnCount)
                for (value, expected) in zip(row, expected) {
                    // Cubes that cancel beyond the last knot.
                    #expect(abs(value - expected) < 1e-12 * max(1, abs(expected)))
                }
            }
        }
    }

    /// By hand with knots 0, 1, 2: (x³ - 2(x - 1)³ + (x - 2)³)/4, each cube from its knot on: 1/4 at 1, 6/4 at 2, 12/4 at 3, 18/4 at
    /// 4, a straight line from 2 on.
    @Test func byHand() throws {
        let spline = try #require(RestrictedCubicSpline(knots: [0, 1, 2]))
        #expect(spline.basis(at: -5) == [-5, 0])
        #expect(spline.basis(at: 1) == [1, 0.25])
        #expect(spline.basis(at: 2) == [2, 1.5])
        #expect(spline.basis(at: 3) == [3, 3])
        #expect(spline.basis(at: 4) == [4, 4.5])
    }

    /// By central differences: the columns are cubic, so the error is a third of the step squared times the third derivative.
    @Test func slopesAreTheColumnsDerivatives() throws {
        let spline = try #require(RestrictedCubicSpline(knots: [1, 2.5, 4, 7]))
        let step = 1e-4
        for x in [-2, 0.5, 1.7, 3, 5, 6.9, 12] {
            let (above, below) = (spline.basis(at: x + step), spline.basis(at: x - step))
            for (slope, (high, low)) in zip(spline.slope(at: x), zip(above, below)) {
                #expect(abs(slope - (high - low) / (2 * step)) < 1e-7)
            }
        }
        #expect(spline.slope(at: 0) == [1, 0, 0])
        // A straight line beyond the last knot.
        for (one, other) in zip(spline.slope(at: 8), spline.slope(at: 80)) { #expect(abs(one - other) < 1e-9) }
    }

    @Test func knotsThatCannotBe() {
        #expect(RestrictedCubicSpline(knots: [0, 1]) == nil)
        #expect(RestrictedCubicSpline(knots: [0, 1, 1]) == nil)
        #expect(RestrictedCubicSpline(knots: [0, 1, .infinity]) == nil)
        #expect(RestrictedCubicSpline(values: [1, 1, 1, 1, 1, 1, 1, 2], count: 3) == nil)
        #expect(RestrictedCubicSpline(values: [1, 2, 3], count: 3) == nil)
        #expect(RestrictedCubicSpline(values: [1, 2, 3, 4, 5, .nan], count: 3) == nil)
    }
}
