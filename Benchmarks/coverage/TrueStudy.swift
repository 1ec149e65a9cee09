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
        /// Half of the people are exposed already when their record begins, for up to two years that nobody recorded.
        case prevalent
        /// People are taken in for a first score of 6 or more, made on the day on which exposure begins.
        case chosen
        /// The dose is set on the day of each score, by that score.
        case doseAnswers
        /// Something unmeasured adds a point to a score: it is there at a fifth of the visits at first and at four fifths a year later.
        case confounded
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
        TrueStudy(name: "0.12 points a month, half are prevalent users", mechanism: .prevalent, slope: 0.12),
        TrueStudy(name: "null, people taken in for a high score on the first day", mechanism: .chosen, slope: 0),
        TrueStudy(name: "null, the dose answers to pain on the day", mechanism: .doseAnswers, slope: 0),
        TrueStudy(name: "null, something unmeasured comes with time", mechanism: .confounded, slope: 0),
    ]

    /// The risk ratio with which the unmeasured thing comes with a year of exposure: of the two ratios that an E-value is held against
    /// the larger. The other is exp(0.91 · 1 / 0.9) = 2.7, a point on the spread between patients.
    static let confounding = 0.8 / 0.2

    private static let mostVisits = 200
    private static let inclusion = 6.0
    private static let lastDay = 350

    private var visitsDependOnPain: Bool { mechanism == .visitsAfterPain || mechanism == .visitsInPain }

    /// The day of the next visit: at a rate of one in 30 days, e^0.5 times as high for each point of recorded pain above 5; every second
    /// week where pain of the day decides.
    private func nextVisit(after day: Int32, _ score: Double, _ random: inout SeededRandom) -> Int {
        guard mechanism == .visitsAfterPain else { return Int(day) + 14 }
        let rate = exp(0.5 * (score - 5)) / 30
        return Int(day) + max(1, Int((-log(max(1e-12, random.uniform())) / rate).rounded(.up)))
    }

    private typealias Visit = (day: Int32, score: Double)

    /// When exposure begins, in units of 30 days; `nil` for those never exposed. The first exposed visit is the one after.
    private func start(of person: Int) -> Double? {
        switch mechanism {
        case .recovery: person % 3 == 0 ? nil : Double(1 + person % 4)
        case .chosen: 0
        case .prevalent: person % 2 == 0 ? -12 : Double(1 + person % 4)
        default: -1
        }
    }

    /// The visits of a person.
    private func visits(
        of person: Int, from start: Double?, siteSlopes: [Double], _ random: inout SeededRandom
    ) -> [Visit] {
        let level = (mechanism == .floor ? 2 : 5) + (mechanism == .floor ? 1.6 : 0.9) * random.normal()
        let own =
            mechanism == .memory
            ? 0
            : (mechanism == .floor || visitsDependOnPain ? 0.15 : 0.06) * random.normal()
                + (mechanism == .sites ? siteSlopes[person % 6] : 0)
        // Exposure that nobody recorded.
        let before = mechanism == .prevalent && person % 2 == 0 ? 24 * random.uniform() : 0
        var memory = random.normal()
        var (next, visits): (Int, [Visit]) = (0, [])
        for visit in 0..<(visitsDependOnPain ? Self.mostVisits : Self.visits) {
            let isOnDayZero = mechanism == .chosen && visit == 0
            let planned = 30 * visit + Int(4 * random.uniform())
            let day = Int32(visitsDependOnPain ? next : isOnDayZero ? 0 : planned)
            guard day <= Self.lastDay else { break }
            let time = Double(day) / 30
            if visit > 0 { memory = 0.6 * memory + 0.8 * random.normal() }
            let noise = mechanism == .memory ? 0.8 * memory : 0.8 * random.normal()
            let exposure = start.map { max(0, time - $0) + before } ?? 0
            var score = level + (slope + own) * exposure + noise
            if mechanism == .recovery { score += 2.5 * exp(-time / 3) }
            if mechanism == .confounded, random.uniform() < 0.2 + 0.6 * time / 12 { score += 1 }
            score = (max(0, min(10, score)) * 10).rounded() / 10
            if visitsDependOnPain { next = nextVisit(after: day, score, &random) }
            // Of the days in between those are asked about on which it hurts enough to come.
            if mechanism == .visitsInPain, visit > 0, random.uniform() > 1 / (1 + exp(1.5 * (5.5 - score))) { continue }
            visits.append((day, score))
            if mechanism == .leaving, random.uniform() < 1 / (1 + exp(4.5 - 0.8 * (score - 3))) { break }
        }
        return visits
    }

    /// The spans of a person's exposure with their doses.
    private func spans(
        from start: Double, _ visits: [Visit], _ regimens: inout RegimenNumbering<OpioidRegimen>
    ) -> [DrugSpan] {
        func span(_ first: Int32, _ last: Int32, dose: Double) -> DrugSpan? {
            let regimen = OpioidRegimen(drug: 0, dailyMME: .milligrams(dose), dailyDose: dose)
            return DrugSpan(StudyDay(first), through: StudyDay(last), regimen: regimens.number(of: regimen))
        }
        let (first, end) = (Int32(30 * start), Int32(400))
        guard mechanism == .doseAnswers else { return [span(first, end, dose: 60)].compactMap(\.self) }
        // On the day of a score, by that score.
        let changes =
            [(day: first, dose: 60.0)] + visits.map { (day: $0.day, dose: (60 * exp2(0.3 * ($0.score - 5))).rounded()) }
        return changes.indices.compactMap { number in
            let next = number + 1 < changes.count ? changes[number + 1].day - 1 : end
            return span(changes[number].day, next, dose: changes[number].dose)
        }
    }

    /// One study.
    func cohort(seed: UInt64) -> Cohort {
        var random = SeededRandom(seed: seed)
        let siteSlopes = (0..<6).map { _ in 0.1 * random.normal() }
        var pain = PainBlock()
        var exposures = PersonBlock<DrugSpan>()
        var regimens = RegimenNumbering<OpioidRegimen>()
        for person in 0..<Self.people {
            let start = start(of: person)
            var visits = visits(of: person, from: start, siteSlopes: siteSlopes, &random)
            while mechanism == .chosen, visits[0].score < Self.inclusion {
                visits = self.visits(of: person, from: start, siteSlopes: siteSlopes, &random)
            }
            for visit in visits {
                pain.append(Int32(person), PainAssessment(day: StudyDay(visit.day), score: visit.score, instrument: 0))
            }
            guard let start else { continue }
            for span in spans(from: start, visits, &regimens) { exposures.append(span, of: Int32(person)) }
        }
        let count = Self.people
        let sites = Covariate.Values.categorical(
            levels: (0..<6).map { "site \($0)" }, codes: (0..<count).map { Int32($0 % 6) })
        var covariates = mechanism == .sites ? [Covariate(name: "site", values: sites)] : []
        if mechanism == .prevalent {
            let starts = [Double?](repeating: -360, count: count)
            covariates.append(Covariate(name: ObservationStart.column, values: .numeric(starts)))
        }
        return Cohort(
            patients: Patients(count: count, covariates: covariates),
            instruments: [Instrument.catalogue[0]], pain: PainAssessments(personCount: count, blocks: [pain]),
            exposures: OpioidExposures(
                personCount: count, blocks: [DrugBlock(exposures, regimens: regimens.regimens)], drugs: ["morphine"]),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "simulated", conversions: []),
            withdrawal: WithdrawalAssessments(personCount: count, blocks: []),
            moud: MOUDDoses(personCount: count, blocks: [], drugs: []))
    }
}
