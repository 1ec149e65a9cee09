/// What is done to one row on its way into a file.
enum Blemish: Sendable, Equatable {
    /// The number picks one of the ways to spoil a row like this.
    case defect(RowDefect, variant: Int)
    /// A blank line follows.
    case blankLine

    /// Whether no reader can use the row.
    var losesRow: Bool {
        switch self {
        case .defect(.exactDuplicate, _), .blankLine: false
        case .defect: true
        }
    }

    /// One draw of a row's fate; a number is used whatever comes of it, so that shares of 0 leave other rows' fates as
    /// they were.
    static func draw(_ untidiness: Untidiness, _ random: inout RandomStream) -> Blemish? {
        let fate = Double(random.word()) * 0x1p-32
        guard fate < untidiness.total else { return nil }
        let variant = random.integer(below: 1 << 16)
        var edge = untidiness.missing
        if fate < edge { return .defect(.missingValue, variant: variant) }
        edge += untidiness.outOfRange
        if fate < edge { return .defect(.outOfRange, variant: variant) }
        edge += untidiness.unreadable
        if fate < edge { return .defect(.unreadable, variant: variant) }
        edge += untidiness.unknownPatient
        if fate < edge { return .defect(.unknownPatient, variant: variant) }
        edge += untidiness.duplicate
        if fate < edge { return .defect(.exactDuplicate, variant: variant) }
        return .blankLine
    }
}

extension Untidiness {
    /// The chance that a row is blemished at all.
    fileprivate var total: Double {
        missing + outOfRange + unreadable + unknownPatient + duplicate + blankLine
    }
}
