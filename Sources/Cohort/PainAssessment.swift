/// One pain score of a person.
@frozen public struct PainAssessment: Sendable, Hashable {
    /// Study day.
    public let day: StudyDay
    /// The score in its instrument's unit.
    public let score: Double
    /// Index into ``Cohort/instruments``.
    public let instrument: UInt8

    /// A score on a study day.
    @inlinable
    public init(day: StudyDay, score: Double, instrument: UInt8) {
        self.day = day
        self.score = score
        self.instrument = instrument
    }
}

/// One person's pain scores, by day; those of one day by time, those without a time first and in the order in which they were read.
@frozen public struct PersonPain: RandomAccessCollection, Sendable {
    @usableFromInline let days: [StudyDay]
    @usableFromInline let scores: [Double]
    @usableFromInline let instruments: [UInt8]
    /// The person's rows of these columns.
    public let indices: Range<Int>

    init(_ block: PainBlock, rows: Range<Int>) {
        days = block.days
        scores = block.scores
        instruments = block.instruments
        indices = rows
    }

    /// The first score's position; it is not 0.
    @inlinable
    public var startIndex: Int { indices.lowerBound }

    /// The position behind the last score.
    @inlinable
    public var endIndex: Int { indices.upperBound }

    /// The score at a position.
    @inlinable
    public subscript(row: Int) -> PainAssessment {
        PainAssessment(day: days[row], score: scores[row], instrument: instruments[row])
    }
}
