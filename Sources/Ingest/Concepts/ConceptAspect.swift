/// What a concept of the OMOP vocabularies can stand for in a study: `concept` in a study file names one of these.
enum ConceptAspect: String, Sendable, Hashable, CaseIterable {
    /// An opioid that is no medication for opioid use disorder: its name.
    case opioid
    /// A medication for opioid use disorder: its name.
    case moud
    /// A drug for pain that is no opioid: its name.
    case nonopioid
    /// How much of an opioid is in one unit of the product: milligrams, of buccal and nasal products micrograms.
    case strength
    /// How much of an opioid a product releases: micrograms an hour.
    case rate
    /// How a drug is given.
    case route
    /// A pain score: the instrument.
    case pain
    /// The total of a withdrawal scale: the scale.
    case withdrawal
    /// Something that happened: a kind of event.
    case event
    /// Care that is no drug: its kind.
    case intervention
    case sex
    case race
    case ethnicity
}

/// The concepts that a list may name, by the part of the list.
enum ConceptDomain: String, Sendable, Hashable, CaseIterable {
    case drugs, routes, pain, withdrawal, events, interventions, sex, race, ethnicity

    /// What a concept of the part stands for; of drugs that is found out from their name.
    var aspect: ConceptAspect? {
        switch self {
        case .drugs: nil
        case .routes: .route
        case .pain: .pain
        case .withdrawal: .withdrawal
        case .events: .event
        case .interventions: .intervention
        case .sex: .sex
        case .race: .race
        case .ethnicity: .ethnicity
        }
    }
}
