/// A day on the study's own clock: an integer, negative before the origin. There are no calendar dates in a cohort.
public struct StudyDay: Hashable, Comparable, Sendable {
    /// Days since the study's origin.
    public let rawValue: Int32

    /// The day with this number.
    @inlinable
    public init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Earlier days come first.
    @inlinable
    public static func < (left: StudyDay, right: StudyDay) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Days from another day to this one; negative if the other is later.
    @inlinable
    public func days(since other: StudyDay) -> Int {
        Int(rawValue) - Int(other.rawValue)
    }
}
