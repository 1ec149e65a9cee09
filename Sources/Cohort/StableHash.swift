/// A word over some values that is the same in every process and on every machine, which `Hasher` is not.
///
/// For change detection between runs: two rows with the same values have the same word, two others as good as never. Mixed by the finaliser
/// of SplitMix64 (Steele, Lea and Flood 2014, 10.1145/2660193.2660195) after each value.
struct StableHash {
    private(set) var word: UInt64

    init(_ seed: UInt64) { word = seed }

    mutating func combine(_ value: UInt64) {
        var mixed = (word ^ value) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        word = mixed ^ (mixed >> 31)
    }

    mutating func combine(_ value: some BinaryInteger) { combine(UInt64(truncatingIfNeeded: value)) }

    /// Zeroes of either sign are one.
    mutating func combine(_ value: Double) { combine(value == 0 ? 0 : value.bitPattern) }

    mutating func combine(_ value: Bool) { combine(value ? 1 as UInt64 : 0) }

    mutating func combine(_ day: StudyDay) { combine(day.rawValue) }

    mutating func combine(_ time: TimeOfDay?) { combine(TimeCode(time).code) }

    /// Closed by a byte that is in no text.
    mutating func combine(_ text: String) {
        var (part, bytes) = (UInt64(0), 0)
        for byte in text.utf8 {
            part = part << 8 | UInt64(byte)
            bytes += 1
            if bytes % 8 == 0 {
                combine(part)
                part = 0
            }
        }
        combine(part << 8 | 0xFF)
    }

    /// A value that may be missing; its absence is no value.
    mutating func combine<Value>(_ value: Value?, _ add: (inout StableHash, Value) -> Void) {
        combine(value != nil)
        if let value { add(&self, value) }
    }
}

/// A row that has a word of its own over all its values.
///
/// `words` are the words of what the row names by a number: drugs, kinds, symptoms. The numbers themselves depend on which
/// others the study has.
protocol StableRow: PersonRow {
    func combine(into hash: inout StableHash, words: [UInt64])
}

extension DrugSpan: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(start)
        hash.combine(end)
        hash.combine(words[Int(regimen)])
    }
}

extension WithdrawalAssessment: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(day)
        hash.combine(scale.rawValue)
        hash.combine(grade.rawValue)
        hash.combine(score) { $0.combine($1) }
        hash.combine(time)
    }
}

extension Intervention: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(start)
        hash.combine(end) { $0.combine($1) }
        hash.combine(words[Int(kind)])
    }
}

extension SymptomReport: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(day)
        hash.combine(words[Int(symptom)])
        hash.combine(severity)
    }
}

extension CourseEvent: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(day)
        hash.combine(kind.rawValue)
    }
}

extension DrugScreen: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(day)
        hash.combine(words[Int(substance)])
        hash.combine(isPositive)
        hash.combine(isPrescribed)
    }
}

extension ClinicVisit: StableRow {
    func combine(into hash: inout StableHash, words: [UInt64]) {
        hash.combine(day)
        hash.combine(kind.rawValue)
        hash.combine(plannedDay) { $0.combine($1) }
    }
}
