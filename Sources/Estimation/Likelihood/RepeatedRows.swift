/// Observations of which many are alike, such as a few levels on some days: each different row stands once, and for every observation
/// which row it is.
///
/// A likelihood then costs by its different rows, and only robust errors look at the observations.
public struct RepeatedRows: Sendable {
    enum Observations: Sendable {
        /// The row of each.
        case listed([Int32])
        /// Levels, and the row of each category on each day, day-major; -1 where there is none.
        case levels(ClusteredLevels, rowOfCell: [Int32])
    }

    let observations: Observations

    /// Rows from 0, one an observation; each row that a regression is given must occur.
    public init(ofObservation: [Int32]) {
        observations = .listed(ofObservation)
    }

    /// Observations that come in clusters, which robust errors then go by: the row of each category on each day, as
    /// ``ClusteredLevels/counts`` are laid out, or -1 for observations that are left out. Each row that a regression is given must
    /// occur.
    public init(_ levels: ClusteredLevels, rowOfCell: [Int32]) {
        observations = .levels(levels, rowOfCell: rowOfCell)
    }
}
