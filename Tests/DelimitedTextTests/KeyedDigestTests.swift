import DelimitedText
import Testing

@Suite("Keyed digests")
struct KeyedDigestTests {
    @Test("are the first 128 bits of HMAC-SHA-256 (RFC 4231, test cases 1 and 2)")
    func published() throws {
        let first = try KeyedDigest.words(of: ["Hi There"], secret: [UInt8](repeating: 0x0B, count: 20))
        #expect(first == [0xB034_4C61_D8DB_3853_5CA8_AFCE_AF0B_F12B])
        let second = try KeyedDigest.words(of: ["what do ya want for nothing?"], secret: Array("Jefe".utf8))
        #expect(second == [0x5BDC_C146_BF60_754E_6A04_2426_0895_75C7])
    }

    @Test("are the same for any number of threads, and others under another secret")
    func threads() throws {
        let texts = (0..<10_000).map { "P\($0)" }
        let one = try KeyedDigest.words(of: texts, secret: [1])
        #expect(try KeyedDigest.words(of: texts, secret: [1], threads: 4) == one)
        #expect(Set(one).count == texts.count)
        #expect(try KeyedDigest.words(of: texts, secret: [2]).first != one.first)
        #expect(try KeyedDigest.words(of: [], secret: [1]).isEmpty)
    }
}

@Suite("Packed bytes")
struct PackedBytesTests {
    @Test("come back as they were; what is damaged or of another length does not")
    func roundTrip() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 300) }
        let packed = try PackedBytes.packed(bytes)
        #expect(packed.count < bytes.count / 10)
        #expect(try PackedBytes.unpacked(packed, count: bytes.count) == bytes)
        #expect(throws: PackedBytes.Damaged.self) { try PackedBytes.unpacked(packed, count: bytes.count - 1) }
        let cut = Array(packed.dropLast(9))
        #expect(throws: PackedBytes.Damaged.self) { try PackedBytes.unpacked(cut, count: bytes.count) }
        #expect(throws: PackedBytes.Damaged.self) { try PackedBytes.unpacked(packed, count: .max) }
        #expect(try PackedBytes.unpacked(PackedBytes.packed([]), count: 0).isEmpty)
    }
}
