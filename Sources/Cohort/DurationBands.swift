/// Bands of exposure duration, in days: by default 0–29, 30–89, 90–179, 180–364 and 365 or more.
public struct DurationBands: Sendable, Hashable {
    /// First day of each band, ascending; the first is 0.
    public let lowerBounds: [Int]

    /// The default bands.
    public static let standard = DurationBands(unchecked: [0, 30, 90, 180, 365])

    /// Bands with these first days, or `nil` unless they start at 0 and ascend.
    public init?(lowerBounds: [Int]) {
        guard lowerBounds.first == 0, zip(lowerBounds, lowerBounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return nil
        }
        self.lowerBounds = lowerBounds
    }

    private init(unchecked lowerBounds: [Int]) {
        self.lowerBounds = lowerBounds
    }

    /// Number of bands.
    @inlinable
    public var count: Int { lowerBounds.count }

    /// The band of a duration; durations below 0 belong to the first.
    @inlinable
    public func band(of days: Int) -> Int {
        var band = 0
        while band + 1 < lowerBounds.count, lowerBounds[band + 1] <= days { band += 1 }
        return band
    }

    /// For example `30–89` or `365+`, in days.
    public func label(of band: Int) -> String {
        band + 1 < lowerBounds.count
            ? "\(lowerBounds[band])–\(lowerBounds[band + 1] - 1)" : "\(lowerBounds[band])+"
    }
}
