import Estimation
import Foundation
import Testing

@Suite("Mantel-Haenszel")
struct MantelHaenszelTests {
    private func tables(_ cells: [[Int]]) throws -> [FourfoldTable] {
        try cells.map {
            try #require(
                FourfoldTable(firstWith: $0[0], firstWithout: $0[1], secondWith: $0[2], secondWithout: $0[3]))
        }
    }

    /// mantelhaen.test and metafor's rma.mh: Berkeley's admissions, sparse strata, even ones.
    @Test func agreesWithR() throws {
        for reference in try TwoGroupsReference.read().mantelHaenszel {
            let name = Comment(rawValue: reference.name)
            let fit = try #require(MantelHaenszel.fit(tables(reference.tables)).fit)
            let ratio = try #require(fit.oddsRatio)
            #expect(relativeError(ratio.value, reference.oddsRatio) < 1e-12, name)
            #expect(relativeError(ratio.logStandardError, reference.logStandardError) < 1e-12, name)
            let interval = try #require(ratio.interval())
            #expect(relativeError(interval.lower, reference.oddsInterval[0]) < 1e-12, name)
            #expect(relativeError(interval.upper, reference.oddsInterval[1]) < 1e-12, name)
            let association = try #require(fit.associationTest())
            #expect(relativeError(association.statistic, reference.chiSquare) < 1e-11, name)
            #expect(relativeError(association.pValue, reference.chiSquareP) < 1e-11, name)
            let corrected = try #require(fit.associationTest(isContinuityCorrected: true))
            #expect(relativeError(corrected.statistic, reference.corrected) < 1e-11, name)
            let homogeneity = try #require(fit.homogeneityTest())
            #expect(relativeError(homogeneity.statistic, reference.tarone) < 1e-9, name)
            #expect(relativeError(homogeneity.pValue, reference.taroneP) < 1e-9, name)
            let plain = try #require(fit.homogeneityTest(isTaroneCorrected: false))
            #expect(relativeError(plain.statistic, reference.breslowDay) < 1e-9, name)
            #expect(relativeError(fit.riskDifference.value, reference.riskDifference) < 1e-12, name)
            #expect(relativeError(fit.riskDifference.standardError, reference.riskStandardError) < 1e-12, name)
        }
    }

    /// Alcohol and oesophageal cancer by age in Ille-et-Vilaine (Breslow & Day 1980, section 4.4): common odds ratio 5.158. The
    /// chi-square and the interval are mantelhaen.test's.
    @Test func oesophagealCancer() throws {
        let fit = try #require(
            MantelHaenszel.fit(
                tables([
                    [1, 9, 0, 106], [4, 26, 5, 164], [25, 29, 21, 138], [42, 27, 34, 139], [19, 18, 36, 88],
                    [5, 0, 8, 31],
                ])
            ).fit)
        let ratio = try #require(fit.oddsRatio)
        #expect(abs(ratio.value - 5.158) < 0.0005)
        #expect(abs(try #require(fit.associationTest()).statistic - 85.0095) < 0.00005)
        #expect(abs(try #require(ratio.interval()).upper - 7.467743) < 0.0000005)
        #expect(try #require(fit.homogeneityTest()).degreesOfFreedom == [5])
    }

    /// One stratum: the table's own odds ratio with Woolf's error, and its own difference of shares.
    @Test func oneStratumByHand() throws {
        let fit = try #require(MantelHaenszel.fit(tables([[7, 3, 4, 12]])).fit)
        let ratio = try #require(fit.oddsRatio)
        #expect(relativeError(ratio.value, 7) < 1e-14)
        #expect(relativeError(ratio.logStandardError, (1 / 7.0 + 1 / 3.0 + 1 / 4.0 + 1 / 12.0).squareRoot()) < 1e-13)
        #expect(relativeError(fit.riskDifference.value, 0.7 - 0.25) < 1e-14)
        // (n - 1)(ad - bc)² / product of the margins = 25 · 72² / (10 · 16 · 11 · 15).
        let chiSquare = 25 * 72.0 * 72 / (10 * 16 * 11 * 15)
        #expect(relativeError(try #require(fit.associationTest()).statistic, chiSquare) < 1e-13)
        #expect(fit.homogeneityTest() == nil)
    }

    @Test func strataThatSayNothing() throws {
        let fit = try #require(MantelHaenszel.fit(tables([[3, 2, 1, 4], [0, 0, 5, 2], [2, 0, 3, 0]])).fit)
        #expect(fit.strataWithOneGroup == 1)
        #expect(fit.strata.count == 2)
        #expect(relativeError(try #require(fit.oddsRatio).value, 6) < 1e-15)
        #expect(fit.homogeneityTest() == nil)
        let everyone = try #require(MantelHaenszel.fit(tables([[2, 0, 3, 0], [1, 0, 1, 0]])).fit)
        #expect(everyone.oddsRatio == nil)
        #expect(everyone.associationTest() == nil)
        #expect(abs(everyone.riskDifference.value) < 1e-15)
        #expect(MantelHaenszel.fit([]).reason == .noObservations)
        #expect(MantelHaenszel.fit(try tables([[1, 2, 0, 0]])).reason == .tooFewGroups(found: 1, needed: 2))
    }
}
