import Cohort
import Findings

/// Who is in, who fell out and where (STROBE item 13; von Elm 2007, 10.1016/S0140-6736(07)61602-X).
struct CohortFlow {
    let cohort: Cohort
    let day7: AnalysisSettings.Day7?
    let exposed: ExposedPain

    func finding() -> Finding {
        let everybody = cohort.patients.count
        guard everybody > 0 else {
            return Finding(
                notEstimable: "cohort_flow", title: title, reason: "the study has no patients", population: population,
                estimand: estimand, method: method)
        }
        var branches = [Branch(name: "all", start: Stage("in the study", everybody))]
        if !cohort.withdrawal.isEmpty { branches.append(withdrawalBranch) }
        if cohort.pain.count > 0 { branches.append(painBranch) }
        return Finding(
            id: "cohort_flow", title: title, population: population, estimand: estimand, method: method,
            estimates: branches.flatMap(\.estimates),
            cautions: ["The branches are separate: a patient can be in both, in one or in none."])
    }

    private var withdrawalBranch: Branch {
        let settings = day7 ?? .init()
        let statuses = DayStatus.ofEverybody(in: cohort, target: settings.day, window: settings.window)
        let tally = DayTally(statuses)
        var branch = Branch(name: "withdrawal", start: Stage("in the study", cohort.patients.count))
        branch.append(
            Stage("with an index day", tally.started), leaving: "no index day: \(cohort.indexRule.description)")
        branch.append(
            Stage("assessed around day \(settings.day)", tally.assessed),
            leaving: "no withdrawal assessment on days \(settings.window.lowerBound) to \(settings.window.upperBound)")
        return branch
    }

    private var painBranch: Branch {
        let title = exposed.instrument?.title ?? "pain"
        var branch = Branch(name: "pain", start: Stage("in the study", cohort.patients.count))
        branch.append(Stage("with a score: \(title)", exposed.peopleWithScores), leaving: "no score")
        branch.append(
            Stage("scored while exposed to an opioid", exposed.peopleExposed),
            leaving: "no score within an exposure era")
        branch.append(
            Stage("scored at least twice while exposed", exposed.peopleWithTwo),
            leaving: "one score within exposure eras")
        return branch
    }

    private var title: String { "Patient flow" }
    private var estimand: String { "Patients who reach each stage, and those lost on the way to it with the reason." }
    private var method: String { "Counts of people." }
    private var population: Finding.Population {
        Finding.Population(
            patients: cohort.patients.count, observations: nil, description: "everyone in the study's patient tables")
    }

    private struct Stage {
        let name: String
        let count: Int

        init(_ name: String, _ count: Int) {
            self.name = name
            self.count = count
        }
    }

    private struct Branch {
        let name: String
        private(set) var estimates: [Estimate]
        private var last: Stage
        private var step = 1
        private var lastLeft = 0

        init(name: String, start: Stage) {
            self.name = name
            last = start
            estimates = [
                .patients("patients", group: ["branch": name, "step": "1", "stage": start.name], count: start.count)
            ]
        }

        /// Adds a stage. A small loss is withheld together with the stage that it leads to and the next loss: of three
        /// numbers on one line of subtraction, two would give the third.
        mutating func append(_ stage: Stage, leaving reason: String) {
            step += 1
            let left = last.count - stage.count
            estimates.append(
                .patients(
                    "left_out", group: ["branch": name, "step": "\(step)", "reason": reason], count: left,
                    cells: [lastLeft]))
            estimates.append(
                .patients(
                    "patients", group: ["branch": name, "step": "\(step)", "stage": stage.name], count: stage.count,
                    cells: [left]))
            last = stage
            lastLeft = left
        }
    }
}
