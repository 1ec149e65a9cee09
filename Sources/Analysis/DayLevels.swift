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

    /// The cells in which observations with these days and categories lie, in the order in which they come.
    init(days: [Int], categories: [Int]) {
        let width = (categories.max() ?? 0) + 1
        var cells = [Int32](repeating: -1, count: ((days.max() ?? 0) + 1) * width)
        var ofObservation: [Int32] = []
        ofObservation.reserveCapacity(days.count)
        for (day, category) in zip(days, categories) {
            let place = day * width + category
            if cells[place] < 0 {
                cells[place] = Int32(self.days.count)
                self.days.append(day)
                self.categories.append(category)
            }
            ofObservation.append(cells[place])
        }
        repeated = RepeatedRows(ofObservation: ofObservation)
    }

    /// The observations on some days, and which they are.
    func keeping(_ isKept: (_ day: Int) -> Bool) -> (cells: DayLevels, observations: [Int]) {
        let isKept = days.map(isKept)
        let observations = repeated.ofObservation.indices.filter { isKept[Int(repeated.ofObservation[$0])] }
        let ofKept = observations.map { Int(repeated.ofObservation[$0]) }
        return (
            DayLevels(days: ofKept.map { days[$0] }, categories: ofKept.map { categories[$0] }), observations
        )
    }
}
