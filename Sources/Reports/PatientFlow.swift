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
        let patients: Estimate
        /// Those lost on the way to it, with the reason.
        let leftOut: [(reason: String, patients: Estimate)]
    }

    /// A way through the study: `all`, `withdrawal` or `pain`.
    struct Branch {
        let name: String
        let steps: [Step]
    }

    /// The branches, the common one first.
    let branches: [Branch]

    init(_ finding: Finding) {
        let reached = finding.estimates(named: "patients")
        let lost = finding.estimates(named: "left_out")
        let names = finding.levels(of: "branch")
        branches = (names.filter { $0 == "all" } + names.filter { $0 != "all" }).map { branch in
            let steps = reached.filter { $0.group["branch"] == branch }.compactMap { estimate -> Step? in
                guard let number = estimate.group["step"].flatMap({ Int($0) }) else { return nil }
                let leftOut = lost.filter {
                    $0.group["branch"] == branch && $0.group["step"] == estimate.group["step"]
                }
                return Step(
                    number: number, stage: estimate.group["stage"] ?? "", patients: estimate,
                    leftOut: leftOut.map { ($0.group["reason"] ?? "", $0) })
            }
            return Branch(name: branch, steps: steps.sorted { $0.number < $1.number })
        }
    }

    /// The common branch.
    var trunk: Branch? {
        branches.first { $0.name == "all" }
    }

    /// The branches that part from the common one.
    var arms: [Branch] {
        branches.filter { $0.name != "all" }
    }
}
