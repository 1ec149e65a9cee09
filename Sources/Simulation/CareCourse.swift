/// Non-opioid care in the scenarios of exposure: begun more often after a painful score, and without an effect on pain. Whoever compares
/// before with after sees pain fall all the same.
struct CareCourse: Sendable {
    /// By start; a kind once at most.
    private(set) var courses: [SimulatedIntervention] = []

    /// That care begins after a visit, by its recorded score.
    static let chance = LinearChance(at5Points: 0.02, perPoint: 0.02, lowest: 0.005, highest: 0.12)
    static let kinds: [(String, Double)] = [
        ("physical_therapy", 0.35), ("cognitive_behavioural_therapy", 0.25), ("mindfulness", 0.15),
        ("acupuncture", 0.15),
    ]
    static let last = "yoga"
    /// Days from a visit to the first day of care.
    private static let daysToStart = 4

    /// - Parameter lastDay: of what is known of the person.
    init(_ rows: [PainRow], lastDay: Int, _ random: inout RandomStream) {
        for row in rows {
            let kind = random.choice(Self.kinds, otherwise: Self.last)
            let begins = random.happens(Self.chance.at(tenths: row.assessment.scoreTenths))
            let start = row.assessment.day + Self.daysToStart
            guard begins, !row.isLost, start <= lastDay, !courses.contains(where: { $0.kind == kind }) else { continue }
            courses.append(
                SimulatedIntervention(
                    startDay: start, endDay: min(start + ChangeModel.careDays - 1, lastDay), kind: kind))
        }
    }
}
