import Foundation
import Testing

@testable import DelimitedText

/// Messages and digests of NIST's examples for FIPS 180-4 (csrc.nist.gov, "Cryptographic Standards and Guidelines: Example
/// Values", SHA256.pdf and SHA2_Additional.pdf).
@Suite struct SHA256DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func publishedDigests(message: String, digest: String) throws {
        #expect(try SHA256Digest.hexadecimal(of: Array(message.utf8)) == digest)
    }

    @Test(arguments: [1, 63, 64, 65, 4096])
    func piecesOfAnySizeGiveTheSame(size: Int) throws {
        let digest = try SHA256Digest()
        var left = 1_000_000
        while left > 0 {
            digest.update([UInt8](repeating: UInt8(ascii: "a"), count: min(size, left)))
            digest.update([])
            left -= size
        }
        #expect(try digest.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(throws: SHA256Digest.Unavailable()) { try digest.finish() }
    }
}
