// Symptoms, urine screens and visits. Spoilt rows stand beside good ones.

extension CSVRows {
    /// What a person said of symptoms.
    mutating func append(symptomsOf person: SimulatedPerson, of design: StudyDesign) {
        append(
            person.symptoms.map { ReportCells(day: $0.day, word: $0.symptom, last: $0.isPresent ? "yes" : "no") },
            of: person, .untidySymptoms, unreadable: "maybe", design)
    }

    /// A person's urine screens.
    mutating func append(screensOf person: SimulatedPerson, of design: StudyDesign) {
        append(
            person.screens.map { ReportCells(day: $0.day, word: $0.substance, last: $0.isPositive ? "yes" : "no") },
            of: person, .untidyScreens, unreadable: "trace", design)
    }

    /// The visits that were planned for a person.
    mutating func append(visitsOf person: SimulatedPerson, of design: StudyDesign) {
        append(
            person.visits.map {
                ReportCells(day: $0.day, word: $0.isAttended ? "attended" : "missed", last: "\($0.plannedDay)")
            },
            of: person, .untidyVisits, unreadable: nil, design)
    }

    /// - Parameter unreadable: what cannot be read in place of the last cell; nil where only the day is spoilt.
    private mutating func append(
        _ reports: [ReportCells], of person: SimulatedPerson, _ purpose: RandomStream.Purpose, unreadable: String?,
        _ design: StudyDesign
    ) {
        guard !reports.isEmpty else { return }
        var random = RandomStream(seed: design.seed, person: person.index, purpose: purpose)
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        for report in reports {
            let row = patient + report.line
            append(row)
            switch Blemish.draw(design.untidiness, &random) {
            case .blankLine: appendBlankLine()
            case .defect(.exactDuplicate, _): append(row, .exactDuplicate)
            case .defect(.missingValue, let variant):
                append(patient + report.line(day: Self.missing(variant)), .missingValue)
            case .defect(.unreadable, let variant):
                let isDay = variant % 2 == 0
                let line = report.line(
                    day: isDay || unreadable == nil ? "day \(report.day)" : nil, last: isDay ? nil : unreadable)
                append(patient + line, .unreadable)
            case .defect(.unknownPatient, let variant):
                append(Self.unknownPatient(variant) + report.line, .unknownPatient)
            case .defect(.outOfRange, _), .defect(.endBeforeStart, _), nil: break
            }
        }
    }
}

/// The cells of a row after the patient.
private struct ReportCells {
    let day: Int
    let word: String
    let last: String

    var line: [UInt8] { line() }

    /// With another day or another last cell.
    func line(day otherDay: String? = nil, last otherLast: String? = nil) -> [UInt8] {
        Array("\(otherDay ?? "\(day)"),\(word),\(otherLast ?? last)\n".utf8)
    }
}
