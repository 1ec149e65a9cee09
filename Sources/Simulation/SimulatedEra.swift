/// Days on which a person counts as exposed: dispensed supplies merged over short gaps.
public struct SimulatedEra: Sendable, Equatable {
    /// The first day.
    public let startDay: Int
    /// The last day, which counts.
    public let endDay: Int

    /// Free days between two supplies that still belong to one era.
    public static let longestGap = 30

    /// Supplies in any order, overlapping or not, merged while at most `longestGap` free days lie between them. Eras
    /// come in order of time and are disjoint.
    public static func merging(_ supplies: [SimulatedExposure]) -> [SimulatedEra] {
        var eras: [SimulatedEra] = []
        var open: SimulatedEra?
        for supply in supplies.sorted(by: { $0.startDay < $1.startDay }) {
            if let era = open, supply.startDay - era.endDay - 1 <= longestGap {
                open = SimulatedEra(startDay: era.startDay, endDay: max(era.endDay, supply.endDay))
            } else {
                if let era = open { eras.append(era) }
                open = SimulatedEra(startDay: supply.startDay, endDay: supply.endDay)
            }
        }
        if let era = open { eras.append(era) }
        return eras
    }
}
