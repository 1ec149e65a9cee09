import Disclosure
import Presentation
import StudyFile

extension CohortFlow {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: NoSettings, on page: inout QuestionPage
    ) {
        let flow = PatientFlow(finding)
        page.add([table(flow)])
        page.add(PatientFlowFigure.plan(flow), title: PatientFlowFigure.title)
    }

    private static func table(_ flow: PatientFlow) -> PageTable? {
        guard !flow.branches.isEmpty else { return nil }
        var table = PageTable(
            "Patients at each stage, and those left out on the way to it",
            heads: [.init("Stage"), .init("Patients", isNumeric: true), .init("Left out on the way")])
        for branch in flow.branches {
            if flow.branches.count > 1 { table.group(branch.name.label) }
            for step in branch.steps {
                let left = step.leftOut.map {
                    "\(Wording.capitalized($0.reason)): \(EstimateText.count($0.patients.value))"
                }
                table.row([
                    Wording.capitalized(step.stage), EstimateText.count(step.patients.value),
                    left.isEmpty ? EstimateText.absent : left.joined(separator: "; "),
                ])
            }
        }
        return table
    }
}

extension CohortFlow {
    static let reportingItems: [ReportedItem] = [
        .strobe(.numbersAtStages, in: .numbers),
        .strobe(.reasons, in: .numbers),
        .strobe(.flow, in: .figures),
        .recordPE(.persons, in: .numbers, isPart: true),
    ]
}
