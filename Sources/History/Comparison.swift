import Findings
import Presentation

/// A run beside the one before of its study.
///
/// **The rule.** A main answer has moved where its new value lies outside the old interval and its old value outside the new one. Where
/// nothing changed but that patients came in addition, the difference of the two estimates has the variance of the old one less that of
/// the new one (the estimates are efficient and nested: Hausman 1978, 10.2307/1913827), which is less than that of the old, so that at most
/// 1 - level of the numbers move by chance, and far fewer where most patients are the same.
struct Comparison {
    let before: RunContent
    let now: RunContent

    private typealias Pair = (before: RecordedNumber?, now: RecordedNumber?)

    /// The main answers of now, in their order, and what the report before had of each; those of before that are main no more, as a last
    /// visit is not the last one any more, beside what they are now.
    private var pairs: (current: [Pair], others: [Pair]) {
        // What is main now may not have been so for an earlier version, and is compared all the same.
        let old = Dictionary(before.numbers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(now.numbers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let current = now.mainNumbers
        let names = Set(current.map(\.name))
        return (
            current.map { (old[$0.name], $0) },
            before.mainNumbers.filter { !names.contains($0.name) }.map { ($0, new[$0.name]) }
        )
    }

    static func hasMoved(_ before: RecordedNumber, _ now: RecordedNumber) -> Bool {
        guard let old = before.interval, let new = now.interval else { return false }
        return (new.value < old.lower || new.value > old.upper) && (old.value < new.lower || old.value > new.upper)
    }

    /// What differs.
    ///
    /// - Parameters:
    ///   - run: the run before.
    ///   - course: the main answers of all runs up to this one.
    func since(_ run: RecordedRun, course: RunCourse) -> SinceLastRun {
        let (current, others) = pairs
        let renewed = current.filter { $0.before?.interval != nil && $0.now?.interval != nil && $0.now?.asOf == nil }
        let answered = Set(now.findings.filter { $0.reason == nil }.map(\.id))
        let wasAnswered = Set(before.findings.filter { $0.reason == nil }.map(\.id))
        return SinceLastRun(
            run: run.name, day: run.day, compared: renewed.count,
            expectedByChance: renewed.reduce(0) { $0 + 1 - ($1.now?.level ?? 0.95) },
            moved: renewed.filter { pair in
                pair.before.flatMap { before in pair.now.map { Self.hasMoved(before, $0) } } == true
            }.map(number),
            newAnswers: now.findings.filter { answered.contains($0.id) && !wasAnswered.contains($0.id) }.map {
                .init(finding: $0.id, title: $0.title, reason: nil)
            },
            newNumbers: current.filter { pair in
                pair.now?.state == .shown && pair.before?.state != .shown
                    && wasAnswered.contains(pair.now?.name.finding ?? "")
            }.map(number),
            lostAnswers: before.findings.filter { wasAnswered.contains($0.id) && !answered.contains($0.id) }.map {
                old in
                .init(finding: old.id, title: old.title, reason: now.findings.first { $0.id == old.id }?.reason)
            },
            lostNumbers: (current + others).filter { pair in
                pair.before?.state == .shown && pair.now?.state != .shown
                    && answered.contains(pair.before?.name.finding ?? "")
            }.map(number),
            standing: current.filter { $0.now?.asOf != nil }.map(number),
            newInputs: Self.difference(now.inputs, before.inputs),
            goneInputs: Self.difference(before.inputs, now.inputs), tables: tables,
            course: CourseFigure.plan(course), courseTable: CourseTable.table(course))
    }

    private func number(_ pair: (before: RecordedNumber?, now: RecordedNumber?)) -> SinceLastRun.Number {
        let one = pair.now ?? pair.before
        let finding = one?.name.finding ?? ""
        let title = (now.findings + before.findings).first { $0.id == finding }?.title ?? finding
        return SinceLastRun.Number(
            finding: finding, title: title, quantity: one?.name.quantity ?? "", label: one?.label ?? "",
            key: one?.name.key ?? "", keyWords: one?.keyWords ?? "", before: pair.before?.reading,
            now: pair.now?.reading)
    }

    /// Those of some that are not among others, as often as they are not.
    private static func difference(_ some: [Results.Input], _ others: [Results.Input]) -> [Results.Input] {
        var left = Dictionary(others.map { ($0, 1) }, uniquingKeysWith: +)
        return some.filter { one in
            guard let count = left[one], count > 0 else { return true }
            left[one] = count - 1
            return false
        }
    }

    /// Of files it is not said whether they changed: a report shows how many rows of a table were read, and no more.
    private var tables: [SinceLastRun.Table] {
        let old = Dictionary(before.tables.map { ($0.table, $0.read) }, uniquingKeysWith: { first, _ in first })
        return now.tables.compactMap { table in
            guard let was = old[table.table] else {
                return .init(table: table.table, before: nil, now: table.read)
            }
            guard was != table.read else { return nil }
            return .init(table: table.table, before: was, now: table.read)
        }
    }
}
