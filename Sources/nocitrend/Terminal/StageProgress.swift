import Findings
import Foundation
import Ingest

/// How far a stage of a run has come, in words: what is being done, how much of it is done, how fast, and about how long it still takes.
struct StageProgress {
    /// Pieces of one kind, of which some are done.
    struct Count {
        /// What they are called: "bootstrap samples".
        let pieces: String
        var done: Int
        /// `nil` where that shows only at the end.
        let total: Int?
        /// When the first was begun.
        let since: ContinuousClock.Instant
        /// Whether one takes about as long as another, so that the rate tells how long the rest takes.
        var areAlike = true

        /// Done for one second or more, so that there is a rate.
        fileprivate func rate(at now: ContinuousClock.Instant) -> Double? {
            let seconds = (now - since) / .seconds(1)
            return areAlike && seconds >= 0.5 && done > 0 ? Double(done) / seconds : nil
        }

        /// Seconds that the rest takes if it goes on so.
        fileprivate func left(at now: ContinuousClock.Instant) -> Double? {
            guard let total, let rate = rate(at: now) else { return nil }
            return Double(max(0, total - done)) / rate
        }
    }

    /// What is being done: "reading pain.csv".
    var words: String
    /// The pieces that tell how much is done.
    var count: Count?
    /// Other pieces, done meanwhile, whose rate says more: the rows of bytes.
    var beside: Count?
    /// Long work within the stage.
    private var part: Count?
    let since: ContinuousClock.Instant
    /// Seconds that the stage took the last time.
    var before: Double?

    /// The questions that are to be answered, and those that are being worked on, the one begun first in front.
    private var questions: (all: Set<String>, open: [String]) = ([], [])

    init(_ words: String, since: ContinuousClock.Instant = .now) {
        (self.words, self.since) = (words, since)
    }

    /// Questions that are being answered.
    init(answering questions: [String], before: Double?) {
        self.init("estimating")
        self.questions.all = Set(questions)
        self.before = before
        count = Count(pieces: "answers", done: 0, total: questions.count, since: since, areAlike: false)
    }

    /// Pieces that are alike, of which so many are done.
    mutating func note(_ pieces: String, done: Int, of total: Int) {
        count = Count(pieces: pieces, done: done, total: total, since: count?.since ?? since)
    }

    /// Rows have been read.
    mutating func note(_ step: IngestProgress) {
        let bytes = Count(
            pieces: "bytes", done: (count?.done ?? 0) + step.bytes, total: step.totalBytes, since: since)
        // Behind the last row all rows are put in order.
        words =
            bytes.total.map { Double(bytes.done) >= 0.999 * Double($0) } ?? false
            ? "ordering rows" : "reading \(step.file)"
        count = bytes
        beside = Count(
            pieces: "rows", done: (beside?.done ?? 0) + step.rows, total: nil, since: since,
            areAlike: words != "ordering rows")
    }

    /// Work on a question begins.
    mutating func noteBegin(of stage: String) {
        if questions.all.contains(stage) { questions.open.append(stage) }
    }

    /// Work on a question is done.
    mutating func noteEnd(of stage: String) {
        guard questions.all.contains(stage) else { return }
        questions.open.removeAll { $0 == stage }
        count?.done += 1
    }

    /// Some pieces of long work are done. Of two such works side by side one is shown until it is done.
    mutating func notePart(_ pieces: String, done: Int, of total: Int) {
        let isSame = part.map { $0.pieces == pieces && $0.total == total && $0.done < done } ?? false
        if let part, !isSame, (part.total.map { part.done < $0 } ?? false) { return }
        part = Count(pieces: pieces, done: done, total: total, since: isSame ? part?.since ?? .now : .now)
        if done == total { part = nil }
    }

    /// The line, of at most so many columns.
    func text(at now: ContinuousClock.Instant, width: Int) -> String {
        var facts: [String] = []
        if let beside {
            if let count, let total = count.total, total > 0 {
                facts.append("\(min(99, 100 * count.done / total))%")
            }
            facts += Self.facts(beside, at: now)
        } else if let count {
            facts += Self.facts(count, at: now)
        }
        let left = count?.left(at: now) ?? before.map { max(0, $0 - (now - since) / .seconds(1)) }
        if let left, left >= 1 { facts.append(Self.left(left, asBefore: count?.left(at: now) == nil)) }
        var line = ([words] + facts).joined(separator: ", ")
        let open = questions.open.prefix(2).joined(separator: " and ")
        if !open.isEmpty { line += " \u{2013} " + open }
        if let part {
            let left = part.left(at: now).flatMap { $0 >= 1 ? Self.left($0) : nil }
            line += " \u{2013} " + (Self.facts(part, at: now) + (left.map { [$0] } ?? [])).joined(separator: ", ")
        }
        return line.count <= width ? line : line.prefix(max(0, width - 1)) + "\u{2026}"
    }

    private static func facts(_ count: Count, at now: ContinuousClock.Instant) -> [String] {
        let done = NumberText.count(count.done)
        let amount =
            count.total.map { "\(done) of \(NumberText.count($0)) \(count.pieces)" } ?? "\(done) \(count.pieces)"
        guard let rate = count.rate(at: now), rate >= 1 else { return [amount] }
        return [amount, speed(rate)]
    }

    /// A rate to two significant digits.
    private static func speed(_ rate: Double) -> String {
        if rate >= 999_500 { return "\(NumberText.fixed(rate / 1e6, decimals: rate < 9.95e6 ? 1 : 0)) million/s" }
        let step = pow(10, max(0, floor(log10(rate)) - 1))
        return "\(NumberText.count(Int((rate / step).rounded() * step)))/s"
    }

    private static func left(_ seconds: Double, asBefore: Bool = false) -> String {
        let time = seconds < 100 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
        return asBefore ? "about \(time) left if it goes as last time" : "\(time) left"
    }
}
