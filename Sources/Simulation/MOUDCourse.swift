/// A start of MOUD: its days of treatment and the withdrawal around it.
struct MOUDCourse: Sendable {
    let doses: [MOUDRow]
    let withdrawal: [WithdrawalRow]
    let hasNoWithdrawalOnDay7: Bool

    /// From `startDay` at a pain of `painTenths` tenths of a point, through `through`, or where that is `nil` for 28 to 84
    /// days.
    init(
        _ arm: MOUDArm, startDay: Int, through: Int?, painTenths: Int, scale: SimulatedScale, design: StudyDesign,
        person: Int
    ) {
        var random = RandomStream(seed: design.seed, person: person, purpose: .moud)
        // Times of day are written in the scenario that is about the start.
        var induction = design.scenario == .moudInitiation ? InductionDay(arm, design: design, person: person) : nil
        let lastDay = through ?? min(design.followUpDays, startDay + 27 + random.integer(below: 57))
        let rows =
            switch arm {
            case .buprenorphine: Self.buprenorphine(from: startDay, through: lastDay, &random)
            case .methadone: Self.methadone(from: startDay, through: lastDay, &random)
            case .naltrexone: Self.naltrexone(from: startDay, through: lastDay)
            }
        doses = rows.map { row in
            MOUDRow(
                day: row.day, doseTenths: row.doseTenths, minute: row.day == startDay ? induction?.doseMinute : nil)
        }
        var assessments = WithdrawalCourse(scale: scale, design: design, person: person)
        hasNoWithdrawalOnDay7 = assessments.follow(arm, startDay: startDay, painTenths: painTenths, &induction)
        withdrawal = assessments.rows
    }

    /// 4 mg, 8 mg, then a maintenance dose; some sites write dose 0 on the days before.
    private static func buprenorphine(
        from startDay: Int, through lastDay: Int, _ random: inout RandomStream
    ) -> [MOUDRow] {
        let maintenance = random.choice([(80, 0.2), (120, 0.2), (160, 0.4)], otherwise: 240)
        let daysBefore = random.happens(0.2) ? 2 : 0
        var rows = (0..<daysBefore).map { MOUDRow(day: startDay - daysBefore + $0, doseTenths: 0) }
        for day in startDay...max(startDay, lastDay) {
            let planned = day == startDay ? 40 : day == startDay + 1 ? 80 : maintenance
            rows.append(MOUDRow(day: day, doseTenths: isMissed(day, after: startDay, &random) ? 0 : planned))
        }
        return rows
    }

    /// 20 mg, 10 mg more every third day up to a person's own dose.
    private static func methadone(
        from startDay: Int, through lastDay: Int, _ random: inout RandomStream
    ) -> [MOUDRow] {
        let highest = 600 + 100 * random.integer(below: 5)
        return (startDay...max(startDay, lastDay)).map { day in
            let planned = min(highest, 200 + 100 * ((day - startDay) / 3))
            return MOUDRow(day: day, doseTenths: isMissed(day, after: startDay, &random) ? 0 : planned)
        }
    }

    /// 380 mg every 28 days; the day before the first is written with dose 0.
    private static func naltrexone(from startDay: Int, through lastDay: Int) -> [MOUDRow] {
        let injections = stride(from: startDay, through: max(startDay, lastDay), by: 28)
        return [MOUDRow(day: startDay - 1, doseTenths: 0)] + injections.map { MOUDRow(day: $0, doseTenths: 3800) }
    }

    private static func isMissed(_ day: Int, after startDay: Int, _ random: inout RandomStream) -> Bool {
        random.happens(0.03) && day > startDay
    }
}

/// The withdrawal assessments of one person.
private struct WithdrawalCourse {
    private(set) var rows: [WithdrawalRow] = []
    private let scale: SimulatedScale
    private let untidiness: Untidiness
    private var random: RandomStream
    private var untidy: RandomStream

    init(scale: SimulatedScale, design: StudyDesign, person: Int) {
        self.scale = scale
        untidiness = design.untidiness
        random = RandomStream(seed: design.seed, person: person, purpose: .withdrawal)
        untidy = RandomStream(seed: design.seed, person: person, purpose: .untidyWithdrawal)
    }

    /// Writes every visit that was not missed; returns whether the person was free of withdrawal on day 7, missed or
    /// not.
    mutating func follow(
        _ arm: MOUDArm, startDay: Int, painTenths: Int, _ induction: inout InductionDay?
    ) -> Bool {
        let level = WithdrawalModel.meanSeverityOnDay7(arm, painTenths: painTenths)
        let own = WithdrawalModel.sdPerson * random.normal()
        var isFree = false
        for visit in WithdrawalModel.visits {
            let mean = level + own + visit.aboveDay7
            let severity = mean + WithdrawalModel.sdDay * random.normal()
            let isMissed = random.happens(WithdrawalModel.chanceOfMissing(painTenths: painTenths)) && visit.offset > 0
            let hasSecond = random.happens(0.08)
            let milderIsFirst = random.happens(0.5)
            let lower = 1 + random.integer(below: 4)
            var day = startDay + visit.offset
            if visit.offset == 7 {
                isFree = severity < WithdrawalModel.noneBelow
                // The visit of day 7 is not always made on it; a person seen on days 5 and 9 is as near with either,
                // and the later one is the visit of day 7.
                let early = mean + WithdrawalModel.sdDay * random.normal()
                switch random.uniform() {
                case ..<0.15: day -= 1
                case ..<0.30: day += 1
                case ..<0.40:
                    day += 2
                    if !isMissed { write(startDay + 5, scale.score(severity: early)) }
                default: break
                }
            }
            if isMissed { continue }
            // The day's second assessment is always the milder one: the visit's severity is the worst of its day, and
            // no row stands twice but by untidiness.
            let worst = scale.score(severity: severity)
            let milder = hasSecond && worst > 0 ? max(0, worst - lower) : nil
            if visit.offset == 0, induction != nil {
                writeInductionDay(day, worst, milder: milder, severity: severity, &induction)
                continue
            }
            if let milder, milderIsFirst { write(day, milder) }
            write(day, worst)
            if let milder, !milderIsFirst { write(day, milder) }
        }
        return isFree
    }

    /// The milder assessment an hour before the worst, which is the last before the dose, and two after it; never spoilt, as they are the
    /// planted answer.
    private mutating func writeInductionDay(
        _ day: Int, _ worst: Int, milder: Int?, severity: Double, _ induction: inout InductionDay?
    ) {
        guard let minute = induction?.minuteBefore() else { return }
        if let milder { write(day, milder, minute: minute - 60) }
        write(day, worst, minute: minute)
        for after in induction?.assessmentsAfter(severity: severity) ?? [] {
            let assessment = SimulatedWithdrawal(
                day: day, score: scale.score(severity: after.severity), scale: scale, minute: after.minute)
            rows.append(WithdrawalRow(assessment: assessment, blemish: nil))
        }
    }

    private mutating func write(_ day: Int, _ score: Int, minute: Int? = nil) {
        let assessment = SimulatedWithdrawal(day: day, score: score, scale: scale, minute: minute)
        rows.append(WithdrawalRow(assessment: assessment, blemish: Blemish.draw(untidiness, &untidy)))
    }
}

extension SimulatedScale {
    /// The score at an underlying severity in COWS points.
    func score(severity: Double) -> Int {
        switch self {
        case .cows: min(48, max(0, Int((severity + 0.5).rounded(.down))))
        case .sows:
            severity < WithdrawalModel.noneBelow
                ? 0 : min(64, 1 + Int((severity - WithdrawalModel.noneBelow) * 1.6))
        }
    }
}
