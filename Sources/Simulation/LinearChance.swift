/// A chance that rises with a pain score: a straight line that is cut off at both ends.
public struct LinearChance: Codable, Sendable, Equatable {
    /// At a score of 5 points.
    public let at5Points: Double
    /// What a point more adds.
    public let perPoint: Double
    /// However low the score.
    public let lowest: Double
    /// However high the score.
    public let highest: Double

    /// At a recorded score in tenths of a point.
    func at(tenths: Int) -> Double {
        min(highest, max(lowest, at5Points + perPoint * Double(tenths - 50) / 10))
    }

    enum CodingKeys: String, CodingKey {
        case at5Points = "at_5_points"
        case perPoint = "per_point"
        case lowest
        case highest
    }
}
