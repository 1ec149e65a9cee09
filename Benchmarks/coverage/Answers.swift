// What the tool's own answers make of studies whose truth is known: each slope of pain_trend and other_explanations with its interval,
// each test, and the answer's first sentences.

import Cohort
import Disclosure
import Estimation
import Findings
import Foundation
import Questions
import StudyFile

/// What became of one number in one kind of study.
struct AnswerTally: Sendable {
    var slopes = OnlineMoments()
    var holding = 0
    var excludingZero = 0

    mutating func add(_ value: Double, _ lower: Double, _ upper: Double, truth: Double) {
        slopes.add(value)
        if lower <= truth, truth <= upper { holding += 1 }
        if lower > 0 || upper < 0 { excludingZero += 1 }
    }
}

private func asked() throws -> AskedQuestions {
    let names = SettingNames(
        patientColumns: ["site"], numericColumns: [], instruments: ["nrs"], instrumentsWithCutOff: [])
    let value = try StudyValue.root(ofYAML: "analyses: [pain_trend, other_explanations]", path: "study.yaml")[
        "analyses"]
    return try AskedQuestions(value, names: names)
}

private func label(_ key: any GroupKey) -> String {
    key.coordinates.filter { $0.axis != .instrument }.map(\.label).joined(separator: ", ")
}

/// Prints a table for each kind of study, and what the report says of the first one.
func printAnswers(of kinds: [TrueStudy], studies: Int, threads: Int) {
    for kind in kinds {
        let parts = BlockExecutor.dispatch(threads: threads).mapBlocks(of: studies, size: 4) { seeds in
            var slopes: [(name: String, value: Double, lower: Double, upper: Double)] = []
            var tests: [(name: String, p: Double)] = []
            var falls: [(expected: Double, observed: Double, holds: Bool)] = []
            var eValues: [(estimate: Double, limit: Double)] = []
            var words: [String] = []
            for seed in seeds {
                guard let questions = try? asked() else { continue }
                let study = Study(cohort: kind.cohort(seed: UInt64(seed)), asked: questions, executor: .serial)
                let findings = questions.answers(of: study)
                for finding in findings {
                    func number(_ id: String) -> Estimate? { finding.estimates.first { $0.quantity.id == id } }
                    if let expected = number("expected_fall")?.value, let observed = number("observed_fall"),
                        let value = observed.value, let lower = observed.interval?.lower,
                        let upper = observed.interval?.upper
                    {
                        falls.append((expected, value, lower <= expected && expected <= upper))
                    }
                    if let estimate = number("e_value")?.value, let limit = number("e_value_of_limit")?.value {
                        eValues.append((estimate, limit))
                    }
                    var seen: Set<String> = []
                    for estimate in finding.estimates where estimate.quantity.id == "slope" {
                        let name = label(estimate.key)
                        guard seen.insert(name).inserted, let value = estimate.value,
                            let lower = estimate.interval?.lower,
                            let upper = estimate.interval?.upper
                        else { continue }
                        slopes.append((name, value, lower, upper))
                    }
                    for test in finding.tests {
                        guard let p = test.p, !test.test.id.hasPrefix("slope_is_zero") else { continue }
                        tests.append(("\(test.test.label): \(label(test.key))", p))
                    }
                }
                guard seed == 0 else { continue }
                let released = Released.release(
                    Results(
                        study: .init(title: kind.name, synthetic: true, index: "", definitions: [], plan: nil),
                        run: .init(id: "run", version: "", isInternal: false, minimumCell: 11), inputs: [], quality: [],
                        findings: findings), under: .init())
                words = questions.pages(of: released).compactMap(\.page.answer).map {
                    ([$0.lead] + $0.more.prefix(2)).joined(separator: " ")
                }
            }
            return (slopes: slopes, tests: tests, falls: falls, eValues: eValues, words: words)
        }
        var order: [String] = []
        var tallies: [String: AnswerTally] = [:]
        for slope in parts.flatMap(\.slopes) {
            if tallies[slope.name] == nil { order.append(slope.name) }
            tallies[slope.name, default: AnswerTally()].add(slope.value, slope.lower, slope.upper, truth: kind.slope)
        }
        print("\n### \(kind.name.prefix(1).uppercased() + kind.name.dropFirst())\n")
        print("True slope \(kind.slope) points per 30 days; \(studies) studies of \(TrueStudy.people) people.\n")
        print(
            "| slope | bias | SD of slopes | coverage of 95% % | excludes zero % | studies |\n|---|---:|---:|---:|---:|---:|"
        )
        for name in order {
            guard let tally = tallies[name], let mean = tally.slopes.mean else { continue }
            let n = tally.slopes.count
            print(
                "| \(name) | \(String(format: "%+.4f", mean - kind.slope)) | "
                    + "\(String(format: "%.4f", tally.slopes.standardDeviation ?? 0)) | \(percent(tally.holding, of: n)) | "
                    + "\(percent(tally.excludingZero, of: n)) | \(n) |")
        }
        print("\n| test | p below 0.05 % | studies |\n|---|---:|---:|")
        var testOrder: [String] = []
        var rejected: [String: (below: Int, all: Int)] = [:]
        for test in parts.flatMap(\.tests) {
            if rejected[test.name] == nil { testOrder.append(test.name) }
            rejected[test.name, default: (0, 0)].all += 1
            if test.p < 0.05 { rejected[test.name, default: (0, 0)].below += 1 }
        }
        for name in testOrder {
            guard let count = rejected[name] else { continue }
            print("| \(name) | \(percent(count.below, of: count.all)) | \(count.all) |")
        }
        let falls = parts.flatMap(\.falls)
        if !falls.isEmpty {
            func mean(_ part: KeyPath<(expected: Double, observed: Double, holds: Bool), Double>) -> String {
                String(format: "%.3f", falls.reduce(0) { $0 + $1[keyPath: part] } / Double(falls.count))
            }
            print(
                "\nFall of first scores of 4 or more: \(mean(\.expected)) points expected of chance, \(mean(\.observed)) seen; the interval "
                    + "of what was seen holds what was expected in \(percent(falls.count(where: \.holds), of: falls.count))% of "
                    + "\(falls.count) studies.")
        }
        let eValues = parts.flatMap(\.eValues)
        if kind.mechanism == .confounded, !eValues.isEmpty {
            let mean = eValues.reduce(0) { $0 + $1.estimate } / Double(eValues.count)
            func atMost(_ part: KeyPath<(estimate: Double, limit: Double), Double>) -> String {
                percent(eValues.count { $0[keyPath: part] <= TrueStudy.confounding }, of: eValues.count)
            }
            print(
                "\nThe unmeasured thing is as strong as a risk ratio of \(String(format: "%.1f", TrueStudy.confounding)). E-value of the "
                    + "estimate \(String(format: "%.2f", mean)) on average, at most that in \(atMost(\.estimate))% of \(eValues.count) "
                    + "studies; of the interval's nearer limit in \(atMost(\.limit))%.")
        }
        if let words = parts.first?.words {
            print("\nThe first study in the report's own words:\n")
            for answer in words { print("> \(answer)\n>") }
        }
    }
}
