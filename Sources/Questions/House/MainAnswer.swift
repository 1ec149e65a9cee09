import Disclosure
import Findings

/// Numbers of a question that a reader follows from report to report: its answer, not the models beside it, nor what describes the data.
///
/// Reports compare these alone with those of the report before. Of hundreds of numbers some would move by chance each week.
public struct MainAnswer: Sendable {
    private let isOne: @Sendable (ReleasedEstimate) -> Bool
    /// An axis on which only the last place counts: the last visit, the last month.
    private let last: Axis?

    /// Numbers of a quantity.
    ///
    /// - Parameters:
    ///   - last: an axis of whole numbers on which only the last one counts, apart for each place on the others.
    ///   - isMain: which of its keys; all of them without.
    init<Key: GroupKey>(
        _ quantity: Quantity<Key>, atLast last: Axis? = nil,
        where isMain: @escaping @Sendable (Key) -> Bool = { _ in true }
    ) {
        self.last = last
        isOne = { estimate in
            estimate.quantity == quantity.info && (estimate.key as? Key).map(isMain) == true
        }
    }

    /// The difference of scores of an emulated trial by the last month.
    static func emulatedDifference(by analysis: EmulationAnalysis) -> MainAnswer {
        MainAnswer(.strategyDifference, atLast: .day) { $0.outcome == .score && $0.analysis == analysis }
    }

    /// Numbers of one question, at most: a study of many trials has as many of everything.
    private static let most = 8

    /// The main answers of a finding, in its order. Those of everybody; where there are none, as scales or trials are not pooled, those of each.
    /// Of several intervals of one number the first.
    static func numbers(of answers: [MainAnswer], in finding: ReleasedFinding) -> [ReleasedEstimate] {
        let all = answers.flatMap { $0.numbers(in: finding) }
        // Everybody; else by a column of the tool's own, as scales are not pooled; else by the study's.
        let apart = [nil, StudyPlace.Origin.tool, .study].lazy.map { origin in all.filter { $0.columnOrigin == origin }
        }
        return Array((apart.first { !$0.isEmpty } ?? []).prefix(most))
    }

    private func numbers(in finding: ReleasedFinding) -> [ReleasedEstimate] {
        var seen: Set<Name> = []
        let numbers = finding.estimates.filter { estimate in
            isOne(estimate) && seen.insert(Name(estimate)).inserted
        }
        guard let last else { return numbers }
        var latest: [[Coordinate]: Int] = [:]
        for number in numbers {
            guard let place = number.place(on: last) else { continue }
            latest[number.coordinates(without: last)] = max(place, latest[number.coordinates(without: last)] ?? place)
        }
        return numbers.filter { $0.place(on: last) == latest[$0.coordinates(without: last)] }
    }

    private struct Name: Hashable {
        let quantity: String
        let key: AnyGroupKey

        init(_ estimate: ReleasedEstimate) {
            (quantity, key) = (estimate.quantity.id, AnyGroupKey(estimate.key))
        }
    }
}

extension ReleasedEstimate {
    /// Whose column it is at a level of which the patients are that it is about; `nil` of everybody.
    fileprivate var columnOrigin: StudyPlace.Origin? {
        for coordinate in key.coordinates where coordinate.axis == .column {
            if case .study(let place) = coordinate.place { return place.origin }
        }
        return nil
    }

    fileprivate func place(on axis: Axis) -> Int? {
        for case .number(let number) in key.coordinates.lazy.filter({ $0.axis == axis }).map(\.place) { return number }
        return nil
    }

    fileprivate func coordinates(without axis: Axis) -> [Coordinate] { key.coordinates.filter { $0.axis != axis } }
}
