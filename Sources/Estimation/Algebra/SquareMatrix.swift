/// A square matrix, row by row.
struct SquareMatrix: Sendable {
    let dimension: Int
    private var elements: [Double]

    init(dimension: Int, element: (Int, Int) -> Double) {
        self.dimension = dimension
        elements = []
        elements.reserveCapacity(dimension * dimension)
        for i in 0..<dimension {
            for j in 0..<dimension {
                elements.append(element(i, j))
            }
        }
    }

    @inline(__always)
    subscript(i: Int, j: Int) -> Double { elements[i * dimension + j] }
}
