import CGSL

/// GSL's default error handler aborts the process. Turned off, its functions answer with a status or NaN, which every
/// function below makes a typed error.
private let gslAbortIsOff: Void = {
    // SAFETY: sets a process-wide function pointer to GSL's own no-op; runs once, before any other call into GSL.
    _ = gsl_set_error_handler_off()
}()

/// Call before anything else of GSL.
func turnOffGSLAbort() {
    gslAbortIsOff
}

/// A probability as computed: NaN becomes an error, rounding beyond 0...1 is cut.
func probability(
    _ name: String, _ x: Double, _ value: () -> Double
) throws(DistributionError) -> Double {
    guard !x.isNaN else { throw .invalidParameter(name) }
    turnOffGSLAbort()
    let result = value()
    guard !result.isNaN else { throw .notComputable(name) }
    return min(1, max(0, result))
}
