/// Kendall's score S, the pairs in which two variables run the same way less those in which they run against each other.
enum KendallScore {
    /// The variance of S where the variables are independent, given how many observations share each value of either
    /// (Kendall 1970, Rank Correlation Methods, section 4.5). Groups of one may be left out of `second`.
    static func variance(_ first: [Int], _ second: [Int]) -> Double {
        let n = Double(first.reduce(0, +))
        func sum(_ ties: [Int], _ term: (Double) -> Double) -> Double {
            ties.reduce(0) { $0 + term(Double($1)) }
        }
        func spread(_ t: Double) -> Double { t * (t - 1) * (2 * t + 5) }
        func pairs(_ t: Double) -> Double { t * (t - 1) }
        func triples(_ t: Double) -> Double { t * (t - 1) * (t - 2) }
        guard n >= 2 else { return 0 }
        let main = (spread(n) - sum(first, spread) - sum(second, spread)) / 18
        let ofPairs = sum(first, pairs) * sum(second, pairs) / (2 * pairs(n))
        let ofTriples = n > 2 ? sum(first, triples) * sum(second, triples) / (9 * triples(n)) : 0
        return max(0, main + ofPairs + ofTriples)
    }
}

extension RandomAccessCollection where Element: Equatable {
    /// The lengths of the runs of equal elements.
    func runLengths() -> [Int] {
        var lengths = [Int]()
        var previous: Element?
        for element in self {
            if let last = lengths.indices.last, element == previous {
                lengths[last] += 1
            } else {
                lengths.append(1)
            }
            previous = element
        }
        return lengths
    }
}
