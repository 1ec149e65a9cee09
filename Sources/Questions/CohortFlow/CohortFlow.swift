import Cohort
import Findings
import StudyFile

/// Who is in, who fell out and where (STROBE item 13; von Elm 2007, 10.1016/S0140-6736(07)61602-X).
enum CohortFlow: Question {
    typealias Settings = NoSettings

    static let id = "cohort_flow"
    static let title = "Patient flow"
    static let question = "Who is in the study, and who was left out where?"
    static let isAskedAlways = true

    static let quantities: [QuantityInfo] = [Quantity.reached.info, Quantity.leftOut.info]
    static let mainAnswers: [MainAnswer] = []

    static let tests: [TestInfo] = []

    static func answer(_ settings: NoSettings, of study: Study, into finding: inout FindingBuilder) {
        finding.population = .init(
            "everyone in the study's patient tables", patients: study.everyone, observations: nil)
        finding.estimand = "Patients who reach each stage, and those lost on the way to it with the reason."
        finding.method = "Counts of patients."
        guard !study.everyone.isEmpty else { return finding.notEstimable("the study has no patients") }
        finding.keep(.reached)
        finding.add(Branch(.all, of: study.everyone))
        if !study.cohort.withdrawal.isEmpty { finding.add(withdrawal(study)) }
        if study.cohort.pain.count > 0 { finding.add(pain(study)) }
        finding.cautions = ["The branches are separate: a patient can be in both, in one or in none."]
    }

    private static func withdrawal(_ study: Study) -> Branch {
        let settings = study.asked.settings(of: Day7Withdrawal.self) ?? .init()
        let statuses = study.shared(DayStatusesOf(day: settings.day, window: settings.daysAround))
        let (planned, _, unplanned) = StudyTrials.planned(statuses, of: study.cohort)
        var branch = Branch(.withdrawal, of: study.everyone)
        let rule = StudyWord(study.cohort.indexRule.description)
        branch.append(.withIndexDay, statuses.started, leaving: .noIndexDay(rule: rule))
        if !unplanned.isEmpty {
            branch.append(
                .inTrialThatAssessed(day: settings.day), planned.started, leaving: .trialDidNotAssess(day: settings.day)
            )
        }
        branch.append(
            .assessed(day: settings.day), planned.assessed, leaving: .notAssessed(days: settings.daysAround))
        return branch
    }

    private static func pain(_ study: Study) -> Branch {
        let trend = study.asked.settings(of: PainTrend.self) ?? .init()
        let subject = TrendSubject(trend.trend, of: study)
        let persons = subject.persons
        var branch = Branch(.pain, of: study.everyone)
        branch.append(.scored(on: subject.instrument), persons.withScores, leaving: .noScore)
        branch.append(.scoredWhileExposed, persons.exposed, leaving: .noExposedScore)
        branch.append(.scoredTwiceWhileExposed, persons.withTwo, leaving: .oneExposedScore)
        return branch
    }
}

/// A way through the study: stages, each a part of the one before.
private struct Branch {
    struct Step {
        let key: FlowKey
        let persons: PersonSet
        /// Who was lost on the way to it.
        let left: PersonSet
        /// Who was lost since each earlier stage, the one before first.
        let leftSince: [PersonSet]
    }

    private(set) var steps: [Step]

    init(_ branch: FlowBranch, of everyone: PersonSet) {
        let key = FlowKey(branch: branch, step: 1, stage: .inTheStudy)
        steps = [Step(key: key, persons: everyone, left: PersonSet(), leftSince: [])]
    }

    mutating func append(_ stage: FlowStage, _ persons: PersonSet, leaving reason: FlowReason) {
        guard let last = steps.last else { return }
        let key = FlowKey(branch: last.key.branch, step: last.key.step + 1, stage: stage, reason: reason)
        steps.append(
            Step(
                key: key, persons: persons, left: last.persons.subtracting(persons),
                leftSince: steps.reversed().map { $0.persons.subtracting(persons) }))
    }
}

extension FindingBuilder {
    /// Adds a branch. A small loss is withheld together with the stage that it leads to and the next loss: of three numbers on
    /// one line of subtraction, two would give the third. So is a small loss over several stages.
    fileprivate mutating func add(_ branch: Branch) {
        var before: [PersonSet] = []
        for step in branch.steps {
            var (reached, lost) = (step.key, step.key)
            reached.reason = nil
            lost.stage = nil
            if lost.reason != nil { add(count: step.left, as: .leftOut, lost, apart: before) }
            add(count: step.persons, as: .reached, reached, apart: step.leftSince)
            before = step.leftSince
        }
    }
}
