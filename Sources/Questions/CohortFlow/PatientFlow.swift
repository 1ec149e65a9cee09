import Disclosure
import Findings

/// The patient flow as the figure and the table need it: branches of steps, each with those who were left out on the way.
struct PatientFlow {
    /// A stage that patients reached.
    struct Step {
        /// Its number within the branch.
        let number: Int
        /// What the patients of this stage have in common.
        let stage: String
        /// How many they are.
        let patients: ReleasedEstimate
        /// Those lost on the way to it, with the reason.
        let leftOut: [(reason: String, patients: ReleasedEstimate)]
    }

    /// A way through the study.
    struct Branch {
        let name: FlowBranch
        let steps: [Step]
    }

    /// The branches, the common one first.
    let branches: [Branch]

    init(_ finding: ReleasedFinding) {
        let reached = finding.all(.reached)
        let lost = finding.all(.leftOut)
        branches = FlowBranch.allCases.compactMap { branch in
            let steps = reached.filter { $0.key.branch == branch }.map { key, estimate in
                let leftOut = lost.filter { $0.key.branch == branch && $0.key.step == key.step }
                return Step(
                    number: key.step, stage: key.stage?.words ?? "", patients: estimate,
                    leftOut: leftOut.map { ($0.key.reason?.words ?? "", $0.estimate) })
            }
            return steps.isEmpty ? nil : Branch(name: branch, steps: steps.sorted { $0.number < $1.number })
        }
    }

    /// The common branch.
    var trunk: Branch? {
        branches.first { $0.name == .all }
    }

    /// The branches that part from the common one.
    var arms: [Branch] {
        branches.filter { $0.name != .all }
    }
}
