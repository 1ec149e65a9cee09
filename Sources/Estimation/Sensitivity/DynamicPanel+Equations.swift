extension DynamicPanel {
    /// Where the levels of the series are counted from.
    struct Origin: Sendable {
        let response: Double
        let predictor: Double
    }

    /// The differenced equations of one person at a time.
    struct Equations: Sendable {
        let model: Model
        private let maximumGap: Int?
        private let origin: Origin
        /// Columns of ``rows``: the differences of the predictors, then that of the response.
        let width: Int
        /// Columns of ``instruments``.
        let instrumentCount: Int

        /// The occasion whose difference from the one before an equation is about, ascending.
        private(set) var occasions: [Int] = []
        /// `width` numbers an equation.
        private(set) var rows: [Double] = []
        /// `instrumentCount` numbers an equation: the response's lags, the predictor's, and the predictors that are their own.
        private(set) var instruments: [Double] = []

        init(_ model: Model, maximumGap: Int?, origin: Origin) {
            self.model = model
            self.maximumGap = maximumGap
            self.origin = origin
            width = model.coefficientCount + 1
            instrumentCount = model.instrumentCount
        }

        /// The equation `lag` occasions before equation `index`. Occasions of an equation are in a row, so it is of the same row.
        func position(_ lag: Int, before index: Int) -> Int? {
            let wanted = occasions[index] - lag
            for earlier in (max(0, index - lag)..<max(index, 0)).reversed() where occasions[earlier] <= wanted {
                return occasions[earlier] == wanted ? earlier : nil
            }
            return nil
        }

        /// Makes the equations those of a person with these occasions, in any order.
        mutating func read(_ unordered: [Occasion]) {
            occasions.removeAll(keepingCapacity: true)
            rows.removeAll(keepingCapacity: true)
            instruments.removeAll(keepingCapacity: true)
            let isOrdered = unordered.indices.dropFirst().allSatisfy { unordered[$0 - 1].day <= unordered[$0].day }
            let series = isOrdered ? unordered : unordered.sorted { $0.day < $1.day }
            var start = 0
            for index in series.indices.dropFirst() {
                guard let days = gap(from: series[index - 1].day, to: series[index].day) else {
                    start = index
                    continue
                }
                guard index >= start + 2, addRow(series[index - 2], series[index - 1], series[index], days: days)
                else { continue }
                occasions.append(index)
                addLevels(series, of: \.response, from: origin.response, at: index, start: start)
                addLevels(series, of: \.predictor, from: origin.predictor, at: index, start: start)
                // The last columns but the response's.
                instruments.append(contentsOf: rows[(rows.count - 1 - ownInstruments)..<(rows.count - 1)])
            }
        }

        private var ownInstruments: Int { instrumentCount - 2 * model.instrumentLags.count }

        /// Days between occasions in a row; nil for others.
        private func gap(from earlier: Int, to later: Int) -> Int? {
            let (days, overflow) = later.subtractingReportingOverflow(earlier)
            guard !overflow, days > 0, maximumGap.map({ days <= $0 }) ?? true else { return nil }
            return days
        }

        /// Adds the differences from `second` to `third` and the lagged ones from `first` to `second`, if all are known.
        private mutating func addRow(_ first: Occasion, _ second: Occasion, _ third: Occasion, days: Int) -> Bool {
            guard let y1 = first.response, let y2 = second.response, let y3 = third.response,
                let x1 = first.predictor, let x2 = second.predictor
            else { return false }
            let end = rows.count
            rows.append(y2 - y1)
            rows.append(x2 - x1)
            if model.hasSameOccasion {
                guard let x3 = third.predictor else { return forgetRow(end) }
                rows.append(x3 - x2)
            }
            if model.hasElapsedDays { rows.append(Double(days)) }
            for column in model.exogenous.indices {
                guard column < second.exogenous.count, column < third.exogenous.count,
                    let before = second.exogenous[column], let now = third.exogenous[column]
                else { return forgetRow(end) }
                rows.append(now - before)
            }
            rows.append(y3 - y2)
            return true
        }

        private mutating func forgetRow(_ end: Int) -> Bool {
            rows.removeLast(rows.count - end)
            return false
        }

        /// Adds the levels of a series at each lag before `index`, 0 where the row of occasions has none.
        @inline(__always)
        private mutating func addLevels(
            _ series: [Occasion], of value: (Occasion) -> Double?, from origin: Double, at index: Int, start: Int
        ) {
            for lag in model.instrumentLags {
                let level = index - lag >= start ? value(series[index - lag]) : nil
                instruments.append(level.map { $0 - origin } ?? 0)
            }
        }
    }
}
