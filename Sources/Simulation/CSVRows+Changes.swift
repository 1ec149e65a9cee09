// Non-opioid care, and the file that only the scenarios of change have. Spoilt rows stand beside good ones.

// MARK: - interventions.csv

extension CSVRows {
    /// A person's courses of non-opioid care.
    mutating func append(interventionsOf person: SimulatedPerson, of design: StudyDesign) {
        guard !person.interventions.isEmpty else { return }
        var random = RandomStream(seed: design.seed, person: person.index, purpose: .untidyInterventions)
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        for care in person.interventions {
            let row = patient + "\(care.startDay),\(care.endDay),\(care.kind)\n".utf8
            append(row)
            switch Blemish.draw(design.untidiness, &random) {
            case .blankLine: appendBlankLine()
            case .defect(.exactDuplicate, _): append(row, .exactDuplicate)
            case .defect(.missingValue, let variant):
                append(patient + "\(Self.missing(variant)),\(care.endDay),\(care.kind)\n".utf8, .missingValue)
            case .defect(.unreadable, _):
                append(patient + "week 3,\(care.endDay),\(care.kind)\n".utf8, .unreadable)
            case .defect(.unknownPatient, let variant):
                append(
                    Self.unknownPatient(variant) + "\(care.startDay),\(care.endDay),\(care.kind)\n".utf8,
                    .unknownPatient)
            case .defect(.outOfRange, let variant), .defect(.endBeforeStart, let variant):
                let end = care.startDay - 1 - variant % 30
                append(patient + "\(care.startDay),\(end),\(care.kind)\n".utf8, .endBeforeStart)
            case nil: break
            }
        }
    }
}

// MARK: - events.csv

extension CSVRows {
    /// What happened to a person.
    mutating func append(eventsOf person: SimulatedPerson, of design: StudyDesign) {
        guard !person.events.isEmpty else { return }
        var random = RandomStream(seed: design.seed, person: person.index, purpose: .untidyEvents)
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        for event in person.events {
            let row = patient + "\(event.day),\(event.kind.rawValue)\n".utf8
            append(row)
            switch Blemish.draw(design.untidiness, &random) {
            case .blankLine: appendBlankLine()
            case .defect(.exactDuplicate, _): append(row, .exactDuplicate)
            case .defect(.missingValue, let variant):
                append(patient + "\(Self.missing(variant)),\(event.kind.rawValue)\n".utf8, .missingValue)
            case .defect(.unreadable, _):
                append(patient + "day \(event.day),\(event.kind.rawValue)\n".utf8, .unreadable)
            case .defect(.unknownPatient, let variant):
                append(
                    Self.unknownPatient(variant) + "\(event.day),\(event.kind.rawValue)\n".utf8, .unknownPatient)
            case .defect(.outOfRange, _), .defect(.endBeforeStart, _), nil: break
            }
        }
    }
}
