/// What happened at a time.
struct EventCounts: Sendable {
    let time: Double
    /// Observations with this time or a later one.
    let atRisk: Int
    let events: Int
    let censored: Int

    /// The counts at each of the times.
    static func count(_ times: TiedTimes, isEvent: [Bool]) -> [EventCounts] {
        var events = [Int](repeating: 0, count: times.times.count)
        var ended = events
        for (index, rank) in times.ranks.enumerated() {
            ended[rank] += 1
            events[rank] += isEvent[index] ? 1 : 0
        }
        var atRisk = ended.reduce(0, +)
        return times.times.indices.map { rank in
            defer { atRisk -= ended[rank] }
            return EventCounts(
                time: times.times[rank], atRisk: atRisk, events: events[rank], censored: ended[rank] - events[rank])
        }
    }
}
