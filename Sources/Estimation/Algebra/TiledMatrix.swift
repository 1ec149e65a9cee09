/// Vectors and square matrices cut into fours, so that sums over many groups compile to straight vector arithmetic whatever their
/// dimension. What lies beyond the dimension is zero.
struct TiledMatrix: Sendable {
    /// Four rows of four.
    struct Tile: Sendable {
        var row0 = SIMD4<Double>.zero, row1 = SIMD4<Double>.zero, row2 = SIMD4<Double>.zero, row3 = SIMD4<Double>.zero

        /// Adds left · right'.
        @inline(__always)
        mutating func addProduct(_ left: SIMD4<Double>, _ right: SIMD4<Double>) {
            row0 += left[0] * right
            row1 += left[1] * right
            row2 += left[2] * right
            row3 += left[3] * right
        }

        /// left' · tile.
        @inline(__always)
        func leftProduct(_ left: SIMD4<Double>) -> SIMD4<Double> {
            left[0] * row0 + left[1] * row1 + (left[2] * row2 + left[3] * row3)
        }

        @inline(__always)
        static func += (sum: inout Tile, other: Tile) {
            sum.row0 += other.row0
            sum.row1 += other.row1
            sum.row2 += other.row2
            sum.row3 += other.row3
        }

        subscript(i: Int, j: Int) -> Double {
            switch i {
            case 0: row0[j]
            case 1: row1[j]
            case 2: row2[j]
            default: row3[j]
            }
        }
    }

    /// Tiles in each direction.
    let count: Int
    /// Row by row.
    var tiles: [Tile]

    /// The number of tiles that `dimension` takes.
    static func count(for dimension: Int) -> Int { (dimension + 3) / 4 }

    /// Zeros, of `count` tiles in each direction.
    init(count: Int) {
        self.count = count
        tiles = Array(repeating: Tile(), count: count * count)
    }

    /// A symmetric matrix, in `count` tiles.
    init(_ matrix: SymmetricMatrix, count: Int) {
        self.init(count: count)
        func row(_ i: Int, from start: Int) -> SIMD4<Double> {
            SIMD4((0..<4).map { i < matrix.dimension && start + $0 < matrix.dimension ? matrix[i, start + $0] : 0 })
        }
        for i in 0..<count {
            for j in 0..<count {
                tiles[i * count + j] = Tile(
                    row0: row(4 * i, from: 4 * j), row1: row(4 * i + 1, from: 4 * j),
                    row2: row(4 * i + 2, from: 4 * j), row3: row(4 * i + 3, from: 4 * j))
            }
        }
    }

    /// A vector in `count` tiles.
    static func vector(_ values: [Double], count: Int) -> [SIMD4<Double>] {
        (0..<count).map { tile in
            SIMD4((0..<4).map { 4 * tile + $0 < values.count ? values[4 * tile + $0] : 0 })
        }
    }

    subscript(i: Int, j: Int) -> Double {
        tiles[i / 4 * count + j / 4][i % 4, j % 4]
    }

    static func += (sum: inout TiledMatrix, other: TiledMatrix) {
        for index in sum.tiles.indices {
            sum.tiles[index] += other.tiles[index]
        }
    }
}
