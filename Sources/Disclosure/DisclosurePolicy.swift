/// How much a report may show.
public struct DisclosurePolicy: Sendable, Hashable {
    /// Counts of patients from 1 to one less than this are withheld; zero may be shown.
    public let minimumCell: Int
    /// Whether suppression is off; the report is then watermarked on every page.
    public let isInternal: Bool

    /// Makes a policy. `minimumCell` below 1 is taken as 1, which withholds nothing.
    public init(minimumCell: Int = 11, isInternal: Bool = false) {
        self.minimumCell = max(1, minimumCell)
        self.isInternal = isInternal
    }

    /// Whether anything is withheld at all: an internal report and one whose smallest cell is one patient show every number as it is.
    public var withholds: Bool { !isInternal && minimumCell > 1 }

    /// So many patients may all be alike without anybody's value being told: a reader who knows of one of them that he is among them learns
    /// it all the same, but no more than of the common value of many.
    public var fewestAlike: Int { 3 * minimumCell }

    /// Whether a count of patients is small enough to point at people.
    public func isSmall(_ count: Int) -> Bool {
        count > 0 && count < minimumCell
    }
}
