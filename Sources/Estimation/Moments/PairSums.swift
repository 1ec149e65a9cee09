/// Sums of two standardised columns over a group's rows: n, Σx, Σy, Σx², Σxy, Σy².
@frozen
public struct PairSums: Sendable {
    /// Rows.
    public var count = 0.0
    /// Σx of standardised x.
    public var x = 0.0
    /// Σy of standardised y.
    public var y = 0.0
    /// Σx².
    public var xx = 0.0
    /// Σxy.
    public var xy = 0.0
    /// Σy².
    public var yy = 0.0
    @usableFromInline let xCenter: Double
    @usableFromInline let xFactor: Double
    @usableFromInline let yCenter: Double
    @usableFromInline let yFactor: Double

    init(x: GroupedMoments.Column, y: GroupedMoments.Column) {
        xCenter = x.center
        xFactor = 1 / x.scale
        yCenter = y.center
        yFactor = 1 / y.scale
    }

    /// Adds a row, in the columns' own units.
    @inlinable @inline(__always)
    public mutating func add(x rawX: Double, y rawY: Double) {
        let a = (rawX - xCenter) * xFactor
        let b = (rawY - yCenter) * yFactor
        count += 1
        x += a
        y += b
        xx += a * a
        xy += a * b
        yy += b * b
    }
}
