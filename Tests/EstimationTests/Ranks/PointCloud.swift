/// Series on which slopes are many and alike, or few, or no two the same.
enum PointCloud: CaseIterable, Sendable {
    case normal, scores, fewDays, decimals, line, steepLine, decimalLine, twoLines, halfConstant, steps, farFromZero

    /// `count` points.
    func points(_ count: Int) -> (x: [Double], y: [Double]) {
        var generator = SeededGenerator(state: 8)
        func whole(_ range: ClosedRange<Int>) -> Double { Double(Int.random(in: range, using: &generator)) }
        let points = (0..<count).map { position -> (Double, Double) in
            let x = Double(position)
            return switch self {
            case .normal: (x, generator.normal())
            case .scores: (x, whole(0...10))
            case .fewDays: (Double(position % 20), whole(0...10))
            case .decimals: (whole(0...count), whole(0...100) / 10)
            case .line: (x, 3 * x + 1)
            case .steepLine: (7 * x, x)
            case .decimalLine: (x, 0.1 * x)
            case .twoLines: (x, position % 2 == 0 ? x : 2 * x)
            case .halfConstant: (x, position < count / 2 ? 0 : 1e6 * generator.normal())
            case .steps: (x, Double(position / 50))
            case .farFromZero: (1e6 + x / 3, 1e5 + 0.01 * x + generator.normal())
            }
        }
        return (points.map(\.0), points.map(\.1))
    }
}

/// The slopes of all pairs with different x, ascending.
func allSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let order = x.indices.sorted { x[$0] < x[$1] }
    var slopes = [Double]()
    for (place, i) in order.enumerated() {
        for j in order[(place + 1)...] where x[j] != x[i] {
            slopes.append((y[j] - y[i]) / (x[j] - x[i]))
        }
    }
    return slopes.sorted()
}
