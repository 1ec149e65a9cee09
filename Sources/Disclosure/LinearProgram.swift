import CGLPK

/// A linear programme over moves away from what is: as many equations as numbers are told, each of which a move must leave at 0.
///
/// It asks for the least moves by which a sum of some of them reaches a number. Not moving is the least of all and needs nothing, so GLPK's
/// dual simplex begins there each time and walks as far as it has to; what came before has no say. Coefficients are 1 and -1. The only
/// file that calls GLPK; work is capped in steps and never in time, so that a run gives the same answer on any machine.
struct LinearProgram: ~Copyable {
    /// How a search ended.
    enum Outcome {
        /// With these values, one a column.
        case reached([Double])
        /// It cannot be reached. `by` holds equations that together show it with their weights; a column helps only if its own weight in
        /// them is not 0.
        case impossible(by: [(equation: Int, weight: Double)])
        /// The cap on steps was reached, or the arithmetic failed.
        case notFound
    }

    private let problem: OpaquePointer
    private let equationCount: Int
    /// How many columns it has.
    private(set) var columnCount = 0
    private static let mostSteps: Int32 = 20_000

    init(equations: Int) {
        // SAFETY: messages are off before anything else is asked; the problem is freed in deinit and never leaves this type. Every
        // row and column that GLPK is given is one of those appended here, counted from 1.
        _ = glp_term_out(GLP_OFF)
        problem = glp_create_prob()
        equationCount = equations
        // The last row is the sum that a search is about.
        glp_add_rows(problem, Int32(equations + 1))
        for equation in 0..<equations { glp_set_row_bnds(problem, Int32(equation + 1), GLP_FX, 0, 0) }
        glp_set_row_bnds(problem, Int32(equations + 1), GLP_FR, 0, 0)
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

    /// Adds a column from 0 to `upper` that stands with `sign` in some equations.
    mutating func append(_ equations: [Int32], sign: Double, upper: Double) {
        // SAFETY: GLPK reads the first `count` elements after the one at 0; all are equations of this programme.
        let column = glp_add_cols(problem, 1)
        glp_set_col_bnds(problem, column, upper > 0 ? GLP_DB : GLP_FX, 0, max(0, upper))
        let places = [0] + equations.filter { $0 >= 0 && Int($0) < equationCount }.map { $0 + 1 }
        glp_set_mat_col(
            problem, column, Int32(places.count - 1), places, [Double](repeating: sign, count: places.count))
        columnCount += 1
    }

    /// The least moves by which a sum of columns is at least `fewest`.
    ///
    /// - Parameters:
    ///   - sum: columns with their coefficients.
    ///   - costs: what a move by 1 costs, above 0, one a column.
    ///   - branches: where not 0, only whole numbers will do, looked for in up to so many branches.
    mutating func leastMoves(
        sum: [(column: Int, coefficient: Double)], atLeast fewest: Double, costs: (_ column: Int) -> Double,
        branches: Int = 0
    ) -> Outcome {
        // SAFETY: the row after the equations, and columns of this programme; parameters live on the stack for the call.
        let row = Int32(equationCount + 1)
        let columns = sum.filter { $0.column >= 0 && $0.column < columnCount }
        glp_set_mat_row(
            problem, row, Int32(columns.count), [0] + columns.map { Int32($0.column + 1) },
            [0] + columns.map(\.coefficient))
        glp_set_row_bnds(problem, row, GLP_LO, fewest, 0)
        for column in 0..<columnCount { glp_set_obj_coef(problem, Int32(column + 1), costs(column)) }
        glp_std_basis(problem)
        var parameters = glp_smcp()
        glp_init_smcp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.meth = GLP_DUAL
        parameters.it_lim = Self.mostSteps
        guard glp_simplex(problem, &parameters) == 0 else { return .notFound }
        switch glp_get_status(problem) {
        case GLP_OPT:
            guard branches > 0 else {
                return .reached((0..<columnCount).map { glp_get_col_prim(problem, Int32($0 + 1)) })
            }
            return wholeNumbers(branches: branches).map { .reached($0) } ?? .notFound
        case GLP_NOFEAS: return .impossible(by: reasons())
        default: return .notFound
        }
    }

    /// The equations in the row of the last tableau that shows that nothing more can be moved.
    private func reasons() -> [(equation: Int, weight: Double)] {
        // SAFETY: the variable is one that GLPK named and that is basic; both arrays have a place for each column and the one at 0.
        let stuck = glp_get_unbnd_ray(problem)
        guard stuck > 0, glp_bf_exists(problem) != 0 || glp_factorize(problem) == 0 else { return [] }
        let rows = Int32(equationCount + 1)
        let isBasic =
            stuck <= rows
            ? glp_get_row_stat(problem, stuck) == GLP_BS : glp_get_col_stat(problem, stuck - rows) == GLP_BS
        guard isBasic else { return [] }
        var places = [Int32](repeating: 0, count: columnCount + 1)
        var weights = [Double](repeating: 0, count: columnCount + 1)
        let count = Int(glp_eval_tab_row(problem, stuck, &places, &weights))
        var reasons: [(equation: Int, weight: Double)] = []
        for place in 1..<max(1, count + 1) where places[place] < rows && abs(weights[place]) > 1e-7 {
            reasons.append((Int(places[place]) - 1, -weights[place]))
        }
        if stuck < rows { reasons.append((Int(stuck) - 1, 1)) }
        return reasons.sorted { $0.equation < $1.equation }
    }

    /// Whole-number values of the columns, the first that are found on the way down from where the last search ended.
    private func wholeNumbers(branches: Int) -> [Double]? {
        // SAFETY: a copy that this function makes and frees; the callback reads a count and ends the search.
        guard let copy = glp_create_prob() else { return nil }
        defer { glp_delete_prob(copy) }
        glp_copy_prob(copy, problem, GLP_OFF)
        for column in 0..<columnCount { glp_set_col_kind(copy, Int32(column + 1), GLP_IV) }
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
            if nodes > 100 || glp_ios_reason(tree) == GLP_IBINGO { glp_ios_terminate(tree) }
        }
        let result = glp_intopt(copy, &parameters)
        let status = glp_mip_status(copy)
        guard result == 0 || result == GLP_ESTOP, status == GLP_OPT || status == GLP_FEAS else { return nil }
        return (0..<columnCount).map { glp_mip_col_val(copy, Int32($0 + 1)) }
    }
}
