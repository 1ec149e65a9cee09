import StudyFile

extension StudyReading {
    /// Says which files and columns a preset knows and the folder does not have.
    mutating func warnOfWhatIsNotThere() {
        if !absentFiles.isEmpty {
            warn("not in the folder, and the study is read without: \(shownList(absentFiles))")
        }
        for (file, columns) in lackingColumns {
            warn("\(shown(file)): has no columns \(shownList(columns)), and is read without")
        }
    }

    /// Says of each column of concepts what was seen, what of it is read, and what looks as if it should be.
    mutating func warnOfConcepts() {
        for (place, tally) in conceptTallies {
            warn(seen: tally, in: place)
            warn(suspects: tally, in: place)
            if place.aspect == .opioid { warn(unknownForms: tally, in: place) }
        }
    }

    private mutating func warn(seen tally: ConceptTally, in place: ConceptTally.Place) {
        func isNone(_ concept: String) -> Bool { concept.isEmpty || Double(concept) == 0 }
        let seen = tally.sum { !isNone($0) }
        let read = tally.sum { concepts.isMapped($0, like: place.aspect) }
        let none = tally.sum(where: isNone).rows
        warn(
            "\(place.file), column \"\(place.column)\": concepts seen: \(seen.concepts) (rows: \(study.shown(seen.rows))), of which mapped by "
                + "\(concepts.title): \(read.concepts) (rows: \(study.shown(read.rows)))"
                + (tally.leftOut > 0 ? ", without a value (rows: \(study.shown(tally.leftOut)))" : "")
                + (none > 0 ? "; rows without a concept (0 or empty): \(study.shown(none))" : "")
                + (concepts.hasNames
                    ? ""
                    : "; without \(study.concepts?.names ?? "their names") in the folder only those of the list are known")
        )
    }

    private mutating func warn(suspects tally: ConceptTally, in place: ConceptTally.Place) {
        let domain: ConceptDomain = ConceptAspect.ofDrugs.contains(place.aspect) ? .drugs : .pain
        var suspects: [(concept: String, name: String, rows: Int)] = []
        for (concept, rows) in tally.rows where rows > 0 {
            guard let suspect = concepts.suspects[concept], suspect.domain == domain else { continue }
            suspects.append((concept, suspect.name, rows))
        }
        guard !suspects.isEmpty else { return }
        let named = suspects.filter { (tally.people[$0.concept]?.count ?? 0) >= study.minimumCell }
            .sorted { ($1.rows, $0.concept) < ($0.rows, $1.concept) }.map { "\(shown($0.name)) (\($0.concept))" }
        let example = domain == .drugs ? "oxycodone 5 MG Oral Tablet" : "nrs"
        warn(
            "\(place.file): concepts that look like \(domain == .drugs ? "opioids" : "pain") and are not mapped: \(suspects.count) (rows: "
                + "\(study.shown(suspects.reduce(0) { $0 + $1.rows })))"
                + (named.isEmpty ? "" : ", among them " + shownList(named))
                + "; \"concepts: {\(domain.rawValue): {CONCEPT_ID: \(example)}}\" maps one")
    }

    private mutating func warn(unknownForms tally: ConceptTally, in place: ConceptTally.Place) {
        let found = tally.sum { concepts.ofUnknownForm.contains($0) }
        guard found.rows > 0 else { return }
        warn(
            "\(place.file): rows of buprenorphine or methadone whose concept tells no form, so that they are taken for opioids for pain: "
                + "\(study.shown(found.rows)); \"concepts: {drugs: {CONCEPT_ID: buprenorphine sublingual}}\" makes them medication for opioid use disorder"
        )
    }
}
