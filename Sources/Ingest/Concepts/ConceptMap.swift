import Cohort
import DelimitedText

/// What concepts stand for in a study: by the study's own list, the built-in one, and by their names.
struct ConceptMap: Sendable {
    /// A concept that looks as if it should stand for something and does not.
    struct Suspect: Sendable {
        let name: String
        let domain: ConceptDomain
    }

    /// What says so, for messages; empty where a study has no concepts.
    private(set) var title = ""
    /// Whether the concepts' names were there.
    private(set) var hasNames = false
    private(set) var words: [ConceptAspect: WordList<String>] = [:]
    private(set) var listed: [ConceptAspect: WordList<Bool>] = [:]
    private(set) var suspects: [String: Suspect] = [:]
    /// Buprenorphine and methadone of which nothing says whether they are for pain or for opioid use disorder.
    private(set) var ofUnknownForm: Set<String> = []

    init() {}

    /// - Parameter found: what the names in the file of concepts tell; `nil` where there is no such file.
    init(_ settings: ConceptSettings, found: NamedConcepts?) {
        hasNames = found != nil
        title = settings.list.title + (hasNames ? " and \(settings.names ?? "")" : "")
        var all = found?.words ?? [:]
        suspects = found?.suspects ?? [:]
        ofUnknownForm = found?.ofUnknownForm ?? []
        for (domain, concepts) in settings.list.concepts {
            for (concept, word) in concepts {
                suspects[concept] = nil
                guard let aspect = domain.aspect else {
                    for aspect in ConceptAspect.ofDrugs { all[aspect]?[concept] = nil }
                    ofUnknownForm.remove(concept)
                    guard let product = DrugProduct(word) else { continue }
                    if product.isFormUnknown { ofUnknownForm.insert(concept) }
                    for (aspect, word) in product.words { all[aspect, default: [:]][concept] = word }
                    continue
                }
                all[aspect, default: [:]][concept] = word
            }
        }
        words = all.mapValues { WordList($0) }
        listed = all.mapValues { WordList($0.mapValues { _ in true }) }
    }

    /// Whether a concept stands for something of the same part of the vocabulary as an aspect.
    func isMapped(_ concept: String, like aspect: ConceptAspect) -> Bool {
        let aspects =
            ConceptAspect.ofDrugs.contains(aspect)
            ? ConceptAspect.ofDrugs : [.pain, .withdrawal, .event, .intervention]
        return aspects.contains { listed[$0]?.value(of: concept, decimalMark: .point) == true }
    }
}

extension ConceptAspect {
    /// Those that follow from the name of a drug.
    static let ofDrugs: [ConceptAspect] = [.opioid, .moud, .nonopioid, .strength, .rate]
}

/// What the names of concepts tell.
struct NamedConcepts: Sendable {
    var words: [ConceptAspect: [String: String]] = [:]
    var suspects: [String: ConceptMap.Suspect] = [:]
    var ofUnknownForm: Set<String> = []

    /// Those of a part of a file that follows.
    mutating func add(_ other: NamedConcepts) {
        for (aspect, more) in other.words { words[aspect, default: [:]].merge(more) { first, _ in first } }
        suspects.merge(other.suspects) { first, _ in first }
        ofUnknownForm.formUnion(other.ofUnknownForm)
    }

    /// Notes what the name of a concept of a domain of the vocabulary tells.
    mutating func note(_ concept: String, _ name: String, domain: String, _ reading: ConceptNameReading) {
        switch domain {
        case "Drug":
            guard reading.looksLikeDrug(name) else { return }
            guard let product = DrugProduct(name) else {
                if reading.looksLikeOpioid(name) { suspects[concept] = .init(name: name, domain: .drugs) }
                return
            }
            if product.isFormUnknown { ofUnknownForm.insert(concept) }
            for (aspect, word) in product.words { words[aspect, default: [:]][concept] = word }
        case "Measurement", "Observation":
            guard reading.looksLikeScore(name) else { return }
            if let instrument = reading.rules(.pain).word(for: name) {
                words[.pain, default: [:]][concept] = instrument
            } else if let scale = reading.rules(.withdrawal).word(for: name) {
                words[.withdrawal, default: [:]][concept] = scale
            } else if reading.looksLikePain(name) {
                suspects[concept] = .init(name: name, domain: .pain)
            }
        case "Condition":
            if let event = reading.word(.conditions, name) { words[.event, default: [:]][concept] = event }
        case "Procedure":
            if let kind = reading.word(.interventions, name) { words[.intervention, default: [:]][concept] = kind }
            if let event = reading.word(.procedures, name) { words[.event, default: [:]][concept] = event }
        case "Route":
            let route = Route(word: name)
            if route != .other { words[.route, default: [:]][concept] = route.rawValue }
        case "Race": words[.race, default: [:]][concept] = name
        case "Ethnicity": words[.ethnicity, default: [:]][concept] = name
        default: break
        }
    }
}
