/// Words over texts and other words that are the same in every process and on every machine, which `Hasher`'s are not.
enum StableWord {
    /// The word of some texts: FNV-1a (Fowler, Noll and Vo; RFC 9923), each text closed by a byte that is in none.
    static func of(_ texts: [String]) -> UInt64 {
        var word: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in text.utf8 { word = (word ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            word = (word ^ 0xFF) &* 0x0000_0100_0000_01B3
        }
        return word
    }

    /// The word of two.
    static func of(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = (one ^ other).multipliedFullWidth(by: 0x94D0_49BB_1331_11EB)
        return product.high ^ product.low
    }
}
