/// What a cell of a patients' column says. It is read as a number here and never again.
struct PatientWord: Hashable, Sendable {
    /// With a decimal point, whatever the file's mark.
    let text: String
    /// The number that it is, if it is one: by the same grammar as every other number of a file.
    let number: Double?

    static func == (left: PatientWord, right: PatientWord) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Whether it is written the way programs write a number that is none or has no end: `NaN`, `Inf`, `-Infinity`.
    var isNotFinite: Bool {
        guard number == nil else { return false }
        return ["nan", "inf", "infinity"].contains(text.lowercased().trimmingPrefix { "+-".contains($0) })
    }
}
