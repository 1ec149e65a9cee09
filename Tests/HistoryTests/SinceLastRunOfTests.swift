import Presentation

/// What tests look at.
struct SinceLastRunOfTests: Equatable {
    let run: String
    let compared: Int
    let moved: Int
    let courseRuns: [String]

    init(_ since: SinceLastRun) {
        run = since.run
        compared = since.compared
        moved = since.moved.count
        courseRuns = since.courseTable.rows.compactMap(\.first)
    }
}
