/// `; did you mean "score"?`, or nothing where no candidate is near (``nearestName(to:among:)``): the end of a message
/// about an unknown name.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
    nearestName(to: name, among: candidates).map { "; did you mean \"\(shown($0))\"?" } ?? ""
}

/// `a`, `a or b`, `a, b or c`: names as a sentence lists them.
public func listed(_ names: some Collection<String>, conjunction: String = "or") -> String {
    let names = Array(names)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}
