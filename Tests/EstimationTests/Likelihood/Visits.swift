import Estimation
import Testing

/// The visits of References/visits.csv, for regressions on rows.
struct Visits {
    let columns: [String: [Double]]

    static func read() throws -> Visits {
        Visits(columns: try ReferenceNumbers.table("visits"))
    }

    func column(_ name: String) throws -> [Double] {
        try #require(columns[name])
    }

    func whole(_ name: String) throws -> [Int] {
        try column(name).map { Int($0) }
    }

    /// R was given the day less a million, under the name "shifted"; `offset` is what was taken off.
    func predictors(_ names: [String]) throws -> (columns: [PredictorColumn], offset: Double) {
        let isShifted = names == ["shifted"]
        let columns = try names.map { PredictorColumn($0, try column(isShifted ? "day" : $0)) }
        return (columns, isShifted ? 1_000_000 : 0)
    }
}
