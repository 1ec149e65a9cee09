import Cohort
import Estimation
import Findings

/// What one patient's opioid exposures amount to.
struct PatientUse: Sendable {
    /// The patient.
    let person: Int
    /// Study day of the first exposure.
    let firstDay: Int
    /// Days that any exposure covers.
    let coveredDays: Int
    /// Exposure eras.
    let eras: Int
    /// Days from the first to the last covered day of the first era.
    let firstEraDays: Int
    /// Whether the first era is seen to end: that more days than an era's gap follow it, observed and without an opioid.
    let isFirstEraOver: Bool
    /// Days without an opioid between the first era and the second; `nil` where there is one.
    let firstGap: Int?
    /// What comes after the first era has ended; `nil` where that is not seen.
    let restart: Restart?
    /// Whether therapy is long-term.
    let longTerm: LongTermTherapy
    /// Switches from one drug to another.
    let switches: [DrugSwitch]
    /// Exposures whose dose is not recorded.
    let unknownRows: Int
    /// Exposures that no factor converts.
    let unconvertedRows: Int

    /// What comes first after the day on which an era is known to have ended.
    struct Restart: Sendable {
        /// Days since the last free day that the era's gap allows.
        let days: Int
        /// What it is, by the numbers of a competing-risks analysis.
        let cause: Cause

        enum Cause: Int, Sendable {
            case endOfObservation = 0
            case exposure = 1
            case death = 2
        }
    }
}

/// One walk over everybody's exposures.
struct OpioidUseWalk: Sendable {
    /// Those with an exposure, ascending.
    let patients: [PatientUse]
    /// Whether each patient is observed in a step (bit 15) and what covers them in it (a bit a group), by block of people, step by step.
    let status: [[UInt16]]
    /// Rows of medication for opioid use disorder of unknown dose, and whose they are.
    let unknownMOUD: (rows: Int, persons: PersonSet)

    /// The bit of somebody observed.
    static let observed: UInt16 = 1 << 15

    init(_ study: Study, _ drugs: UsedDrugs, _ settings: OpioidUseSettings) {
        let walker = Walker(study.cohort, drugs, settings)
        let blocks = study.executor.mapBlocks(of: study.cohort.patients.count, size: PeopleBlock.size) { people in
            var block = Block(people, steps: settings.steps)
            for person in people { walker.add(person, to: &block) }
            return block
        }
        patients = blocks.flatMap(\.patients)
        status = blocks.map(\.status)
        unknownMOUD = (
            blocks.reduce(0) { $0 + $1.unknownMOUDRows }, PersonSet(ascending: blocks.flatMap(\.unknownMOUDPersons))
        )
    }

    /// What is found of a block of people.
    private struct Block: Sendable {
        let people: Range<Int>
        var patients: [PatientUse] = []
        var status: [UInt16]
        var unknownMOUDRows = 0
        var unknownMOUDPersons: [Int] = []

        init(_ people: Range<Int>, steps: Int) {
            self.people = people
            status = [UInt16](repeating: 0, count: steps * people.count)
        }

        /// Marks the steps of a person that days overlap, counted from the person's own origin.
        mutating func mark(_ person: Int, _ bit: UInt16, _ first: Int, _ last: Int, every step: Int) {
            guard last >= 0, first <= last else { return }
            let width = people.count
            let steps = status.count / width
            var position = max(0, first) / step
            let end = min(steps - 1, last / step)
            while position <= end {
                status[position * width + person - people.lowerBound] |= bit
                position += 1
            }
        }

        /// Takes the marks off the steps that were not observed from their first to their last day, and marks the others.
        mutating func keep(_ person: Int, observedFrom first: Int, through last: Int, every step: Int) {
            let width = people.count
            let from = first <= 0 ? 0 : (first - 1) / step + 1
            let to = last < 0 ? 0 : (last + 1) / step
            for position in 0..<(status.count / width) {
                let place = position * width + person - people.lowerBound
                if position >= from, position < to {
                    status[place] |= OpioidUseWalk.observed
                } else {
                    status[place] = 0
                }
            }
        }
    }

    /// What a walk needs to know of everybody.
    private struct Walker: Sendable {
        let cohort: Cohort
        let start: ObservationStart
        let end: ObservationEnd
        let settings: OpioidUseSettings
        /// By regimen: the bits of any opioid and of the drug, the drug's number, and whether the amount is known.
        let bits: [UInt16]
        let drugOf: [UInt8]
        let amounts: [Amount]
        let moudBit: UInt16

        enum Amount { case known, unknown, unconverted }

        init(_ cohort: Cohort, _ drugs: UsedDrugs, _ settings: OpioidUseSettings) {
            self.cohort = cohort
            self.settings = settings
            start = ObservationStart(cohort)
            end = ObservationEnd(cohort)
            let exposures = cohort.exposures
            bits = drugs.groupOf.map { 1 | 1 << UInt16($0) }
            moudBit = drugs.moud.map { 1 << UInt16($0) } ?? 0
            let codes = Dictionary(
                uniqueKeysWithValues: Opioid.allCases.enumerated().map { ($1, UInt8(truncatingIfNeeded: $0)) })
            drugOf = exposures.regimens.map { regimen in
                codes[exposures.drug(of: regimen)?.code ?? .other, default: .max]
            }
            amounts = exposures.regimens.map { regimen in
                switch regimen.dailyMME {
                case .milligrams: .known
                case .unknown: .unknown
                case .notConvertible: .unconverted
                }
            }
        }

        /// The day that a person's steps are counted from.
        func origin(_ person: Int, observedFrom first: StudyDay) -> Int? {
            switch settings.clock {
            case .studyDay: 0
            case .observationStart: Int(first.rawValue)
            case .firstExposure: cohort.exposures[person].first.map { Int($0.start.rawValue) }
            }
        }

        func add(_ person: Int, to block: inout Block) {
            let (spans, doses) = (cohort.exposures[person], cohort.moud[person])
            let last = end[person]
            if let first = start[person], let last, let origin = origin(person, observedFrom: first) {
                let days = settings.step.days
                for span in spans {
                    block.mark(
                        person, bits[cohort.exposures.number(of: span)], Int(span.start.rawValue) - origin,
                        Int(span.end.rawValue) - origin, every: days)
                }
                for span in doses where cohort.moud.regimen(of: span).amount.isAboveZero {
                    block.mark(
                        person, moudBit, Int(span.start.rawValue) - origin, Int(span.end.rawValue) - origin, every: days
                    )
                }
                block.keep(
                    person, observedFrom: Int(first.rawValue) - origin, through: Int(last.rawValue) - origin,
                    every: days)
            }
            let unknown = doses.count { cohort.moud.regimen(of: $0).amount == .unknown }
            if unknown > 0 {
                block.unknownMOUDRows += unknown
                block.unknownMOUDPersons.append(person)
            }
            if let use = use(of: person, spans, observedThrough: last) { block.patients.append(use) }
        }

        private func use(of person: Int, _ spans: ArraySlice<DrugSpan>, observedThrough last: StudyDay?) -> PatientUse?
        {
            let eras = cohort.eras(of: person)
            guard let first = eras.first else { return nil }
            var (covered, reached, unknownRows, unconvertedRows) = (0, Int.min / 2, 0, 0)
            var drugs: UInt64 = 0
            for span in spans {
                let (start, end) = (Int(span.start.rawValue), Int(span.end.rawValue))
                covered += max(0, end - max(start - 1, reached))
                reached = max(reached, end)
                let regimen = cohort.exposures.number(of: span)
                switch amounts[regimen] {
                case .known: break
                case .unknown: unknownRows += 1
                case .unconverted: unconvertedRows += 1
                }
                drugs |= 1 << UInt64(drugOf[regimen])
            }
            let rule = cohort.exposureRule
            let start = Int(first.start.rawValue)
            // Without the days of grace, which count for exposure and are covered by nothing.
            let lastCovered = Int(first.end.rawValue) - rule.grace
            let next = eras.count > 1 ? Int(eras[1].start.rawValue) : nil
            let seen = last.map { Int($0.rawValue) } ?? lastCovered
            let restart = restart(
                after: lastCovered + rule.gap, next: next, seen: seen,
                death: end.death(of: person).map { Int($0.rawValue) })
            return PatientUse(
                person: person, firstDay: start, coveredDays: covered, eras: eras.count,
                firstEraDays: lastCovered - start + 1, isFirstEraOver: restart != nil,
                firstGap: next.map { $0 - lastCovered - 1 }, restart: restart,
                longTerm: cohort.exposures.longTermTherapy(of: person, gap: rule.gap),
                switches: drugs.nonzeroBitCount < 2
                    ? []
                    : DrugSwitch.all(
                        in: spans, of: cohort.exposures, drugOf: drugOf, gap: rule.gap, overlap: settings.overlap),
                unknownRows: unknownRows, unconvertedRows: unconvertedRows)
        }

        /// What comes first after `over`, the last day on which the era could have gone on; `nil` where observation ends by then.
        private func restart(after over: Int, next: Int?, seen: Int, death: Int?) -> PatientUse.Restart? {
            guard seen > over else { return nil }
            if let next, next <= seen { return .init(days: next - over, cause: .exposure) }
            return .init(days: seen - over, cause: death == seen ? .death : .endOfObservation)
        }
    }
}
