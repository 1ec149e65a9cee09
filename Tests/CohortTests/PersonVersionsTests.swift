import Testing

@testable import Cohort

@Suite("Versions of persons")
struct PersonVersionsTests {
    private static let nrs = Instrument(id: "nrs", title: "NRS", range: 0...10, unit: "points")

    /// People by their scores, as (day, score, site), who have an arm.
    private static func cohort(
        _ people: [[(Int32, Double, UInt16)]], arms: [String], kinds: [ClinicalTerm<InterventionKind>] = [],
        care: [(person: Int32, kind: UInt16)] = [], instruments: [Instrument] = [nrs]
    ) -> Cohort {
        var block = PainBlock()
        for (person, scores) in people.enumerated() {
            for (day, score, site) in scores {
                block.append(
                    Int32(person), PainAssessment(day: StudyDay(day), score: score, instrument: 0), site: site)
            }
        }
        let levels = Set(arms).sorted()
        let codes = arms.map { arm in levels.firstIndex(of: arm).map(Int32.init) }
        var rows = PersonBlock<Intervention>()
        for (person, kind) in care { rows.append(Intervention(start: StudyDay(3), end: nil, kind: kind), of: person) }
        return Cohort(
            patients: Patients(
                count: people.count,
                covariates: [Covariate(name: "arm", values: .categorical(levels: levels, codes: codes))]),
            instruments: instruments,
            pain: PainAssessments(personCount: people.count, blocks: [block]),
            exposures: OpioidExposures(personCount: people.count, blocks: [], drugs: []),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "", conversions: []),
            withdrawal: WithdrawalAssessments(personCount: people.count, blocks: []),
            moud: MOUDDoses(personCount: people.count, blocks: [], drugs: []),
            interventions: Interventions(personCount: people.count, blocks: [rows], kinds: kinds))
    }

    private static func versions(_ cohort: Cohort, secret: UInt64 = 7) -> [UInt64] {
        let versions = PersonVersions(of: cohort, secret: secret)
        return (0..<cohort.patients.count).map { versions[$0] }
    }

    @Test("depend on a person's data alone: not on the order of rows, numbers of sites and levels, nor on other people")
    func same() {
        let one = Self.cohort([[(1, 4, 1), (1, 5, 2), (8, 2, 2)], [(1, 3, 1)]], arms: ["b", "c"])
        // The rows of the first in another order, behind somebody who comes first with another arm and site.
        let other = Self.cohort([[(2, 2, 1)], [(1, 5, 1), (8, 2, 1), (1, 4, 2)]], arms: ["a", "b"])
        #expect(Self.versions(one)[0] == Self.versions(other)[1])
        #expect(Self.versions(one)[0] != Self.versions(one)[1])
    }

    @Test("change with a score, a day, a site, a level, a row more and the secret")
    func changed() {
        let base = Self.versions(Self.cohort([[(1, 4, 1), (8, 2, 2)]], arms: ["b"]))
        let others = [
            Self.cohort([[(1, 5, 1), (8, 2, 2)]], arms: ["b"]), Self.cohort([[(2, 4, 1), (8, 2, 2)]], arms: ["b"]),
            Self.cohort([[(1, 4, 1), (8, 2, 1)]], arms: ["b"]), Self.cohort([[(1, 4, 1), (8, 2, 2)]], arms: ["c"]),
            Self.cohort([[(1, 4, 1), (8, 2, 2), (8, 2, 2)]], arms: ["b"]),
        ].map { Self.versions($0) }
        #expect(Set(others + [base]).count == 6)
        #expect(Self.versions(Self.cohort([[(1, 4, 1), (8, 2, 2)]], arms: ["b"]), secret: 8) != base)
    }

    @Test("name what the data name, not the number that it got")
    func terms() {
        let one = Self.cohort(
            [[], []], arms: ["a", "a"], kinds: ["yoga", "Reiki"], care: [(0, 0), (1, 1)])
        let other = Self.cohort(
            [[], []], arms: ["a", "a"], kinds: ["reiki", "yoga"], care: [(0, 1), (1, 0)])
        #expect(Self.versions(one) == Self.versions(other))
        #expect(Self.versions(one)[0] != Self.versions(one)[1])
    }

    @Test("are the same in every process")
    func pinned() {
        #expect(Self.versions(Self.cohort([[(1, 4, 0)]], arms: ["a"])) == [16_354_147_380_936_153_140])
    }
}
