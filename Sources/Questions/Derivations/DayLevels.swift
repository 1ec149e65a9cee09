import Estimation

/// Observations by day of exposure and level of the score: both are few, so that a regression on days costs by their number, whatever
/// the number of observations.
struct DayLevels {
    /// One a cell.
    private(set) var days: [Int] = []
    /// One a cell.
    private(set) var categories: [Int] = []
    /// The cell of each observation.
    let repeated: RepeatedRows

    /// The cells in which there are observations, by day and category; only of the days that are asked for.
    init(_ levels: ClusteredLevels, keeping isKept: (_ day: Int) -> Bool = { _ in true }) {
        var rowOfCell = [Int32](repeating: -1, count: levels.counts.count)
        for day in 0..<levels.dayCount where isKept(day) {
            for category in 0..<levels.width where levels.counts[day * levels.width + category] > 0 {
                rowOfCell[day * levels.width + category] = Int32(days.count)
                days.append(day)
                categories.append(category)
            }
        }
        repeated = RepeatedRows(levels, rowOfCell: rowOfCell)
    }
}
