import COpenSSL
import Dispatch
import Synchronization

/// A digest of texts under a secret: HMAC (FIPS 198-1, 2008, 10.6028/NIST.FIPS.198-1) with SHA-256, cut to its first 128 bits, by OpenSSL's
/// libcrypto. Without the secret nobody can tell which text a digest is of, not even by trying all that there may be.
public enum KeyedDigest {
    /// Bytes of a secret.
    public static let secretLength = 32
    private static let blockLength = 64

    /// The digest of each text, in their order.
    ///
    /// - Parameter threads: how many share the work; the result does not depend on it.
    public static func words(
        of texts: [String], secret: [UInt8], threads: Int = 1
    ) throws(SHA256Digest.Unavailable) -> [UInt128] {
        let size = 4096
        let parts = (texts.count + size - 1) / size
        let slots = Mutex([[UInt128]?](repeating: nil, count: parts))
        DispatchQueue.concurrentPerform(iterations: min(max(1, threads), parts)) { thread in
            for part in stride(from: thread, to: parts, by: max(1, threads)) {
                let words = try? digests(of: texts[(part * size)..<min(texts.count, (part + 1) * size)], secret)
                slots.withLock { $0[part] = words }
            }
        }
        let words = slots.withLock { $0 }.compactMap(\.self)
        guard words.count == parts else { throw SHA256Digest.Unavailable() }
        return words.flatMap(\.self)
    }

    private static func digests(
        of texts: ArraySlice<String>, _ secret: [UInt8]
    ) throws(SHA256Digest.Unavailable) -> [UInt128] {
        let key = secret.prefix(blockLength) + [UInt8](repeating: 0, count: max(0, blockLength - secret.count))
        let inner = try PrimedDigest(key.map { $0 ^ 0x36 })
        let outer = try PrimedDigest(key.map { $0 ^ 0x5C })
        var words: [UInt128] = []
        words.reserveCapacity(texts.count)
        for text in texts {
            let digest = try outer.digest(of: inner.digest(of: Array(text.utf8)))
            words.append(digest.prefix(16).reduce(0) { $0 << 8 | UInt128($1) })
        }
        return words
    }
}

/// SHA-256 that has taken in some bytes already and goes on from there with each message.
private final class PrimedDigest {
    // SAFETY: both are made in `init` and freed in `deinit`, once each; no other reference to them leaves this object.
    private let primed: OpaquePointer
    private let context: OpaquePointer

    init(_ start: [UInt8]) throws(SHA256Digest.Unavailable) {
        guard SHA256Digest.isReady, let primed = EVP_MD_CTX_new() else { throw SHA256Digest.Unavailable() }
        guard let context = EVP_MD_CTX_new() else {
            EVP_MD_CTX_free(primed)
            throw SHA256Digest.Unavailable()
        }
        self.primed = primed
        self.context = context
        // SAFETY: libcrypto reads `start.count` bytes of an array that lives through the call.
        guard EVP_DigestInit_ex(primed, EVP_sha256(), nil) == 1, EVP_DigestUpdate(primed, start, start.count) == 1
        else { throw SHA256Digest.Unavailable() }
    }

    deinit {
        EVP_MD_CTX_free(primed)
        EVP_MD_CTX_free(context)
    }

    func digest(of bytes: [UInt8]) throws(SHA256Digest.Unavailable) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        // SAFETY: libcrypto reads `bytes.count` bytes of an array that lives through the call, and writes at most `EVP_MAX_MD_SIZE` to
        // `digest` and their number to `count`.
        guard EVP_MD_CTX_copy_ex(context, primed) == 1, EVP_DigestUpdate(context, bytes, bytes.count) == 1,
            EVP_DigestFinal_ex(context, &digest, &count) == 1
        else { throw SHA256Digest.Unavailable() }
        return Array(digest.prefix(Int(count)))
    }
}
