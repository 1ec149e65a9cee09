/// The candidate most similar to `name`, for "did you mean": letter case aside, at most a third of its letters may differ
/// (and at least one, so that `day` finds `days`). Ties go to the earlier candidate.
///
/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours count one each
/// (Damerau 1964, doi:10.1145/363958.363994).
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    var best: (name: String, distance: Int)?
    for candidate in candidates where !candidate.isEmpty {
        // A name of megabytes is near to nothing that anybody writes.
        guard candidate.utf8.count <= 16 * (name.utf8.count + 4) else { continue }
        let letters = Array(candidate.lowercased())
        let limit = max(1, max(wanted.count, letters.count) / 3)
        let distance = alignmentDistance(wanted, letters)
        if distance <= limit, distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.name
}

private func alignmentDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
        var current = [row + 1]
        for (column, other) in second.enumerated() {
            var distance = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                distance = min(distance, beforeLast[column - 1] + 1)
            }
            current.append(distance)
        }
        (beforeLast, last) = (last, current)
    }
    return last[second.count]
}
