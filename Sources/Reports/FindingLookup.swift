import Findings

extension Finding {
    /// The estimates of this name, in the order of the finding.
    func estimates(named name: String) -> [Estimate] {
        estimates.filter { $0.name == name }
    }

    /// The estimates of this name, once a group: the first one where several intervals are given.
    func leadingEstimates(named name: String) -> [Estimate] {
        var seen: Set<[String: String]> = []
        return estimates(named: name).filter { seen.insert($0.group).inserted }
    }

    /// The estimate of this name and exactly this group; where several intervals are given, the one named first in
    /// `intervals`.
    func estimate(_ name: String, _ group: [String: String], intervals: [String] = []) -> Estimate? {
        let matching = estimates.filter { $0.name == name && $0.group == group }
        for interval in intervals {
            if let match = matching.first(where: { $0.interval == interval }) { return match }
        }
        return matching.first
    }

    /// The test of this name and exactly this group.
    func test(_ name: String, _ group: [String: String]) -> HypothesisTest? {
        tests.first { $0.name == name && $0.group == group }
    }

    /// The values that a group key takes, in the order of first appearance.
    func levels(of key: String) -> [String] {
        estimates.compactMap { $0.group[key] }.inOrderOfAppearance()
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func inOrderOfAppearance() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
