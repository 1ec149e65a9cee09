/// The pairs of a sequence of which the first number is the greater, found while the sequence is merged into order (Knuth 1998, The Art
/// of Computer Programming 3, section 5.1.1).
enum Inversions {
    /// How many there are. O(n log n).
    static func count(_ sequence: [Int32]) -> Int {
        var count = 0
        walk(sequence) { _, greater, _ in count += greater.count }
        return count
    }

    /// Hands each number over once a merge with all the greater ones that it is merged before, which are those at the positions
    /// `greater` of `numbers`. O(n log n) and what `body` costs.
    @inline(__always)
    static func walk(_ sequence: [Int32], _ body: (_ numbers: [Int32], _ greater: Range<Int>, _ smaller: Int32) -> Void)
    {
        var (numbers, merged) = (sequence, sequence)
        var width = 1
        while width < sequence.count {
            for start in stride(from: 0, to: sequence.count, by: 2 * width) {
                let middle = min(start + width, sequence.count)
                let end = min(start + 2 * width, sequence.count)
                var (left, right) = (start, middle)
                for position in start..<end {
                    if right == end || left < middle && numbers[left] <= numbers[right] {
                        merged[position] = numbers[left]
                        left += 1
                    } else {
                        if left < middle { body(numbers, left..<middle, numbers[right]) }
                        merged[position] = numbers[right]
                        right += 1
                    }
                }
            }
            swap(&numbers, &merged)
            width *= 2
        }
    }
}
