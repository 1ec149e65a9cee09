import CGLPK

/// A linear programme over counts: variables from 0 up, equations with coefficients that are small whole numbers.
///
/// The only file that calls GLPK. It begins where it is told and its steps are capped in number, never in time, so that the same
/// programme gives the same answer whatever else the machine does.
struct LinearProgram: ~Copyable {
    /// An equation: the sum of its terms is `value`.
    struct Equation {
        let terms: [(variable: Int, coefficient: Double)]
        let value: Double
    }

    /// An end of a variable's range.
    enum End: CaseIterable, Sendable { case fewest, most }

    /// How a search ended.
    enum Outcome {
        /// The variable reaches the number, with these whole numbers, one a variable.
        case reached([Int])
        /// It does not, for these equations' values; none where it does not whatever these are.
        case pinned(by: [Int])
        /// No whole numbers were found, or the arithmetic failed.
        case notFound
    }

    private let problem: OpaquePointer
    private let equations: [Equation]
    private let variableCount: Int
    private let upper: Double
    private static let mostSteps: Int32 = 20_000
    private static let mostNodes: Int32 = 200

    /// - Parameter upper: no variable is searched above it.
    init(variables: Int, equations: [Equation], upper: Double) {
        // SAFETY: messages are off before anything else is asked; the problem is freed in deinit and never leaves this type. GLPK counts
        // from 1 and reads the first `count` elements after the one at 0; every row and column that it is given is one made here.
        _ = glp_term_out(GLP_OFF)
        problem = glp_create_prob()
        self.equations = equations
        variableCount = variables
        if !equations.isEmpty { glp_add_rows(problem, Int32(equations.count)) }
        if variables > 0 { glp_add_cols(problem, Int32(variables)) }
        for variable in 0..<variables { glp_set_col_bnds(problem, Int32(variable + 1), GLP_DB, 0, upper) }
        for (row, equation) in equations.enumerated() {
            let terms = equation.terms
            glp_set_row_bnds(problem, Int32(row + 1), GLP_FX, equation.value, equation.value)
            glp_set_mat_row(
                problem, Int32(row + 1), Int32(terms.count), [0] + terms.map { Int32($0.variable + 1) },
                [0] + terms.map(\.coefficient))
        }
        self.upper = upper
    }

    deinit {
        // SAFETY: made in init, freed once.
        glp_delete_prob(problem)
    }

    /// Steps of the simplex method so far.
    var steps: Int {
        // SAFETY: reads a number.
        Int(glp_get_it_cnt(problem))
    }

    /// Whether a variable can be as few, or as many, as `enough`.
    mutating func reach(_ variable: Int, _ end: End, _ enough: Int) -> Outcome {
        // SAFETY: the column is one of this programme; parameters live on the stack for the call.
        let column = Int32(variable + 1)
        switch end {
        case .fewest: glp_set_col_bnds(problem, column, GLP_DB, Double(enough), upper)
        case .most: glp_set_col_bnds(problem, column, GLP_DB, 0, max(1, Double(enough)))
        }
        defer {
            glp_set_col_bnds(problem, column, GLP_DB, 0, upper)
            glp_set_obj_coef(problem, column, 0)
        }
        glp_set_obj_dir(problem, end == .most ? GLP_MAX : GLP_MIN)
        glp_set_obj_coef(problem, column, 1)
        var parameters = glp_smcp()
        glp_init_smcp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.it_lim = glp_get_it_cnt(problem) + Self.mostSteps
        var result = glp_simplex(problem, &parameters)
        if result != 0 || glp_get_status(problem) != GLP_OPT {
            glp_std_basis(problem)
            result = glp_simplex(problem, &parameters)
        }
        guard result == 0, glp_get_status(problem) == GLP_OPT else { return .notFound }
        let value = glp_get_col_prim(problem, column)
        let isReached = end == .most ? value >= Double(enough) - 1e-6 : value <= Double(enough) + 1e-6
        guard isReached else { return .pinned(by: reasons) }
        let values = (0..<variableCount).map { glp_get_col_prim(problem, Int32($0 + 1)) }
        if let whole = checked(values) { return .reached(whole) }
        if let whole = wholeNumbers().flatMap({ checked($0) }),
            end == .most ? whole[variable] >= enough : whole[variable] <= enough
        {
            return .reached(whole)
        }
        return .notFound
    }

    /// The values as whole numbers that keep every equation; `nil` where they are none.
    private func checked(_ values: [Double]) -> [Int]? {
        var whole: [Int] = []
        whole.reserveCapacity(values.count)
        for value in values {
            let rounded = value.rounded()
            guard abs(value - rounded) < 1e-6, rounded >= 0, let own = Int(exactly: rounded) else { return nil }
            whole.append(own)
        }
        for equation in equations {
            let sum = equation.terms.reduce(0.0) { $0 + Double(whole[$1.variable]) * $1.coefficient }
            guard sum == equation.value else { return nil }
        }
        return whole
    }

    /// The equations whose values hold the variable where it is: those with a price in the last programme.
    private var reasons: [Int] {
        // SAFETY: rows of this programme, after it was solved.
        equations.indices.filter { abs(glp_get_row_dual(problem, Int32($0 + 1))) > 1e-7 }
    }

    /// Whole numbers for all variables, the first that are found on the way down from where the last search ended.
    private func wholeNumbers() -> [Double]? {
        // SAFETY: a copy that this function makes and frees; the callback reads a count and ends the search.
        guard let copy = glp_create_prob() else { return nil }
        defer { glp_delete_prob(copy) }
        glp_copy_prob(copy, problem, GLP_OFF)
        for column in 0..<variableCount { glp_set_col_kind(copy, Int32(column + 1), GLP_IV) }
        var simplex = glp_smcp()
        glp_init_smcp(&simplex)
        simplex.msg_lev = GLP_MSG_OFF
        guard glp_simplex(copy, &simplex) == 0, glp_get_status(copy) == GLP_OPT else { return nil }
        var parameters = glp_iocp()
        glp_init_iocp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.br_tech = GLP_BR_MFV
        parameters.bt_tech = GLP_BT_DFS
        parameters.cb_func = { tree, _ in
            var nodes: Int32 = 0
            glp_ios_tree_size(tree, nil, nil, &nodes)
            if nodes > LinearProgram.mostNodes || glp_ios_reason(tree) == GLP_IBINGO { glp_ios_terminate(tree) }
        }
        let result = glp_intopt(copy, &parameters)
        let status = glp_mip_status(copy)
        guard result == 0 || result == GLP_ESTOP, status == GLP_OPT || status == GLP_FEAS else { return nil }
        return (0..<variableCount).map { glp_mip_col_val(copy, Int32($0 + 1)) }
    }
}
