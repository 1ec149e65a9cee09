/// Why a probability or a quantile has no value.
public enum DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter outside its domain: zero degrees of freedom, a probability above 1, NaN.
    case invalidParameter(String)
    /// The library could not compute a finite value.
    case notComputable(String)

    /// In words.
    public var description: String {
        switch self {
        case .invalidParameter(let name): "\(name) is outside its domain"
        case .notComputable(let name): "\(name) could not be computed"
        }
    }
}
