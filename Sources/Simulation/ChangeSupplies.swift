/// The supplies of a person whose treatment changes once, from more than a year before enrolment on.
struct ChangeSupplies: Sendable {
    /// By start day.
    private(set) var supplies: [SimulatedExposure] = []

    /// A stable dose of at least 58 MME a day, in supplies of four weeks, until the change; then what the scenario has in
    /// its place.
    init(
        _ scenario: Scenario, _ model: ChangeModel, change: SimulatedChange?, design: StudyDesign,
        _ random: inout RandomStream
    ) {
        let drug = random.element(of: OpioidDrug.strong, otherwise: .morphine)
        let mme = random.choice([(60, 0.4), (90, 0.4)], otherwise: 120.0)
        let periodsBefore = 14 + random.integer(below: 7)
        // Drawn for everybody, whatever happens.
        let others = OpioidDrug.strong.filter { $0 != drug }
        let nextDrug = random.element(of: others, otherwise: .morphine)
        let dose = drug.doseTenths(mme: mme)
        for period in -periodsBefore...(design.followUpDays / ChangeModel.interval) {
            let day = period * ChangeModel.interval + ChangeModel.daysToChange
            guard day <= design.followUpDays else { break }
            var supply = (drug: drug, tenths: dose)
            if let change, day >= change.changeDay {
                let step = (day - change.changeDay) / ChangeModel.interval + 1
                switch scenario {
                case .tapering: supply.tenths = model.doseTenths(after: step, of: dose)
                case .opioidRotation: supply = (nextDrug, nextDrug.doseTenths(mme: mme))
                case .abruptStop, .moudInitiation: return
                case .nonopioidCare, .null, .hyperalgesia, .tolerance, .spreading, .mixedPatterns, .returnToUse,
                    .evokedTests, .painDrivesDose:
                    break
                }
            }
            supplies.append(
                SimulatedExposure(
                    startDay: day, endDay: min(day + ChangeModel.interval - 1, design.followUpDays), drug: supply.drug,
                    doseTenths: supply.tenths, isDoseRecorded: !random.happens(design.untidiness.unknownDose)))
        }
    }

    /// What is dispensed until a day, which is the last.
    func through(_ lastDay: Int) -> [SimulatedExposure] {
        supplies.filter { $0.startDay <= lastDay }.map { supply in
            SimulatedExposure(
                startDay: supply.startDay, endDay: min(supply.endDay, lastDay), drug: supply.drug,
                doseTenths: supply.doseTenths, isDoseRecorded: supply.isDoseRecorded)
        }
    }
}

extension ChangeModel {
    /// The daily dose after some steps down, to half a milligram.
    func doseTenths(after steps: Int, of baseline: Int) -> Int {
        let percentLeft = 100 - reductionPercent * min(steps, reductions)
        return max(5, (baseline * percentLeft / 100 + 2) / 5 * 5)
    }
}
