import COpenSSL

/// The SHA-256 (NIST FIPS 180-4, 2015, 10.6028/NIST.FIPS.180-4) of bytes that come piece by piece, by OpenSSL's libcrypto.
///
/// One thread at a time may use it.
public final class SHA256Digest {
    /// libcrypto did not compute it: no memory, or a library without SHA-256.
    public struct Unavailable: Error, Equatable, CustomStringConvertible {
        /// One sentence for a person.
        public var description: String { "OpenSSL's libcrypto could not compute a SHA-256" }
    }

    // SAFETY: made in `init` and freed in `deinit`, once each; no other reference to it leaves this object.
    private let context: OpaquePointer
    private var isSound: Bool

    /// The machine's OpenSSL configuration, and `OPENSSL_CONF`, do not decide whether a file can be hashed.
    static let isReady = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

    /// The digest of no bytes yet.
    public init() throws(Unavailable) {
        guard Self.isReady, let made = EVP_MD_CTX_new() else { throw Unavailable() }
        context = made
        isSound = EVP_DigestInit_ex(made, EVP_sha256(), nil) == 1
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes in more bytes.
    public func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Takes in more bytes.
    func update(_ bytes: UnsafeRawBufferPointer) {
        guard isSound, !bytes.isEmpty else { return }
        // SAFETY: libcrypto reads `bytes.count` bytes from the start of `bytes`, which its owner keeps during the call.
        isSound = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
    }

    /// The digest of all bytes, as 64 lower-case hexadecimal digits. It can be asked for once.
    public func finish() throws(Unavailable) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        // SAFETY: libcrypto writes at most `EVP_MAX_MD_SIZE` bytes to `digest` and their number to `count`.
        guard isSound, EVP_DigestFinal_ex(context, &digest, &count) == 1 else { throw Unavailable() }
        isSound = false
        return digest[..<Int(count)].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The digest of these bytes.
    public static func hexadecimal(of bytes: [UInt8]) throws(Unavailable) -> String {
        let digest = try SHA256Digest()
        digest.update(bytes)
        return try digest.finish()
    }

    /// The digest of a file, as it is stored.
    public static func hexadecimal(
        ofFile path: String, limits: InputLimits = InputLimits()
    ) throws(DelimitedTextError) -> String {
        let source = try ByteSource(.file(path: path), limits: limits)
        let block = RawBlock(capacity: 1 << 20)
        repeat {
            block.truncate(to: 0)
            _ = try block.append(atMost: block.capacity) { (space) throws(DelimitedTextError) in
                try source.read(into: space)
            }
        } while block.count > 0
        return try source.stored().sha256
    }
}
