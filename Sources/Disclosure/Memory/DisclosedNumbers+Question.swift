import Findings

extension DisclosedNumbers {
    /// A word over all that an audit of it depends on but for what is public: of two runs alike in it the audits are too.
    var question: UInt64 {
        var sum: UInt64 = 1
        func add(_ kind: UInt64, _ words: [UInt64]) {
            var word = kind
            for one in words { word = Self.mixed(word ^ one) }
            sum &+= word
        }
        for number in numbers { add(1, [UInt64(number.cost)] + number.told.map(\.print).sorted()) }
        for set in sums { add(2, [set.fingerprint]) }
        for set in few { add(3, [set.print]) }
        for split in events { add(4, [split.about.print, split.event.print, split.kind?.word ?? 0]) }
        for partition in partitions { add(5, [partition.whole.print] + partition.parts.map(\.print).sorted()) }
        return sum
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = (word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
