/// The root of an increasing `distance` between `low` and `high`: bisection on the ordering of doubles, which ends on neighbours
/// whatever the scale, after Newton steps where they stay inside.
func increasingRoot(
    between low: Double, and high: Double, distance: (Double) throws(DistributionError) -> Double,
    density: (Double) -> Double
) throws(DistributionError) -> Double {
    var (low, high) = (low, high)
    var x = low + (high - low) / 2
    for _ in 0..<300 {
        let miss = try distance(x)
        if miss == 0 { return x }
        if miss < 0 { low = x } else { high = x }
        let slope = density(x)
        let newton = slope > 0 ? x - miss / slope : .nan
        let next = newton > low && newton < high ? newton : low + (high - low) / 2
        if next == x || abs(next - x) <= 1e-16 * abs(x) || high <= low.nextUp { return next }
        x = next
    }
    return x
}
