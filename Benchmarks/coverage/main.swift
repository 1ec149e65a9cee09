// Bias, coverage and power of each estimator of the slope, in studies whose truth is known. Writes a table in Markdown.
//
//     coverage-bench STUDIES THREADS [answers [KIND]]
//
// With "answers", the tool's own answers alone; with KIND, of the studies with these words in their name.

import Estimation
import Foundation
import Questions

/// What became of one estimator in one scenario.
struct Performance: Sendable {
    var slopes = OnlineMoments()
    var holding = 0
    var excludingZero = 0
    var failures = 0

    mutating func add(_ answer: SlopeEstimator.Answer?, truth: Double) {
        guard let answer else {
            failures += 1
            return
        }
        slopes.add(answer.value)
        if answer.lower <= truth, truth <= answer.upper { holding += 1 }
        if answer.lower > 0 || answer.upper < 0 { excludingZero += 1 }
    }

    mutating func merge(_ other: Performance) {
        slopes.merge(other.slopes)
        holding += other.holding
        excludingZero += other.excludingZero
        failures += other.failures
    }
}

let arguments = CommandLine.arguments
guard (3...5).contains(arguments.count), arguments.dropFirst(3).prefix(1).allSatisfy({ $0 == "answers" }),
    let studies = Int(arguments[1]), let threads = Int(arguments[2]), studies > 0
else {
    FileHandle.standardError.write(Data("usage: coverage-bench STUDIES THREADS [answers [KIND]]\n".utf8))
    exit(64)
}
let executor = BlockExecutor.dispatch(threads: threads)

/// The truth for a straight line: the mean of the true slope over the exposures at which scores were made.
func truth(of scenario: Scenario) -> Double {
    let parts = executor.mapBlocks(of: studies, size: 10) { seeds in
        var slopes = OnlineMoments()
        for seed in seeds {
            for person in scenario.study(seed: UInt64(seed)) {
                person.exposure.forEach { slopes.add(scenario.slope($0)) }
            }
        }
        return slopes
    }
    return parts.reduce(into: OnlineMoments()) { $0.merge($1) }.mean ?? 0
}

func performances(of scenario: Scenario, truth: Double) -> [Performance] {
    let empty = [Performance](repeating: Performance(), count: SlopeEstimator.all.count)
    let parts = executor.mapBlocks(of: studies, size: 10) { seeds in
        var part = empty
        for seed in seeds {
            let people = scenario.study(seed: UInt64(seed))
            for (number, estimator) in SlopeEstimator.all.enumerated() {
                part[number].add(estimator.estimate(people, UInt64(seed)), truth: truth)
            }
        }
        return part
    }
    return parts.reduce(into: empty) { all, part in
        for number in all.indices { all[number].merge(part[number]) }
    }
}

func percent(_ count: Int, of total: Int) -> String {
    String(format: "%.1f", 100 * Double(count) / Double(max(1, total)))
}

for scenario in arguments.count == 3 ? Scenario.all : [] {
    let truth = truth(of: scenario)
    print("\n### \(scenario.name.prefix(1).uppercased() + scenario.name.dropFirst())\n")
    print(
        "True slope \(String(format: "%.4f", truth)) points per 30 days; \(studies) studies of \(Scenario.people) people.\n"
    )
    print("| estimator | bias | SD of slopes | coverage of 95% % | excludes zero % | no estimate |")
    print("|---|---:|---:|---:|---:|---:|")
    for (estimator, performance) in zip(SlopeEstimator.all, performances(of: scenario, truth: truth)) {
        let count = performance.slopes.count
        let bias = (performance.slopes.mean ?? .nan) - truth
        let error = performance.slopes.standardErrorOfMean ?? 0
        let mark = abs(bias) > 4 * error ? "**" : ""
        let cells = [
            estimator.name, mark + String(format: "%+.4f", bias) + mark,
            String(format: "%.4f", performance.slopes.standardDeviation ?? 0),
            percent(performance.holding, of: count), percent(performance.excludingZero, of: count),
            "\(performance.failures)",
        ]
        print("| " + cells.joined(separator: " | ") + " |")
    }
}

print("\n## The tool's own answers\n")
print(
    "The questions `pain_trend` and `other_explanations` themselves, asked of cohorts whose truth is known (TrueStudy.swift)."
)
let kinds = TrueStudy.all.filter { arguments.count < 5 || $0.name.contains(arguments[4]) }
printAnswers(of: kinds, studies: min(studies, 1000), threads: threads)
