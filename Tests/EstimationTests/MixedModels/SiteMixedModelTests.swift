import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Mixed model with patients nested in sites")
struct SiteMixedModelTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let data: String
        let predictors: [String]
        let slope: String?
        let criterion: String
        let observations: Int
        let groups: Int
        let sites: Int
        let fixedEffects: [Double]
        let covariance: [[Double]]
        let sdSite: Double
        let sdIntercept: Double
        let sdSlope: Double?
        let correlation: Double?
        let sdResidual: Double
        let logLikelihood: Double
        let siteVanishes: Bool

        var testDescription: String { "\(data) ~ \(predictors), slope \(slope ?? "none"), \(criterion)" }

        static let all: [Reference] = {
            struct File: Decodable { let models: [Reference] }
            return (try? ReferenceNumbers.json("site-mixed-models", as: File.self).models) ?? []
        }()
    }

    /// The study's rows, and the site of each person.
    static func study(_ name: String) throws -> (rows: Rows, sites: [Int?]) {
        let rows = try Rows.reference(name)
        let visited = try #require(rows.columns["site"]).map { Int($0) }
        let outcome = SiteMixedModel.nestedSites(
            groupCount: (rows.groups.max() ?? -1) + 1,
            occasions: zip(rows.groups, visited).map { (group: $0, site: $1) })
        return (rows, try #require(outcome.fit))
    }

    static func problem(
        _ name: String, predictors: [String], slope: String?, executor: BlockExecutor = .serial
    ) throws -> SiteMixedModel.Problem {
        let (rows, sites) = try study(name)
        let moments = rows.moments(["day", "age", "score"], executor: executor)
        return SiteMixedModel.Problem(
            moments: moments, response: 2, fixed: try predictors.map { try #require(moments.position(of: $0)) },
            slope: slope.flatMap(moments.position), sites: sites)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 8)
        #expect(Reference.all.contains { $0.siteVanishes })
        #expect(Reference.all.contains { !$0.siteVanishes })
    }

    /// Against lme4 1.1-31's (x|group) + (1|site), its optimiser carried on to the optimum
    /// (References/site-mixed-models.R).
    ///
    /// The criterion is stationary at the optimum, so it agrees to all but rounding; parameters agree to the accuracy
    /// of numDeriv's derivatives of lme4's criterion.
    @Test(arguments: Reference.all)
    func agreesWithLme4(_ reference: Reference) throws {
        let problem = try Self.problem(reference.data, predictors: reference.predictors, slope: reference.slope)
        let criterion = try #require(LinearMixedModel.Criterion(rawValue: reference.criterion))
        let fit = try #require(SiteMixedModel.fit(problem, options: .init(criterion: criterion)).fit)
        #expect(fit.observations == reference.observations)
        #expect(fit.groups == reference.groups)
        #expect(fit.sites == reference.sites)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-11)
        for (i, effect) in fit.fixedEffects.enumerated() {
            #expect(relativeError(effect.value, reference.fixedEffects[i]) < 1e-8, "\(effect.name)")
            #expect(relativeError(effect.standardError, reference.covariance[i][i].squareRoot()) < 1e-7)
            for j in fit.fixedEffects.indices {
                let size = (reference.covariance[i][i] * reference.covariance[j][j]).squareRoot()
                #expect(abs(fit.covariance[i, j] - reference.covariance[i][j]) < 1e-7 * size)
            }
        }
        #expect(relativeError(fit.sdIntercept, reference.sdIntercept) < 1e-7)
        #expect(relativeError(fit.sdResidual, reference.sdResidual) < 1e-7)
        // A variance of zero is met to the square root of rounding.
        #expect(abs(fit.sdSite - reference.sdSite) < 1e-7)
        #expect((fit.sdSlope == nil) == (reference.sdSlope == nil))
        if let sdSlope = fit.sdSlope, let expected = reference.sdSlope {
            #expect(relativeError(sdSlope, expected) < 1e-7)
        }
        if let correlation = fit.correlation, let expected = reference.correlation {
            #expect(abs(correlation - expected) < 1e-7)
        }
        #expect(fit.vanishing == (reference.siteVanishes ? [.site] : []))
        #expect(fit.isSingular == reference.siteVanishes)
        #expect(fit.gradientNorm < 1e-6)
    }

    /// By hand: the balanced nested analysis of variance of 2 sites x 2 patients x 2 rows, 1 3 | 5 7 and 14 16 | 20 22.
    /// Within patients: 8/4 = 2. Patient means 2, 6 | 15, 21: between patients of a site 2 (8 + 18)/2 = 26. Site means
    /// 4, 18: between sites 4 · 98 = 392. So σ² = 2, σ_b² = (26 - 2)/2 = 12, σ_c² = (392 - 26)/4 = 91.5; the mean is 11
    /// with variance 392/8. The restricted likelihood has 4, 2 and 1 contrasts, each mean square at its expectation,
    /// and log|X'X| = log 8.
    @Test func givesTheNestedAnalysisOfVariance() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2, 3, 3], columns: ["score": [1, 3, 5, 7, 14, 16, 20, 22]])
        let problem = SiteMixedModel.Problem(
            moments: rows.moments(["score"]), response: 0, fixed: [], slope: nil, sites: [5, 5, -2, -2])
        let fit = try #require(SiteMixedModel.fit(problem).fit)
        #expect(relativeError(fit.sdResidual, 2.0.squareRoot()) < 1e-9)
        #expect(relativeError(fit.sdIntercept, 12.0.squareRoot()) < 1e-9)
        #expect(relativeError(fit.sdSite, 91.5.squareRoot()) < 1e-9)
        #expect(relativeError(fit.fixedEffects[0].value, 11) < 1e-12)
        #expect(relativeError(fit.fixedEffects[0].standardError, 7) < 1e-9)
        let deviance = 7 * log(2 * Double.pi) + 4 * log(2.0) + 2 * log(26.0) + log(392.0) + 7 + log(8.0)
        #expect(relativeError(-2 * fit.logLikelihood, deviance) < 1e-12)
    }

    /// Where sites do not differ, the model is the one without sites.
    @Test func withoutSpreadOfSitesItIsTheModelWithoutSites() throws {
        let problem = try Self.problem("sites-alike", predictors: ["day"], slope: "day")
        let fit = try #require(SiteMixedModel.fit(problem).fit)
        let plain = try #require(
            LinearMixedModel.fit(
                .init(moments: problem.moments, response: 2, fixed: [0], random: .interceptAndSlope(0))
            ).fit)
        #expect(fit.vanishing == [.site])
        #expect(relativeError(fit.logLikelihood, plain.logLikelihood) < 1e-13)
        #expect(relativeError(fit.sdIntercept, plain.sdIntercept) < 1e-9)
    }

    /// Many sites of few patients, so that blocks hold several sites, carried out in any order.
    @Test func executorsGiveTheSameBits() throws {
        let backwards = BlockExecutor { blocks, body in
            for block in (0..<blocks).reversed() { body(block) }
        }
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let one = try #require(SiteMixedModel.fit(Self.manySites).fit)
        for executor in [backwards, threads] {
            let other = try #require(SiteMixedModel.fit(Self.manySites, executor: executor).fit)
            #expect(one.fixedEffects == other.fixedEffects)
            #expect(one.sdSite == other.sdSite)
            #expect(one.logLikelihood == other.logLikelihood)
        }
        #expect(one.sites == 250)
        // Put in: 0.7 for sites, 1 for patients; three standard errors with 250 sites and 2500 patients.
        #expect(abs(one.sdSite - 0.7) < 0.12)
        #expect(abs(one.sdIntercept - 1) < 0.1)
    }

    static let manySites: SiteMixedModel.Problem = {
        let moments = GroupedMoments(
            x: .init("day", center: 2, scale: 2), y: .init("score", center: 4, scale: 2), groupCount: 2500
        ) { group, sums in
            var ofSite = SeededGenerator(state: UInt64(group % 250) &* 31)
            var ofPatient = SeededGenerator(state: UInt64(group) &* 977 &+ 5)
            let level = 4 + 0.7 * ofSite.normal() + ofPatient.normal()
            for visit in 0..<(2 + group % 4) {
                sums.add(x: Double(visit), y: level + 0.1 * Double(visit) + ofPatient.normal())
            }
        }
        return .init(moments: moments, response: 1, fixed: [0], slope: nil, sites: (0..<2500).map { $0 % 250 })
    }()

    @Test func refusals() throws {
        let good = try Self.problem("sites", predictors: ["day"], slope: nil)
        func reason(_ change: (inout SiteMixedModel.Problem) -> Void) -> NotEstimable? {
            var problem = good
            change(&problem)
            return SiteMixedModel.fit(problem).reason
        }
        #expect(reason { $0.sites = [] } == .invalidArgument(name: "sites", needed: "one for each group"))
        #expect(
            reason { $0.sites[3] = nil }
                == .invalidArgument(name: "site", needed: "known for each person with rows"))
        #expect(reason { $0.sites = $0.sites.map { _ in 1 } } == .tooFewGroups(found: 1, needed: 2))
        #expect(reason { $0.sites = Array($0.sites.indices) } == .varianceNotIdentified)
        #expect(reason { $0.response = 9 } == .unknownColumn(position: 9))
        #expect(reason { $0.slope = -1 } == .unknownColumn(position: -1))
        #expect(reason { $0.fixed = [0, 0] } == .collinear(name: "day"))
        #expect(reason { $0.moments = $0.moments.keeping { _ in false } } == .noObservations)
        let once = GroupedMoments(x: .init("day"), y: .init("score"), groupCount: 6) { group, sums in
            sums.add(x: Double(group * group), y: Double(group))
        }
        let single = SiteMixedModel.Problem(
            moments: once, response: 1, fixed: [0], slope: nil, sites: [0, 0, 0, 1, 1, 1])
        #expect(SiteMixedModel.fit(single).reason == .oneObservationPerGroup)
        let broken = GroupedMoments(x: .init("day"), y: .init("score"), groupCount: 6) { group, sums in
            for visit in 0..<3 { sums.add(x: Double(visit), y: group == 2 ? .nan : Double(visit * group)) }
        }
        let notFinite = SiteMixedModel.Problem(
            moments: broken, response: 1, fixed: [0], slope: nil, sites: [0, 0, 0, 1, 1, 1])
        #expect(SiteMixedModel.fit(notFinite).reason == .nonFinite)
    }

    /// A response that the model explains exactly has no residual spread.
    @Test(arguments: [nil, 0])
    func exactResponses(_ slope: Int?) {
        let exact = GroupedMoments(x: .init("day"), y: .init("score"), groupCount: 6) { group, sums in
            for visit in 0..<4 { sums.add(x: Double(visit), y: Double(visit) * 0.5 + Double(group * group)) }
        }
        let problem = SiteMixedModel.Problem(
            moments: exact, response: 1, fixed: [0], slope: slope, sites: [0, 0, 0, 1, 1, 1])
        #expect(SiteMixedModel.fit(problem).reason == .noResidualVariation)
    }

    /// Small random studies, many on the boundary: the search ends at an optimum or says why it cannot.
    @Test func smallStudiesEndSomewhere() {
        var fitted = 0
        for seed in 0..<150 {
            var generator = SeededGenerator(state: UInt64(seed))
            let groups = Int.random(in: 4...12, using: &generator)
            // At least two sites.
            let sites = (0..<groups).map { group in
                Optional(group < 2 ? group : Int.random(in: 0..<3, using: &generator))
            }
            var rows = Rows(groups: [], columns: ["day": [], "score": []])
            for group in 0..<groups {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    rows.groups.append(group)
                    rows.columns["day"]?.append(Double(Int.random(in: 0...5, using: &generator)))
                    rows.columns["score"]?.append(Double(Int.random(in: 0...4, using: &generator)))
                }
            }
            let moments = rows.moments(["day", "score"], groupCount: groups)
            for slope in [nil, 0] {
                let problem = SiteMixedModel.Problem(
                    moments: moments, response: 1, fixed: [0], slope: slope, sites: sites)
                switch SiteMixedModel.fit(problem) {
                case .fitted(let fit):
                    fitted += 1
                    // Within a ten-thousandth of a standard error of the optimum.
                    #expect(fit.gradientNorm < 1e-4, "seed \(seed)")
                    #expect(fit.sdResidual > 0 && fit.sdSite >= 0, "seed \(seed)")
                case .notEstimable(let reason):
                    let known: [NotEstimable] = [.noResidualVariation, .varianceNotIdentified]
                    #expect(known.contains(reason), "seed \(seed) \(reason)")
                }
            }
        }
        #expect(fitted > 250)
    }

    @Test func aPersonAtTwoSitesIsRefused() {
        let visits = [(group: 0, site: 1), (group: 1, site: 2), (group: 0, site: 2)]
        let crossed = SiteMixedModel.nestedSites(groupCount: 2, occasions: visits)
        #expect(
            crossed.reason?.description
                == "site must be the same at all occasions of a person: sites are nested, not crossed")
        #expect(SiteMixedModel.nestedSites(groupCount: 3, occasions: visits.prefix(2)).fit == [1, 2, nil])
        #expect(SiteMixedModel.nestedSites(groupCount: 1, occasions: visits).fit == nil)
        #expect(SiteMixedModel.nestedSites(groupCount: -5, occasions: visits).fit == nil)
    }
}
