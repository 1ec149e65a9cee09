/// A time of day as a row writes it, to the minute: seconds, and a zone behind the time, are no part of it.
@frozen public struct TimeOfDay: Sendable, Hashable, Comparable {
    /// Minutes since midnight, from 0 to 1439.
    public let minute: UInt16

    /// The time with so many minutes since midnight; `nil` where a day has not so many.
    public init?(minute: Int) {
        guard (0..<1440).contains(minute) else { return nil }
        self.minute = UInt16(minute)
    }

    /// The first minute of a day.
    public static let midnight = TimeOfDay()

    private init() { minute = 0 }

    /// Earlier times come first.
    @inlinable
    public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minute < right.minute }

    /// Minutes from another time of the same day to this one; negative if the other is later.
    @inlinable
    public func minutes(since other: TimeOfDay) -> Int { Int(minute) - Int(other.minute) }
}

/// A time of day that may be missing, in two bytes: rows of one day go by it, those without a time before the others.
@usableFromInline struct TimeCode: Sendable, Hashable, Comparable {
    /// 0, or the minute and 1.
    @usableFromInline let code: UInt16

    @usableFromInline static let none = TimeCode(nil)

    @usableFromInline init(_ time: TimeOfDay?) {
        code = time.map { $0.minute + 1 } ?? 0
    }

    @usableFromInline var time: TimeOfDay? { code == 0 ? nil : TimeOfDay(minute: Int(code) - 1) }

    @usableFromInline static func < (left: TimeCode, right: TimeCode) -> Bool { left.code < right.code }
}
