import Estimation
import Testing

@Suite("Agreement beyond chance")
struct AgreementTests {
    private struct Reference: Decodable {
        struct Case: Decodable {
            let counts: [[Int]]
            let table: [[Int]]
            let fleiss: Double
            let cohen: Double
        }

        let cases: [Case]
    }

    /// The definitions written out in R from raw classifications (References/agreement.R).
    @Test func agreesWithR() throws {
        let cases = try ReferenceNumbers.json("agreement", as: Reference.self).cases
        #expect(cases.count == 12)
        for own in cases {
            // Sums in another order.
            #expect(abs(try #require(FleissKappa.fit(own.counts).fit).kappa - own.fleiss) < 1e-12)
            #expect(abs(try #require(CohenKappa.fit(own.table).fit).kappa - own.cohen) < 1e-12)
        }
    }

    /// Two readers of 50 proposals: both yes 20, both no 15, 5 and 10 apart. Agreement 0.7, by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
    @Test func cohenByHand() throws {
        let fit = try #require(CohenKappa.fit([[20, 5], [10, 15]]).fit)
        #expect(abs(fit.agreement - 0.7) < 1e-15 && abs(fit.expected - 0.5) < 1e-15 && abs(fit.kappa - 0.4) < 1e-14)
        #expect(CohenKappa.fit([[0, 5], [5, 0]]).fit?.kappa == -1)
        #expect(CohenKappa.fit([[3, 0], [0, 4]]).fit?.kappa == 1)
        // One of them never says the second, and agreement is what chance gives.
        #expect(CohenKappa.fit([[3, 4], [0, 0]]).fit?.kappa == 0)
    }

    /// Two subjects by three raters: 3 and 0, 1 and 2. P = 1 and 1/3, mean 2/3; shares 4/6 and 2/6, by chance 5/9; κ = (6/9 - 5/9) / (4/9).
    @Test func fleissByHand() throws {
        let fit = try #require(FleissKappa.fit([[3, 0], [1, 2]]).fit)
        #expect(abs(fit.agreement - 2.0 / 3) < 1e-15 && abs(fit.expected - 5.0 / 9) < 1e-15)
        #expect(abs(fit.kappa - 0.25) < 1e-14)
    }

    /// The worked table of 10 subjects by 14 raters that textbooks pass on: agreement 0.378, by chance 0.213, κ 0.210.
    @Test func fleissOfTheWorkedTable() throws {
        let table = [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ]
        let fit = try #require(FleissKappa.fit(table).fit)
        #expect(abs(fit.agreement - 0.378) < 0.0005 && abs(fit.expected - 0.213) < 0.0005)
        #expect(abs(fit.kappa - 0.210) < 0.0005)
    }

    @Test func saysWhyThereIsNone() {
        #expect(CohenKappa.fit([]).reason == .noObservations)
        #expect(CohenKappa.fit([[5, 0], [0, 0]]).reason == .constantResponse(name: "the category"))
        #expect(CohenKappa.fit([[1, 2], [3]]).fit == nil && CohenKappa.fit([[-1, 2], [3, 0]]).fit == nil)
        #expect(FleissKappa.fit([]).reason == .noObservations)
        #expect(FleissKappa.fit([[2, 0], [2, 0]]).reason == .constantResponse(name: "the category"))
        #expect(FleissKappa.fit([[1, 0], [0, 1]]).fit == nil && FleissKappa.fit([[2, 0], [1, 0]]).fit == nil)
    }
}
