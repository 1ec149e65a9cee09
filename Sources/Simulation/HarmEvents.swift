/// The harms of one person: each kind comes at a constant rate that changes once, with the change of treatment.
struct HarmEvents: Sendable {
    /// By day, until death or the last day.
    let events: [SimulatedEvent]
    /// The day of death, after which nothing is recorded.
    let deathDay: Int?

    /// Of days 1 to `lastDay`, by inversion of the cumulative rate. Events of a kind are a day apart or more.
    init(
        _ model: ChangeModel, baselineTenths: Int, changeDay: Int?, lastDay: Int, _ random: inout RandomStream
    ) {
        var events: [SimulatedEvent] = []
        var deathDay: Int?
        let factor = ChangeModel.rateFactor(baselineTenths: baselineTenths) / ChangeModel.daysPerYear
        for kind in SimulatedEvent.Kind.allCases {
            guard let perYear = ChangeModel.eventsPerYear[kind] else { continue }
            let before = perYear * factor
            let after = before * (model.hazardRatios[kind] ?? 1)
            // Time 0 is the beginning of day 1.
            let change = changeDay.map { Double($0 - 1) } ?? .infinity
            var time = 0.0
            while true {
                var cumulative = -NaturalLogarithm.value(random.uniform())
                let untilChange = max(0, change - time)
                if cumulative < untilChange * before {
                    time += cumulative / before
                } else {
                    cumulative -= untilChange * before
                    time += untilChange + cumulative / after
                }
                guard time < Double(lastDay) else { break }
                let day = Int(time) + 1
                events.append(SimulatedEvent(day: day, kind: kind))
                if kind == .death {
                    deathDay = day
                    break
                }
                time = Double(day)
            }
        }
        self.deathDay = deathDay
        self.events = events.filter { $0.day <= deathDay ?? .max }
    }
}
