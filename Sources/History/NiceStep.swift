import Foundation

/// Steps of an axis that people count in.
enum NiceStep {
    /// 1, 2 or 5 times a power of ten, so that about `parts` of them span a range.
    static func step(for range: Double, parts: Int) -> Double {
        guard range > 0, range.isFinite else { return 1 }
        let rough = range / Double(max(1, parts))
        let power = pow(10, log10(rough).rounded(.down))
        let lead = rough / power
        return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power
    }
}
