/// The pain scores of one person, in order of time, until the end of follow-up or dropout.
struct PainCourse: Sendable {
    private(set) var rows: [PainRow] = []
    private(set) var dropoutDay: Int?
    /// The recorded score of the day on which MOUD starts.
    private(set) var tenthsAtMOUDStart: Int?

    /// Day by day: the era that covers the day, the person's line with a residual, the recorded score, what spoils its
    /// row, and whether the person is still there the next time.
    init(
        _ person: (index: Int, intercept: Double, slope: Double), model: PainModel, design: StudyDesign,
        history: ExposureHistory, eras: [SimulatedEra], moudStartDay: Int?
    ) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person.index, purpose: purpose)
        }
        var scores = stream(.scores)
        var untidy = stream(.untidyPain)
        var leaving = stream(.dropout)
        var exposure = ExposureWalk(supplies: history.supplies, eras: eras)
        let days = Self.visitDays(design, moudStartDay: moudStartDay, person: person.index)
        rows.reserveCapacity(days.count)
        // Who starts MOUD is seen throughout: its first day must not depend on earlier pain, or the truth of day 7
        // would.
        let mayLeave = design.dropout && moudStartDay == nil
        var lastExposedTenths: Int?
        var lastDay = days.first ?? 0
        for day in days {
            if mayLeave, let tenths = lastExposedTenths {
                if leaving.happens(Self.chanceOfLeaving(tenths, days: day - lastDay, design.followUpDays)) {
                    dropoutDay = lastDay
                    break
                }
            }
            lastDay = day
            exposure.advance(to: day)
            var pain = person.intercept + model.sdResidual * scores.normal()
            if let exposureDays = exposure.exposureDays {
                pain += person.slope * Double(exposureDays) / 30
                if model.doseEffect != 0, let mme = exposure.mme {
                    pain += model.doseEffect * NaturalLogarithm.value(mme / PainModel.referenceMME)
                }
            } else if let taperEnd = history.taperEndDay, day > taperEnd, let era = eras.last {
                // What the era added fades after the taper.
                let rise = person.slope * Double(era.endDay - era.startDay) / 30
                let halfTime = PainModel.reliefHalfTimeDays
                pain += rise * halfTime / (halfTime + Double(day - taperEnd))
            }
            let assessment = SimulatedAssessment(
                day: day, exposureDays: exposure.exposureDays, pain: pain, scoreTenths: PainModel.recordedTenths(pain))
            var blemish = Blemish.draw(design.untidiness, &untidy)
            if day == moudStartDay {
                // Recorded for everyone, since it is what missing assessments of withdrawal depend on.
                blemish = nil
                tenthsAtMOUDStart = assessment.scoreTenths
            }
            let row = PainRow(assessment: assessment, isEvening: scores.happens(0.4), blemish: blemish)
            rows.append(row)
            if assessment.exposureDays != nil, !row.isLost { lastExposedTenths = assessment.scoreTenths }
        }
    }

    /// One visit a stratum of equal length, anywhere in it but never two on a day; for some people the first lies
    /// before enrolment, and the one nearest to a start of MOUD is on its day.
    private static func visitDays(_ design: StudyDesign, moudStartDay: Int?, person: Int) -> [Int] {
        var random = RandomStream(seed: design.seed, person: person, purpose: .visits)
        let half = design.meanScoresPerPerson / 2
        let visits = design.meanScoresPerPerson - half + random.integer(below: 2 * half + 1)
        let stratum = Double(design.followUpDays) / Double(visits)
        let isSeenBefore = random.happens(0.4)
        let daysBefore = 1 + random.integer(below: 14)
        var days: [Int] = []
        days.reserveCapacity(visits)
        var earliest = -daysBefore
        for visit in 0..<visits {
            let position = Double(visit) + Double(random.word()) * 0x1p-32
            let day = visit == 0 && isSeenBefore ? -daysBefore : max(earliest, Int(position * stratum))
            days.append(day)
            earliest = day + 1
        }
        if let start = moudStartDay,
            let nearest = days.indices.min(by: { abs(days[$0] - start) < abs(days[$1] - start) })
        {
            // Moving the nearest keeps the order and the days apart, since none lies between.
            days[nearest] = start
        }
        return days
    }

    /// The chance of leaving between two visits, rising with the square of the last exposed score.
    private static func chanceOfLeaving(_ tenths: Int, days: Int, _ followUpDays: Int) -> Double {
        let score = Double(tenths) / 10
        return min(1, 0.35 * Double(days) / Double(followUpDays) * (0.25 + 0.05 * score * score))
    }
}

/// A walk forward in time through a person's supplies and eras.
private struct ExposureWalk {
    private let supplies: [SimulatedExposure]
    private let eras: [SimulatedEra]
    private var nextSupply = 0
    private var era = 0

    /// Days since the start of the era that covers the day; nil outside every era.
    private(set) var exposureDays: Int?
    /// Daily MME of the supply begun last.
    private(set) var mme: Double?

    init(supplies: [SimulatedExposure], eras: [SimulatedEra]) {
        self.supplies = supplies
        self.eras = eras
    }

    /// To `day`, which is not before the day of the last call.
    mutating func advance(to day: Int) {
        while era < eras.count, eras[era].endDay < day { era += 1 }
        exposureDays = era < eras.count && eras[era].startDay <= day ? day - eras[era].startDay : nil
        while nextSupply < supplies.count, supplies[nextSupply].startDay <= day {
            mme = supplies[nextSupply].mme
            nextSupply += 1
        }
    }
}
