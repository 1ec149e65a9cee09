import Cohort
import Estimation
import Findings
import Foundation

/// A month in which a patient could have begun care: observed, and scored not long before.
struct CareOpening: Sendable {
    let person: Int
    /// Time zero. A score of this day is one before; what is begun from this day on is begun in the month.
    let zero: Int
    let score: Double
    /// The score less the mean of the earlier ones of the months before; `nil` without an earlier one.
    let change: Double?
    /// Months since the first score.
    let monthsScored: Double
    /// Mean daily dose of the 30 days that end with it, as far as they were observed, where it is known.
    let dose: Double?
    let yearsOnOpioids: Double
    /// Kinds that the patient had in the washout before, the negative control among them.
    let had: Set<Int>
    let hadTogether: Bool
    /// What was begun in the month, the negative control apart.
    let begun: PersonCare.Begun
    let beginsControl: Bool
    /// The first later month in which a further kind was begun, and the same with the negative control counted.
    let further: Int?
    let furtherOrControl: Int?
    /// Days on which any kind was begun, from time zero on.
    let decisions: [Int]
    /// Months of follow-up.
    let count: Int

    /// Whether nothing at all was begun.
    var isIdle: Bool { begun.kinds.isEmpty && !beginsControl }
}

/// Every month in which patients could have begun care, and what followed.
struct CareOpenings: Sendable {
    /// Patients with care, and patients without, of which every month is looked at; of more, so many evenly spread.
    static let mostPatients = 3000
    /// Months in which nothing was begun for each in which something was, and the fewest that are kept, where there are more.
    static let idlePerStart = 20
    static let idleKept = 5000

    let settings: NonopioidSettings
    let instrument: Int
    let kinds: CareKinds
    /// The kind that is the negative control.
    let control: Int?
    /// The event that is.
    let controlEvent: CourseEvent.Kind?

    /// Who began a course of each kind, whether it can be compared or not.
    let began: [PersonSet]
    /// Who could enter.
    let eligible: PersonSet
    /// How many months they could enter in.
    let eligibleMonths: Int
    /// Whether the dose is known of at least half of them, and is held alike.
    let holdsDose: Bool
    /// Whether patients or months are a sample.
    let isSample: Bool
    /// The openings that are kept, with what followed.
    let entries: [(opening: CareOpening, course: EmulatedCourse)]

    init(
        _ settings: NonopioidSettings, instrument: Int, adjustment: TrendAdjustment?, study: Study
    ) {
        let cohort = study.cohort
        (self.settings, self.instrument) = (settings, instrument)
        let kinds = CareKinds(cohort.interventions, fewest: study.fewestNamed, named: settings.negativeControl)
        self.kinds = kinds
        controlEvent = settings.negativeControl.flatMap(CourseEvent.Kind.init(rawValue:))
        control = controlEvent == nil ? settings.negativeControl.flatMap(kinds.number(of:)) : nil
        let (event, left) = (controlEvent, control)

        let all = (0..<cohort.patients.count).filter { !cohort.pain[$0].isEmpty }
        let (with, without) = (
            all.filter { !cohort.interventions[$0].isEmpty }, all.filter { cohort.interventions[$0].isEmpty }
        )
        let persons = (with.evenlySpread(Self.mostPatients) + without.evenlySpread(Self.mostPatients)).sorted()
        let walk = CareWalk(
            settings, instrument: instrument, kinds: kinds, control: left, cohort: cohort,
            leavers: EmulationLeavers(persons, instrument: instrument, cohort: cohort, executor: study.executor))
        let found = study.executor.mapBlocks(of: persons.count, size: 256) { range in
            var timeline = DoseTimeline(cohort.exposures)
            return persons[range].flatMap { walk.openings(of: $0, &timeline) }
        }.flatMap(\.self).filter { adjustment?.isComplete[$0.person] ?? true }

        let hasExposures = !cohort.exposures.spans.isEmpty
        let holdsDose = hasExposures && 2 * found.count(where: { $0.dose != nil }) >= found.count
        self.holdsDose = holdsDose
        let openings = holdsDose ? found.filter { $0.dose != nil } : found
        eligible = PersonSet(ascending: Set(openings.map(\.person)).sorted())
        eligibleMonths = openings.count
        began = kinds.kinds.indices.map { kind in
            study.persons { person in
                cohort.interventions[person].contains { kinds.numbers[Int($0.kind)] == kind }
            }
        }
        let idle = openings.indices.filter { openings[$0].isIdle }
        let most = max(Self.idleKept, Self.idlePerStart * (openings.count - idle.count))
        let kept = Set(idle.evenlySpread(most))
        isSample = kept.count < idle.count || persons.count < all.count
        let chosen = openings.indices.filter { !openings[$0].isIdle || kept.contains($0) }.map { openings[$0] }
        entries = study.executor.mapBlocks(of: chosen.count, size: 1024) { range in
            var timeline = DoseTimeline(cohort.exposures)
            return walk.followed(chosen[range], event: event, &timeline)
        }.flatMap(\.self)
    }
}

/// Walks over patients' months.
private struct CareWalk: Sendable {
    let settings: NonopioidSettings
    let instrument: Int
    let kinds: CareKinds
    let control: Int?
    let cohort: Cohort
    let leavers: EmulationLeavers
    let starts: ObservationStart
    let ends: ObservationEnd

    private static let length = EmulatedTrials.monthDays
    /// A mean dose is not taken where more of the days are unknown.
    private static let mostUnknown = 0.1
    private static let daysOfYear = 365.25

    init(
        _ settings: NonopioidSettings, instrument: Int, kinds: CareKinds, control: Int?, cohort: Cohort,
        leavers: EmulationLeavers
    ) {
        (self.settings, self.instrument, self.kinds, self.control, self.cohort, self.leavers) = (
            settings, instrument, kinds, control, cohort, leavers
        )
        (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
    }

    /// Goes to a person's doses; `nil` where she was never observed.
    private func observed(_ person: Int, _ timeline: inout DoseTimeline) -> ClosedRange<Int>? {
        guard let start = starts[person], let end = ends[person], start <= end else { return nil }
        timeline.begin(person, observed: start...end)
        return Int(start.rawValue)...Int(end.rawValue)
    }

    /// Time zeros lie a month apart from the first score on.
    func openings(of person: Int, _ timeline: inout DoseTimeline) -> [CareOpening] {
        let scores = DailyScores(cohort.pain[person], instrument: instrument)
        guard let first = scores.days.first, let last = scores.days.last, let seen = observed(person, &timeline)
        else { return [] }
        let care = PersonCare(
            cohort.interventions[person], numbers: kinds.numbers, washout: settings.washout,
            together: settings.together)
        let death = ends.death(of: person).map { Int($0.rawValue) }
        let exposed = timeline.firstExposure.map { Int($0.rawValue) }
        return stride(from: first, through: min(seen.upperBound, last + settings.scoreWithin), by: Self.length)
            .compactMap {
                opening(person, $0, scores, care, exposed: exposed, seen: seen, death: death, timeline)
            }
    }

    private func opening(
        _ person: Int, _ zero: Int, _ scores: DailyScores, _ care: PersonCare, exposed: Int?, seen: ClosedRange<Int>,
        death: Int?, _ timeline: DoseTimeline
    ) -> CareOpening? {
        let number = scores.days.partitioningIndex { $0 > zero } - 1
        guard number >= 0, zero - scores.days[number] <= settings.scoreWithin else { return nil }
        let whole =
            death.map { $0 > zero ? ($0 - zero - 1) / Self.length + 1 : 0 } ?? (seen.upperBound - zero) / Self.length
        let count = min(settings.months, whole)
        guard count > 0 else { return nil }
        let (day, score) = (scores.days[number], scores.scores[number])
        let reach = zero - settings.changeOver
        let earlier = day > reach ? scores.mean(reach...(day - 1)) : nil
        // The days before that were observed, this one among them.
        let before = min(Self.length, zero - seen.lowerBound + 1)
        let month = zero..<(zero + Self.length)
        func further(_ left: Int?) -> Int? {
            care.next(from: month.upperBound, except: left).map { ($0 - zero) / Self.length }
        }
        return CareOpening(
            person: person, zero: zero, score: score, change: earlier.map { score - $0 },
            monthsScored: Double(zero - (scores.days.first ?? zero)) / Double(Self.length),
            dose: timeline.meanDailyMME(
                from: StudyDay(Int32(clamping: zero - before + 1)), days: max(1, before), mostUnknown: Self.mostUnknown),
            yearsOnOpioids: exposed.map { Double(max(0, zero - $0)) / Self.daysOfYear } ?? 0,
            had: Set(kinds.kinds.indices.filter { care.had($0, before: zero) }),
            hadTogether: care.hadTogether(before: zero, except: control),
            begun: care.begun(month, except: control),
            beginsControl: control.map { control in
                care.courses.contains { $0.kind == control && month.contains($0.start) }
            } ?? false,
            further: further(control), furtherOrControl: further(nil),
            decisions: care.courses.map(\.start).filter { $0 >= zero }, count: count)
    }

    /// Openings, person by person, with what followed.
    func followed(
        _ openings: ArraySlice<CareOpening>, event: CourseEvent.Kind?, _ timeline: inout DoseTimeline
    ) -> [(opening: CareOpening, course: EmulatedCourse)] {
        var (person, scores): (Int?, DailyScores?) = (nil, nil)
        return openings.compactMap { opening in
            if person != opening.person {
                guard observed(opening.person, &timeline) != nil else { return nil }
                person = opening.person
                scores = DailyScores(cohort.pain[opening.person], instrument: instrument)
            }
            return scores.map { (opening, course(of: opening, $0, event, timeline)) }
        }
    }

    private func course(
        of opening: CareOpening, _ scores: DailyScores, _ event: CourseEvent.Kind?, _ timeline: DoseTimeline
    ) -> EmulatedCourse {
        let events = cohort.events[opening.person]
        let months = (0..<opening.count).map { month in
            let first = opening.zero + 1 + month * Self.length
            let days = first...(first + Self.length - 1)
            let own = events.filter { days.contains(Int($0.day.rawValue)) }
            var outcomes: Set<EmulationOutcome> = []
            if own.contains(where: { $0.kind == .death }) { outcomes.insert(.death) }
            if let event, own.contains(where: { $0.kind == event }) { outcomes.insert(.negativeControl) }
            let score = scores.mean(days)
            return EmulatedEntry.Month(
                compatible: [], lastScore: scores.last(before: first) ?? opening.score,
                // Care of time zero's day is begun in the month whose scores begin after it.
                decision: .init((first - 1)...(first + Self.length - 2), opening.decisions),
                score: score, scoreOutsideWithdrawal: score,
                dose: timeline.meanDailyMME(
                    from: StudyDay(Int32(clamping: first)), days: Self.length, mostUnknown: Self.mostUnknown),
                events: outcomes)
        }
        let death = ends.death(of: opening.person).map { max(0, Int($0.rawValue) - opening.zero - 1) / Self.length }
        return EmulatedCourse(
            months: months, from: opening.zero + 1, scores, scoreBefore: opening.score,
            leaving: leavers[opening.person], monthOfDeath: death)
    }
}
