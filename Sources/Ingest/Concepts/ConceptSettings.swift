import Cohort
import StudyFile

/// What `concepts` in a study file says: which list tells what concepts stand for, and which file has their names.
struct ConceptSettings: Sendable {
    let list: ConceptList
    /// The file with the concepts' names, which need not be there; `nil` where the study file names none.
    let names: String?

    /// Reads `concepts`, in which a study's own concepts are added to those of its preset.
    init?(_ mapping: StudyMapping?, instruments: [Instrument]) throws(StudyFileError) {
        guard let mapping else { return nil }
        let parts = ConceptDomain.allCases.map(\.rawValue)
        try mapping.allowOnly(["list", "names"] + parts, in: "concepts")
        guard let list = mapping["list"] else {
            throw mapping.source.error("\"concepts\" names no list; add \"list: omop\", or name the preset \"omop\"")
        }
        names = try mapping["names"]?.name(as: "names")
        self.list = try ConceptList.named(list, own: mapping)
        try Self.check(mapping, instruments)
    }

    private static func check(_ mapping: StudyMapping, _ instruments: [Instrument]) throws(StudyFileError) {
        let names = InstrumentNames(instruments)
        let known: [(ConceptDomain, [String], (String) -> Bool)] = [
            (.pain, instruments.map(\.id), { names.number(of: $0) != nil }),
            (.withdrawal, WithdrawalScale.allCases.map(\.rawValue), { WithdrawalScale(word: $0) != nil }),
            (.events, CourseEvent.Kind.allCases.map(\.rawValue), { CourseEvent.Kind(word: $0) != nil }),
            (.drugs, Opioid.allCases.map(\.rawValue), { DrugProduct($0) != nil }),
        ]
        for (domain, words, has) in known {
            for entry in try mapping[domain.rawValue]?.mapping(as: domain.rawValue).entries ?? [] {
                let word = try entry.value.name(as: "what concept \(entry.key) stands for")
                guard has(word) else {
                    throw entry.value.error(
                        "unknown \(domain.noun) \"\(word)\"" + suggestion(for: word, among: words)
                            + " (known: \(listed(words, conjunction: "and")))")
                }
            }
        }
    }
}

extension ConceptDomain {
    /// What one of its words is.
    fileprivate var noun: String {
        switch self {
        case .pain: "instrument"
        case .withdrawal: "scale"
        case .events: "event"
        case .drugs: "drug"
        case .routes, .interventions, .sex, .race, .ethnicity: "word"
        }
    }
}
