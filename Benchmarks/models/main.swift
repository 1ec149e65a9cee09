// Times the mixed model with random intercept and slope on rows that are in memory, for Benchmarks/run.
//
//     model-bench FILE THREADS REPEATS
//
// FILE is CSV with the columns group (0, 1, 2 ... in order), x and y. Prints one JSON object: for each repeat the seconds
// from the rows to the estimates, and the estimates.

import DelimitedText
import Estimation
import Foundation
import Questions

/// Rows of a table, group after group.
struct Table: Sendable {
    /// The first row of each group, and behind the last the number of rows.
    var starts: [Int] = []
    var x: [Double] = []
    var y: [Double] = []

    init(file: String, threads: Int) throws {
        let requests = [("group", ColumnRequest.Kind.integer), ("x", .decimal), ("y", .decimal)]
        let reader = DelimitedReader(input: .file(path: file), dialect: Dialect(), threads: threads)
        let blocks = try reader.read { _ in
            requests.map { ColumnRequest(header: $0.0, kind: $0.1) }
        } body: { block in
            let (groups, x, y) = (block.integerColumn(0), block.decimalColumn(1), block.decimalColumn(2))
            return (0..<block.rowCount).compactMap { row -> (Int, Double, Double)? in
                guard case .value(let group) = groups[row], case .value(let x) = x[row], case .value(let y) = y[row]
                else { return nil }
                return (Int(group), x, y)
            }
        }.results
        for (group, x, y) in blocks.joined() {
            while starts.count <= group { starts.append(self.x.count) }
            self.x.append(x)
            self.y.append(y)
        }
        starts.append(x.count)
    }

    var groups: Int { starts.count - 1 }

    func fit(_ executor: BlockExecutor) -> FitOutcome<LinearMixedModel.Fit> {
        let (xMoments, yMoments) = (OnlineMoments(x.prefix(10_000)), OnlineMoments(y.prefix(10_000)))
        let moments = GroupedMoments(
            x: .init("x", center: xMoments.mean ?? 0, scale: xMoments.standardDeviation ?? 1),
            y: .init("y", center: yMoments.mean ?? 0, scale: yMoments.standardDeviation ?? 1),
            groupCount: groups, executor: executor
        ) { group, sums in
            for row in starts[group]..<starts[group + 1] { sums.add(x: x[row], y: y[row]) }
        }
        return LinearMixedModel.fit(
            .init(moments: moments, response: 1, fixed: [0], random: .interceptAndSlope(0)), executor: executor)
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let threads = Int(arguments[2]), let repeats = Int(arguments[3]) else {
    FileHandle.standardError.write(Data("usage: model-bench FILE THREADS REPEATS\n".utf8))
    exit(64)
}
let table = try Table(file: arguments[1], threads: threads)
let executor = BlockExecutor.dispatch(threads: threads)
var seconds: [Double] = []
var answer: [String: Any] = [:]
for _ in 0..<repeats {
    let start = ContinuousClock.now
    let outcome = table.fit(executor)
    seconds.append((ContinuousClock.now - start) / .seconds(1))
    guard let fit = outcome.fit else {
        FileHandle.standardError.write(Data("\(outcome.reason?.description ?? "no fit")\n".utf8))
        exit(65)
    }
    answer = [
        "rows": fit.observations, "groups": fit.groups, "criterion": -2 * fit.logLikelihood,
        "slope": fit.fixedEffects[1].value, "se": fit.fixedEffects[1].standardError,
        "sd_slope": fit.sdSlope ?? 0,
    ]
}
answer["seconds"] = seconds
let json = try JSONSerialization.data(withJSONObject: answer, options: .sortedKeys)
print(String(decoding: json, as: UTF8.self))
