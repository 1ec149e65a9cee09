import Findings

/// Something that was tried beside a main model: its name as the subject of a sentence, and what came of it.
struct Attempt<Value, Failure: Error> {
    /// `The adjusted model`.
    let title: Prose
    let outcome: Result<Value, Failure>
}
