import Cohort
import Estimation
import Findings

/// The shares without withdrawal around a day: of everybody, of each level of a column and of each scale, with what the patients
/// who were not assessed could change, and the tests against the claim.
struct DayShares {
    let claim: Double?
    let level: ConfidenceLevel
    let weighting: DayWeighting

    private static let intervals: [ConfidenceInterval.Method] = [.wilson, .clopperPearson]

    /// Everybody; their tests are one family.
    func addEverybody(_ patients: DayPatients, to finding: inout FindingBuilder) {
        let tests = add(patients, .everybody, to: &finding)
        finding.add(tests.asFamily("everyone"))
    }

    /// The levels of a column, as far as anybody of them has an index day. The tests of a denominator are one family.
    func addLevels(of groups: PatientGroups, _ statuses: DayStatuses, to finding: inout FindingBuilder) {
        let levels = DayPatients.parts(groups.levels.count, of: statuses) { person, _ in groups.members[person] }
        var tests: [HypothesisTest] = []
        for (level, patients) in levels.enumerated() where !patients.started.isEmpty {
            let group = Day7Patients.level(groups.place(level))
            tests += add(patients, group, to: &finding)
        }
        for denominator in Denominator.allCases {
            let family = tests.filter { ($0.key as? Day7Key)?.denominator == denominator }
            finding.add(family.asFamily("\(groups.name.text), \(denominator.rawValue)"))
        }
    }

    /// A scale, among those assessed only.
    func addScale(_ scale: WithdrawalScale, _ statuses: DayStatuses, to finding: inout FindingBuilder) {
        addShare(DayPatients(statuses), .assessed, .scale(WithdrawalScaleName(scale)), to: &finding)
    }

    /// One scale of several, by its own assessments.
    ///
    /// - Parameter isOfEverybody: whether who has none was missed; else the scale of somebody who was not assessed is not known, and
    ///   the share is among those assessed only.
    func addHeadline(
        _ scale: WithdrawalScale, _ statuses: DayStatuses, isOfEverybody: Bool, to finding: inout FindingBuilder
    ) {
        let (patients, group) = (DayPatients(statuses), Day7Patients.scale(WithdrawalScaleName(scale)))
        guard isOfEverybody else {
            addShare(patients, .assessed, group, to: &finding)
            finding.add(Array(tests(patients, group).prefix(1)))
            return
        }
        for denominator in Denominator.counted { addShare(patients, denominator, group, to: &finding) }
        finding.add(
            share: .notAssessedShare, Day7Key(patients: group), of: patients.notAssessed, among: patients.started,
            intervals: [.wilson], level: level)
        addTippingShare(patients, group, to: &finding)
        finding.add(tests(patients, group).asFamily(scale.rawValue))
    }

    // MARK: - Numbers

    /// Adds the shares of a group.
    ///
    /// - Returns: their tests against the claim.
    private func add(
        _ patients: DayPatients, _ group: Day7Patients, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        for denominator in Denominator.counted { addShare(patients, denominator, group, to: &finding) }
        finding.add(
            share: .notAssessedShare, Day7Key(patients: group), of: patients.notAssessed, among: patients.started,
            intervals: [.wilson], level: level)
        addTippingShare(patients, group, to: &finding)
        return tests(patients, group) + weighting.add(patients, group, to: &finding)
    }

    private func addShare(
        _ patients: DayPatients, _ denominator: Denominator, _ group: Day7Patients, to finding: inout FindingBuilder
    ) {
        guard let (event, among) = patients.share(denominator) else { return }
        finding.add(
            share: .noWithdrawalShare, Day7Key(patients: group, denominator: denominator), of: event, among: among,
            intervals: Self.intervals, level: level, apart: patients.apart(denominator))
    }

    /// The share of those not assessed who would have to be free of withdrawal for the share of everyone to be the claim
    /// (Yan, Lee & Li 2009, doi:10.1080/10543400903242829): below 0 it is more whoever they are, above 1 it is less.
    private func addTippingShare(_ patients: DayPatients, _ group: Day7Patients, to finding: inout FindingBuilder) {
        guard let claim, !patients.notAssessed.isEmpty else { return }
        let missing = Double(patients.notAssessed.count)
        finding.add(
            .tippingShare, Day7Key(patients: group, claim: claim),
            (claim * Double(patients.started.count) - Double(patients.free.count)) / missing,
            n: patients.notAssessed.count, basis: .of(patients.notAssessed, apart: [patients.free, patients.notFree]))
    }

    private func tests(_ patients: DayPatients, _ group: Day7Patients) -> [HypothesisTest] {
        guard let claim else { return [] }
        return Denominator.counted.compactMap { denominator -> HypothesisTest? in
            guard let (event, among) = patients.share(denominator),
                let count = BinomialCount(successes: event.count, trials: among.count),
                let test = ProportionTest(count, claim: claim)
            else { return nil }
            return HypothesisTest(
                .exactBinomial, Day7Key(patients: group, denominator: denominator, claim: claim), p: test.pValue,
                basis: .event(event, among: among, apart: patients.apart(denominator)))
        }
    }
}
