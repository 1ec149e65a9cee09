/// Supplies of four weeks, one after another and at one dose, of a person who begins an opioid before enrolment or some weeks after
/// it, or never.
struct SteadyOpioid: Sendable {
    /// The first day with the opioid; nil for those who never have it.
    let startDay: Int?
    private let drug: OpioidDrug
    private let doseTenths: Int

    /// Of those who never have an opioid: the comparator.
    static let neverExposedShare = 0.15
    /// The first days, each as likely as another.
    static let startDays = -120..<60
    static let supplyDays = 28

    init(_ random: inout RandomStream) {
        let isExposed = !random.happens(Self.neverExposedShare)
        let start = Self.startDays.lowerBound + random.integer(below: Self.startDays.count)
        startDay = isExposed ? start : nil
        drug = random.element(of: OpioidDrug.strong, otherwise: .morphine)
        doseTenths = drug.doseTenths(mme: random.choice([(30, 0.4), (60, 0.4)], otherwise: 90.0))
    }

    /// Days since the start; nil before it.
    func exposureDays(on day: Int) -> Int? {
        startDay.flatMap { day >= $0 ? day - $0 : nil }
    }

    /// What is dispensed until a day, which is the last.
    func supplies(through lastDay: Int, unknownDose: Double, _ random: inout RandomStream) -> [SimulatedExposure] {
        guard let startDay, startDay <= lastDay else { return [] }
        return stride(from: startDay, through: lastDay, by: Self.supplyDays).map { day in
            SimulatedExposure(
                startDay: day, endDay: min(day + Self.supplyDays - 1, lastDay), drug: drug, doseTenths: doseTenths,
                isDoseRecorded: !random.happens(unknownDose))
        }
    }
}
