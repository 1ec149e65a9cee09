/// The days of visits that are planned at equal intervals, each made some days sooner or later, in scenarios of one question.
enum PlannedVisits {
    /// From the visit of day 0, which is made on it, to the last that is sure to be within follow-up.
    static func days(
        every interval: Int, tolerance: Int, followUpDays: Int, _ random: inout RandomStream
    ) -> [Int] {
        stride(from: 0, through: followUpDays - tolerance, by: interval).map { planned in
            let shift = random.integer(below: 2 * tolerance + 1) - tolerance
            return planned == 0 ? 0 : planned + shift
        }
    }
}

extension PainRow {
    /// A row of clinical pain, before its exposure is known.
    init(day: Int, pain: Double, isEvening: Bool, blemish: Blemish?, otherSite: String? = nil) {
        self.init(
            assessment: SimulatedAssessment(
                day: day, exposureDays: nil, pain: pain, scoreTenths: PainModel.recordedTenths(pain),
                otherSite: otherSite),
            isEvening: isEvening, blemish: blemish)
    }
}
