extension RandomBits {
    /// `count` numbers, each of 0..<`bound` as likely as the others but for 2⁻⁶⁴ of `bound` (Lemire 2019, doi:10.1145/3230636, without its
    /// rejection step). Whole calls: what is left of the last one's bits is not used again.
    mutating func draw(_ count: Int, below bound: Int, _ take: (Int) -> Void) {
        let bound = UInt64(max(1, bound))
        var left = count
        while left > 0 {
            let words = next()
            for lane in 0..<min(8, left) {
                let word = lane < 4 ? words.0[lane] : words.1[lane - 4]
                take(Int(word.multipliedFullWidth(by: bound).high))
            }
            left -= 8
        }
    }
}
