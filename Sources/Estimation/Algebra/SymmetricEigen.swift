import CGSL

/// The eigenvalues, ascending, and orthonormal eigenvectors of a small symmetric matrix: A = Σ λ v v'.
struct SymmetricEigen: Sendable {
    /// Ascending.
    let values: [Double]
    /// `vectors[k]` belongs to `values[k]`.
    let vectors: [[Double]]

    /// Decomposes `matrix` with GSL's symmetric QR method; nil for an empty or non-finite matrix and where GSL does not converge.
    init?(_ matrix: SymmetricMatrix) {
        let n = matrix.dimension
        guard n > 0, matrix.packed.allSatisfy(\.isFinite) else { return nil }
        turnOffGSLAbort()
        // SAFETY: the four objects are allocated here for dimension n, checked, freed by the defers and never leave this
        // function; every index given to GSL is below n.
        guard let workspace = gsl_eigen_symmv_alloc(n) else { return nil }
        defer { gsl_eigen_symmv_free(workspace) }
        guard let square = gsl_matrix_alloc(n, n) else { return nil }
        defer { gsl_matrix_free(square) }
        guard let basis = gsl_matrix_alloc(n, n) else { return nil }
        defer { gsl_matrix_free(basis) }
        guard let spectrum = gsl_vector_alloc(n) else { return nil }
        defer { gsl_vector_free(spectrum) }

        for i in 0..<n {
            for j in 0..<n {
                gsl_matrix_set(square, i, j, matrix[i, j])
            }
        }
        guard gsl_eigen_symmv(square, spectrum, basis, workspace) == 0,
            gsl_eigen_symmv_sort(spectrum, basis, GSL_EIGEN_SORT_VAL_ASC) == 0
        else { return nil }
        values = (0..<n).map { gsl_vector_get(spectrum, $0) }
        vectors = (0..<n).map { k in (0..<n).map { gsl_matrix_get(basis, $0, k) } }
    }
}
