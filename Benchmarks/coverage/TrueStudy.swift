import Cohort
import Estimation
import Foundation

/// A study in which the truth is known, as a cohort that the tool is asked about.
struct TrueStudy: Sendable {
    /// What is true of it.
    enum Mechanism: Sendable {
        /// Residuals with a memory: a correlation of 0.6 from visit to visit.
        case memory
        /// Pain falls with time for everybody, exposed or not; a third is never exposed, exposure begins at different times.
        case recovery
        /// The slope differs between six sites, with a standard deviation of 0.1 points per 30 days.
        case sites
        /// Scores that would be below 0 are 0, about a sixth of them; people differ in their slopes.
        case floor
        /// A person may leave after each visit, the sooner the more pain that visit recorded.
        case leaving
        /// The next visit comes the sooner the more pain the last one recorded; people differ in their slopes.
        case visitsAfterPain
        /// People come when it hurts: the more pain of the day, the likelier a visit, on top of a first one; people differ in their slopes.
        case visitsInPain
    }

    let name: String
    let mechanism: Mechanism
    /// What a month of exposure adds.
    let slope: Double

    static let people = 90
    static let visits = 12

    static let all = [
        TrueStudy(name: "null, residuals with a memory", mechanism: .memory, slope: 0),
        TrueStudy(name: "null, everybody recovers alike", mechanism: .recovery, slope: 0),
        TrueStudy(name: "0.2 points a month on top of recovery", mechanism: .recovery, slope: 0.2),
        TrueStudy(name: "null, slopes differ between six sites", mechanism: .sites, slope: 0),
        TrueStudy(name: "null, many scores at the floor", mechanism: .floor, slope: 0),
        TrueStudy(name: "null, people leave after recorded pain", mechanism: .leaving, slope: 0),
        TrueStudy(name: "null, scores come sooner after recorded pain", mechanism: .visitsAfterPain, slope: 0),
        TrueStudy(name: "null, scores are taken when it hurts", mechanism: .visitsInPain, slope: 0),
    ]

    private static let mostVisits = 200
    private static let lastDay = 350

    private var visitsDependOnPain: Bool { mechanism == .visitsAfterPain || mechanism == .visitsInPain }

    /// The day of the next visit: at a rate of one in 30 days, e^0.5 times as high for each point of recorded pain above 5; every second
    /// week where pain of the day decides.
    private func nextVisit(after day: Int32, _ score: Double, _ random: inout SeededRandom) -> Int {
        guard mechanism == .visitsAfterPain else { return Int(day) + 14 }
        let rate = exp(0.5 * (score - 5)) / 30
        return Int(day) + max(1, Int((-log(max(1e-12, random.uniform())) / rate).rounded(.up)))
    }

    /// One study.
    func cohort(seed: UInt64) -> Cohort {
        var random = SeededRandom(seed: seed)
        let siteSlopes = (0..<6).map { _ in 0.1 * random.normal() }
        var pain = PainBlock()
        var exposures = PersonBlock<DrugSpan>()
        var regimens = RegimenNumbering<OpioidRegimen>()
        let regimen = regimens.number(of: OpioidRegimen(drug: 0, dailyMME: .milligrams(60), dailyDose: 60))
        for person in 0..<Self.people {
            let level = (mechanism == .floor ? 2 : 5) + (mechanism == .floor ? 1.6 : 0.9) * random.normal()
            let own =
                mechanism == .memory
                ? 0
                : (mechanism == .floor || visitsDependOnPain ? 0.15 : 0.06) * random.normal()
                    + (mechanism == .sites ? siteSlopes[person % 6] : 0)
            // In units of 30 days; the first exposed visit is the one after.
            let start: Double? = mechanism == .recovery ? (person % 3 == 0 ? nil : Double(1 + person % 4)) : -1
            var memory = random.normal()
            var next = 0
            for visit in 0..<(visitsDependOnPain ? Self.mostVisits : Self.visits) {
                let day = visitsDependOnPain ? Int32(next) : Int32(30 * visit + Int(4 * random.uniform()))
                guard day <= Self.lastDay else { break }
                let time = Double(day) / 30
                if visit > 0 { memory = 0.6 * memory + 0.8 * random.normal() }
                let noise = mechanism == .memory ? 0.8 * memory : 0.8 * random.normal()
                let exposure = start.map { max(0, time - $0) } ?? 0
                var score = level + (slope + own) * exposure + noise
                if mechanism == .recovery { score += 2.5 * exp(-time / 3) }
                score = (max(0, min(10, score)) * 10).rounded() / 10
                if visitsDependOnPain { next = nextVisit(after: day, score, &random) }
                // Of the days in between those are asked about on which it hurts enough to come.
                if mechanism == .visitsInPain, visit > 0, random.uniform() > 1 / (1 + exp(1.5 * (5.5 - score))) {
                    continue
                }
                pain.append(Int32(person), PainAssessment(day: StudyDay(day), score: score, instrument: 0))
                if mechanism == .leaving, random.uniform() < 1 / (1 + exp(4.5 - 0.8 * (score - 3))) { break }
            }
            guard let start, let span = DrugSpan(StudyDay(Int32(30 * start)), through: StudyDay(400), regimen: regimen)
            else { continue }
            exposures.append(span, of: Int32(person))
        }
        let count = Self.people
        let sites = Covariate.Values.categorical(
            levels: (0..<6).map { "site \($0)" }, codes: (0..<count).map { Int32($0 % 6) })
        return Cohort(
            patients: Patients(
                count: count,
                covariates: mechanism == .sites ? [Covariate(name: "site", values: sites)] : []),
            instruments: [Instrument.catalogue[0]], pain: PainAssessments(personCount: count, blocks: [pain]),
            exposures: OpioidExposures(
                personCount: count, blocks: [DrugBlock(exposures, regimens: regimens.regimens)], drugs: ["morphine"]),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "simulated", conversions: []),
            withdrawal: WithdrawalAssessments(personCount: count, blocks: []),
            moud: MOUDDoses(personCount: count, blocks: [], drugs: []))
    }
}
