/// The order of a group's rows once they are shuffled: for what a statistic is worth where order means nothing.
///
/// By Durstenfeld's algorithm (1964, doi:10.1145/364520.364540) from the counter-based generator Philox, so that each group's order depends
/// on the seed, the round and the group's number alone, and not on which thread draws it when.
public enum GroupShuffle {
    /// The position of the row that comes to stand at each position.
    ///
    /// - Parameters:
    ///   - count: Rows of the group.
    ///   - group: Its number.
    ///   - round: Which of several shuffles.
    public static func order(of count: Int, group: Int, round: Int, seed: UInt64 = 0) -> [Int] {
        guard count > 0 else { return [] }
        var order = Array(0..<count)
        guard count > 1 else { return order }
        // 0x5368: "Sh", apart from the bits of other purposes.
        var bits = RandomBits(
            seed: seed, purpose: (0x5368, UInt32(truncatingIfNeeded: round), UInt32(truncatingIfNeeded: group)))
        var words: [UInt64] = []
        for last in stride(from: count - 1, to: 0, by: -1) {
            if words.isEmpty {
                let (first, second) = bits.next()
                words = [first, second].flatMap { four in four.indices.map { four[$0] } }
            }
            // The upper half of a product by Lemire (2019, doi:10.1145/3230636), whose bias of less than count / 2⁶⁴ is left in.
            let other = Int((words.removeLast()).multipliedFullWidth(by: UInt64(last + 1)).high)
            order.swapAt(last, other)
        }
        return order
    }
}
