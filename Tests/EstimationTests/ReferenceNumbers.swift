import Estimation
import Foundation
import Testing

/// The numbers and data in Tests/References, which the R scripts beside them wrote.
enum ReferenceNumbers {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("References")

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }

    /// A table of numbers by column.
    static func table(_ name: String) throws -> [String: [Double]] {
        let text = try String(contentsOf: folder.appendingPathComponent(name + ".csv"), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: ",") }
        let header = try #require(lines.first).map(String.init)
        var columns = [String: [Double]]()
        for (position, column) in header.enumerated() {
            columns[column] = try lines.dropFirst().map { try #require(Double($0[position])) }
        }
        return columns
    }
}

/// Rows of a study: a group number and the values of named columns.
struct Rows {
    var groups: [Int]
    var columns: [String: [Double]]

    static func reference(_ name: String) throws -> Rows {
        var columns = try ReferenceNumbers.table(name)
        let group = columns.removeValue(forKey: "group")
        let groups = try #require(group).map { Int($0) }
        return Rows(groups: groups, columns: columns)
    }

    /// Centers and scales near the columns' own, as a caller would choose them.
    func standardColumn(_ name: String) -> GroupedMoments.Column {
        let moments = OnlineMoments(columns[name] ?? [])
        return .init(name, center: moments.mean ?? 0, scale: moments.standardDeviation ?? 1)
    }

    /// Moments of the named columns, of the rows for which `isUsed`.
    func moments(
        _ names: [String], columns chosen: [GroupedMoments.Column]? = nil, groupCount: Int? = nil,
        executor: BlockExecutor = .serial, isUsed: (Int) -> Bool = { _ in true }
    ) -> GroupedMoments {
        let count = groupCount ?? (groups.max() ?? -1) + 1
        var rows = [[Int]](repeating: [], count: count)
        for row in groups.indices where isUsed(row) {
            rows[groups[row]].append(row)
        }
        let values = names.map { columns[$0] ?? [] }
        return GroupedMoments(
            columns: chosen ?? names.map(standardColumn), groupCount: count, executor: executor
        ) { [rows] group, sums in
            for row in rows[group] {
                sums.addRow { values[$0][row] }
            }
        }
    }
}

/// |value / reference - 1|, or |value| where the reference is 0.
func relativeError(_ value: Double, _ reference: Double) -> Double {
    value == reference ? 0 : abs(value - reference) / (reference == 0 ? 1 : abs(reference))
}

/// A small generator for tests: the same numbers each time (Steele, Lea & Flood 2014, SplitMix64, doi:10.1145/2660193.2660195).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func normal() -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}
