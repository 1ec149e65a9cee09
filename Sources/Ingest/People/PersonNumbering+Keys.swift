import DelimitedText

extension PersonNumbering {
    /// The key of each person by number; none without a secret.
    func keys(secret: [UInt8]?, threads: Int) throws(SHA256Digest.Unavailable) -> [UInt128] {
        guard let secret else { return [] }
        return try KeyedDigest.words(of: identifiers, secret: secret, threads: threads)
    }
}
