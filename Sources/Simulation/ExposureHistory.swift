/// The way a person's opioid treatment goes.
enum Pathway: Sendable, Equatable {
    case neverExposed
    /// Supplies until the end of follow-up.
    case continuing
    /// A stable dose of at least 60 MME, then a taper over 18 weeks to nothing.
    case tapering
    /// Supplies until shortly before a treatment for opioid use disorder starts on this day.
    case moud(arm: MOUDArm, startDay: Int)

    static func draw(_ design: StudyDesign, _ random: inout RandomStream) -> Pathway {
        let fate = random.uniform()
        // Drawn for everyone, so that each pathway's chance can change without changing another person.
        let arm = random.choice(MOUDArm.allCases.map { ($0, $0.share) }, otherwise: .naltrexone)
        let earliest = design.followUpDays * 2 / 5
        let startDay = earliest + random.integer(below: design.followUpDays * 2 / 5)
        switch fate {
        case ..<0.08: return .neverExposed
        case ..<0.36: return .moud(arm: arm, startDay: startDay)
        // Of tolerance a lower dose is the mirror image of a higher one: a taper would bend the mean line, so there is
        // none.
        case ..<0.54 where design.scenario != .tolerance: return .tapering
        default: return .continuing
        }
    }
}

/// The supplies that a person was dispensed.
struct ExposureHistory: Sendable {
    /// By start day.
    private(set) var supplies: [SimulatedExposure] = []
    private(set) var taperEndDay: Int?

    init(_ pathway: Pathway, design: StudyDesign, model: PainModel, random: inout RandomStream) {
        let firstDay = random.integer(below: 121) - 60
        let unknownDose = design.untidiness.unknownDose
        switch pathway {
        case .neverExposed:
            break
        case .continuing:
            dispense(from: firstDay, through: design.followUpDays, model, unknownDose, &random)
        case .moud(_, let startDay):
            let lastDay = startDay - 1 - random.integer(below: 7)
            dispense(from: firstDay, through: lastDay, model, unknownDose, &random)
        case .tapering:
            dispenseThenTaper(from: firstDay, through: design.followUpDays, unknownDose, &random)
        }
        supplies.sort { ($0.startDay, $0.endDay) < ($1.startDay, $1.endDay) }
    }

    private mutating func dispense(
        from firstDay: Int, through lastDay: Int, _ model: PainModel, _ unknownDose: Double,
        _ random: inout RandomStream
    ) {
        if model.dailyEscalation > 0 {
            dispenseEscalating(from: firstDay, through: lastDay, model.dailyEscalation, unknownDose, &random)
        } else {
            dispenseSteadily(from: firstDay, through: lastDay, unknownDose, &random)
        }
    }

    private mutating func append(
        _ days: ClosedRange<Int>, _ drug: OpioidDrug, doseTenths: Int, _ unknownDose: Double,
        _ random: inout RandomStream
    ) {
        supplies.append(
            SimulatedExposure(
                startDay: days.lowerBound, endDay: days.upperBound, drug: drug, doseTenths: doseTenths,
                isDoseRecorded: !random.happens(unknownDose)))
    }

    /// Supplies of 7 to 30 days with late and early refills, changes of drug, doses that wander without a trend, a
    /// second drug at times, and breaks after which another era begins.
    private mutating func dispenseSteadily(
        from firstDay: Int, through lastDay: Int, _ unknownDose: Double, _ random: inout RandomStream
    ) {
        let isWeak = random.happens(0.3)
        let drugs = isWeak ? OpioidDrug.weak : OpioidDrug.strong
        let levels: [Double] = isWeak ? [15, 20, 30, 40] : [30, 45, 60, 90, 120]
        var drug = random.element(of: drugs, otherwise: .morphine)
        // A walk between reflecting ends that starts evenly spread stays so: the dose has no trend in time.
        var level = random.integer(below: levels.count)
        var day = firstDay
        var eraStart = firstDay
        while day <= lastDay {
            let supplyDays = random.choice([(30, 0.5), (28, 0.3), (14, 0.15)], otherwise: 7)
            let end = min(day + supplyDays - 1, lastDay)
            let mme = levels.indices.contains(level) ? levels[level] : 30
            append(day...end, drug, doseTenths: drug.doseTenths(mme: mme), unknownDose, &random)
            if random.happens(0.06) {
                let start = day + random.integer(below: end - day + 1)
                let stop = min(start + 2 + random.integer(below: 8), end + 5, lastDay)
                let second: OpioidDrug = drug == .tramadol ? .codeine : .tramadol
                append(start...stop, second, doseTenths: second.doseTenths(mme: 20), unknownDose, &random)
            }
            if random.happens(0.04) { drug = random.element(of: drugs, otherwise: drug) }
            if random.happens(0.2) {
                level += random.happens(0.5) ? 1 : -1
                level = min(levels.count - 1, max(0, level))
            }
            let breaksOff = random.happens(0.03) || end + 1 - eraStart >= Self.longestEra
            let gap = breaksOff ? 36 + random.integer(below: 60) : Self.refillGap(&random)
            day = max(end + 1 + gap, day + 1)
            if breaksOff { eraStart = day }
        }
    }

    /// Supplies without a gap whose dose is raised on each day with the same chance; after a break the first dose is
    /// back.
    private mutating func dispenseEscalating(
        from firstDay: Int, through lastDay: Int, _ dailyChance: Double, _ unknownDose: Double,
        _ random: inout RandomStream
    ) {
        let drug = random.element(of: OpioidDrug.finelyDosed, otherwise: .morphine)
        let firstMME = random.choice([(40, 0.25), (50, 0.5)], otherwise: 60.0)
        var eraStart = firstDay
        while eraStart <= lastDay {
            // The era's length is fixed before any increase, so that who is still exposed says nothing about the dose.
            var fills = 1
            while fills < Self.longestEra / 30, !random.happens(0.03) { fills += 1 }
            let eraEnd = min(eraStart + 30 * fills - 1, lastDay)
            var mme = firstMME
            var day = eraStart
            var increase = eraStart + Self.waitingDays(dailyChance, &random)
            while day <= eraEnd {
                if day == increase {
                    mme *= PainModel.escalationFactor
                    increase += Self.waitingDays(dailyChance, &random)
                }
                let end = min(day + 29, eraEnd, increase - 1)
                let tenths = Int((mme / drug.mmePerMilligram * 10).rounded())
                append(day...end, drug, doseTenths: tenths, unknownDose, &random)
                day = end + 1
            }
            eraStart = eraEnd + 37 + random.integer(below: 60)
        }
    }

    /// Four to eight months at a stable dose, then nine steps down of 14 days each.
    private mutating func dispenseThenTaper(
        from firstDay: Int, through lastDay: Int, _ unknownDose: Double, _ random: inout RandomStream
    ) {
        let drug = random.element(of: OpioidDrug.strong, otherwise: .morphine)
        let baseTenths = drug.doseTenths(mme: random.choice([(60, 0.4), (90, 0.4)], otherwise: 120.0))
        let taperStart = firstDay + 120 + random.integer(below: 120)
        var day = firstDay
        while day < taperStart, day <= lastDay {
            let end = min(day + 29, taperStart - 1, lastDay)
            append(day...end, drug, doseTenths: baseTenths, unknownDose, &random)
            day = end + 1
        }
        for tenthsLeft in stride(from: 9, through: 1, by: -1) where day <= lastDay {
            let end = min(day + 13, lastDay)
            // To half a milligram.
            let doseTenths = max(5, (baseTenths * tenthsLeft / 10 + 2) / 5 * 5)
            append(day...end, drug, doseTenths: doseTenths, unknownDose, &random)
            day = end + 1
            if tenthsLeft == 1, end < lastDay { taperEndDay = end }
        }
    }

    /// A break comes at the latest when an era has lasted this long, so that pain that rises with duration
    /// stays clear of the end of its scale however long the follow-up.
    private static let longestEra = 420

    /// Free days before the next supply; negative for an early refill, up to the longest that an era bridges.
    private static func refillGap(_ random: inout RandomStream) -> Int {
        switch random.uniform() {
        case ..<0.68: 0
        case ..<0.82: -1 - random.integer(below: 3)
        case ..<0.96: 1 + random.integer(below: 10)
        default: 11 + random.integer(below: 20)
        }
    }

    /// Days until an event with this chance a day: geometric, at least 1, by inversion.
    private static func waitingDays(_ dailyChance: Double, _ random: inout RandomStream) -> Int {
        let days = NaturalLogarithm.value(random.uniform()) / NaturalLogarithm.value(1 - dailyChance)
        return 1 + Int(min(days, 1e6))
    }
}

extension RandomStream {
    /// One of `choices`, each with the same chance.
    mutating func element<Element>(of choices: [Element], otherwise fallback: Element) -> Element {
        let position = integer(below: choices.count)
        return choices.indices.contains(position) ? choices[position] : fallback
    }
}
