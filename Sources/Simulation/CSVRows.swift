/// Rows of one file as bytes, and their tally. One convention throughout: commas, `\n`, quotes only where needed.
struct CSVRows: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var tally = RowTally()

    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }
}

// MARK: - patients.csv

extension CSVRows {
    /// A person's row; a row without its patient or the row once more may follow.
    mutating func append(patient person: SimulatedPerson, of design: StudyDesign) {
        var random = RandomStream(seed: design.seed, person: person.index, purpose: .untidyPatients)
        let rest =
            ",\(person.age.map(String.init) ?? ""),\(person.sex),\(person.race ?? "Missing"),\(person.site),"
            + "\(person.armName)\(Self.further(person))\n"
        let row = [UInt8](patientIndex: person.index) + rest.utf8
        append(row)
        switch Blemish.draw(design.untidiness, &random) {
        case .defect(.exactDuplicate, _): append(row, .exactDuplicate)
        case .defect(.missingValue, _): append(Array(rest.utf8), .missingValue)
        case .blankLine: appendBlankLine()
        case .defect, nil: break
        }
    }
}

extension CSVRows {
    /// What patients.csv has more than in most scenarios.
    private static func further(_ person: SimulatedPerson) -> String {
        (person.randomizedDay.map { ",\($0)" } ?? "") + (person.pattern.map { ",\($0.rawValue)" } ?? "")
    }
}

// MARK: - pain.csv

extension CSVRows {
    /// A person's scores, spoilt ones in place of good ones.
    mutating func append(painOf person: SimulatedPerson) {
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        let evening = Array(",nrs,\(person.bodySite),evening\n".utf8)
        let morning = Array(",nrs,\(person.bodySite),morning\n".utf8)
        for row in person.painRows {
            let start = bytes.count
            let isUsual = row.assessment.instrument == .nrs && row.assessment.otherSite == nil
            let rest = isUsual ? (row.isEvening ? evening : morning) : Self.rest(row, person)
            guard let blemish = row.blemish else {
                bytes += patient
                bytes.append(decimal: row.assessment.day)
                bytes.append(Self.comma)
                bytes.append(tenths: row.assessment.scoreTenths)
                bytes += rest
                tally.countRow()
                continue
            }
            var cells = Cells(patient: patient, day: "\(row.assessment.day)", score: Self.text(row.assessment))
            cells.spoil(
                blemish, outOfRange: row.assessment.instrument == .nrs ? Self.impossiblePain : Self.impossibleTest,
                unreadable: Self.unreadablePain)
            bytes += cells.patient
            bytes += "\(cells.day),\(cells.score)".utf8
            bytes += rest
            finish(rowFrom: start, blemish)
        }
    }

    /// What follows the score of another instrument or site. A test is not of the site that hurts.
    private static func rest(_ row: PainRow, _ person: SimulatedPerson) -> [UInt8] {
        let assessment = row.assessment
        let site = assessment.otherSite ?? (assessment.instrument == .nrs ? person.bodySite : "forearm")
        return Array(",\(assessment.instrument.rawValue),\(site),\(row.isEvening ? "evening" : "morning")\n".utf8)
    }

    private static func text(_ assessment: SimulatedAssessment) -> String {
        String(decoding: [UInt8](tenths: assessment.scoreTenths), as: UTF8.self)
    }

    private static func impossiblePain(_ variant: Int) -> String {
        variant % 5 == 0 ? "-1" : "\(11 + variant % 89)"
    }

    /// Beyond what any of the tests can have.
    private static func impossibleTest(_ variant: Int) -> String {
        variant % 5 == 0 ? "-1" : "\(2001 + variant % 7000)"
    }

    private static let unreadablePain = ["severe", "\"7,5\"", "8/10", "unknown", "5 or 6"]
}

// MARK: - withdrawal.csv

extension CSVRows {
    /// A person's assessments of withdrawal, spoilt ones in place of good ones.
    mutating func append(withdrawalOf person: SimulatedPerson, of design: StudyDesign) {
        let hasTimes = !design.scenario.timeColumns.isEmpty
        guard !person.withdrawalRows.isEmpty else { return }
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        for row in person.withdrawalRows {
            let start = bytes.count
            var cells = Cells(patient: patient, day: "\(row.assessment.day)", score: "\(row.assessment.score)")
            if let blemish = row.blemish {
                cells.spoil(blemish, outOfRange: { "\(65 + $0 % 35)" }, unreadable: ["mild", "none", "12-14", "?"])
            }
            bytes += cells.patient
            let time = hasTimes ? "," + Self.clock(row.assessment.minute) : ""
            bytes += "\(cells.day),\(cells.score),\(row.assessment.scale.rawValue)\(time)\n".utf8
            finish(rowFrom: start, row.blemish)
        }
    }
}

// MARK: - exposures.csv

extension CSVRows {
    /// A person's supplies. Spoilt rows stand beside good ones, never in place of them: the eras that the truth rests
    /// on are those of the good rows.
    mutating func append(exposuresOf person: SimulatedPerson, of design: StudyDesign) {
        var random = RandomStream(seed: design.seed, person: person.index, purpose: .untidyExposures)
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        for supply in person.exposures {
            let start = bytes.count
            let rest = Self.rest(supply)
            append(supply, patient: patient, rest: rest)
            guard let blemish = Blemish.draw(design.untidiness, &random) else { continue }
            let span = ("\(supply.startDay)", "\(supply.endDay)")
            switch blemish {
            case .blankLine: appendBlankLine()
            case .defect(.exactDuplicate, _): append(Array(bytes[start...]), .exactDuplicate)
            case .defect(.missingValue, let variant):
                append(patient + "\(Self.missing(variant)),\(span.1)".utf8 + rest, .missingValue)
            case .defect(.unreadable, let variant):
                let unreadable = variant % 2 == 0 ? "\(span.0),2 weeks" : "week 3,\(span.1)"
                append(patient + unreadable.utf8 + rest, .unreadable)
            case .defect(.unknownPatient, let variant):
                append(Self.unknownPatient(variant) + "\(span.0),\(span.1)".utf8 + rest, .unknownPatient)
            case .defect(.outOfRange, let variant), .defect(.endBeforeStart, let variant):
                let end = supply.startDay - 1 - variant % 30
                append(patient + "\(span.0),\(end)".utf8 + rest, .endBeforeStart)
            }
        }
    }

    private mutating func append(_ supply: SimulatedExposure, patient: [UInt8], rest: [UInt8]) {
        bytes += patient
        bytes.append(decimal: supply.startDay)
        bytes.append(Self.comma)
        bytes.append(decimal: supply.endDay)
        bytes += rest
        tally.countRow()
    }

    private static func rest(_ supply: SimulatedExposure) -> [UInt8] {
        var rest = Array(",\(supply.drug.rawValue),".utf8)
        if supply.isDoseRecorded { rest.append(shortTenths: supply.doseTenths) }
        rest += ",oral\n".utf8
        return rest
    }
}

// MARK: - moud.csv

extension CSVRows {
    /// A person's days of treatment; spoilt rows stand beside good ones.
    mutating func append(moudOf person: SimulatedPerson, of design: StudyDesign) {
        guard let arm = person.arm, !person.moudRows.isEmpty else { return }
        var random = RandomStream(seed: design.seed, person: person.index, purpose: .untidyMOUD)
        let patient = [UInt8](patientIndex: person.index) + [Self.comma]
        let drug = Array(",\(arm.rawValue),".utf8)
        let hasTimes = !design.scenario.timeColumns.isEmpty
        let noTime = hasTimes ? "," : ""
        for row in person.moudRows {
            let start = bytes.count
            bytes += patient
            bytes.append(decimal: row.day)
            bytes += drug
            bytes.append(shortTenths: row.doseTenths)
            if hasTimes { bytes += ("," + Self.clock(row.minute)).utf8 }
            bytes.append(Self.lineEnd)
            tally.countRow()
            switch Blemish.draw(design.untidiness, &random) {
            case .blankLine: appendBlankLine()
            case .defect(.exactDuplicate, _): append(Array(bytes[start...]), .exactDuplicate)
            case .defect(.missingValue, let variant):
                append(patient + Self.missing(variant).utf8 + drug + "8\(noTime)\n".utf8, .missingValue)
            case .defect(.unreadable, _):
                append(patient + "\(row.day)".utf8 + drug + "16mg\(noTime)\n".utf8, .unreadable)
            case .defect(.unknownPatient, let variant):
                append(Self.unknownPatient(variant) + "\(row.day)".utf8 + drug + "8\(noTime)\n".utf8, .unknownPatient)
            case .defect(.outOfRange, _), .defect(.endBeforeStart, _), nil: break
            }
        }
    }
}

// MARK: - Spoilt rows

/// The cells of a row of scores that can be spoilt.
private struct Cells {
    /// With the comma that follows.
    var patient: [UInt8]
    var day: String
    var score: String

    mutating func spoil(_ blemish: Blemish, outOfRange: (Int) -> String, unreadable: [String]) {
        switch blemish {
        case .defect(.missingValue, let variant):
            if variant % 5 == 0 { day = CSVRows.missing(variant) } else { score = CSVRows.missing(variant) }
        case .defect(.outOfRange, let variant): score = outOfRange(variant)
        case .defect(.unreadable, let variant):
            if variant % 7 == 0 { day = "day \(day)" } else { score = unreadable[variant % unreadable.count] }
        case .defect(.unknownPatient, let variant): patient = CSVRows.unknownPatient(variant)
        case .defect(.exactDuplicate, _), .defect(.endBeforeStart, _), .blankLine: break
        }
    }
}

extension CSVRows {
    static let comma = UInt8(ascii: ",")
    static let lineEnd = UInt8(ascii: "\n")

    /// A time of day as a clock shows it; nothing where none is written.
    static func clock(_ minute: Int?) -> String {
        guard let minute else { return "" }
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A token for a missing cell.
    static func missing(_ variant: Int) -> String {
        let tokens = ["", "NA", "Missing"]
        return tokens[variant / 8 % tokens.count]
    }

    /// An identifier that no patient has, with the comma that follows.
    static func unknownPatient(_ variant: Int) -> [UInt8] {
        Array("X\(100_000 + variant),".utf8)
    }

    mutating func append(_ row: [UInt8], _ defect: RowDefect? = nil) {
        bytes += row
        tally.countRow(defect)
    }

    mutating func appendBlankLine() {
        bytes.append(Self.lineEnd)
        tally.countBlankLine()
    }

    /// Counts the row that begins at `start` and adds what its blemish puts after it.
    private mutating func finish(rowFrom start: Int, _ blemish: Blemish?) {
        switch blemish {
        case nil: tally.countRow()
        case .blankLine:
            tally.countRow()
            appendBlankLine()
        case .defect(.exactDuplicate, _):
            tally.countRow()
            append(Array(bytes[start...]), .exactDuplicate)
        case .defect(let defect, _): tally.countRow(defect)
        }
    }
}

// MARK: - Numbers

extension [UInt8] {
    /// `P` and at least six digits, counted from 1.
    init(patientIndex index: Int) {
        self.init()
        append(UInt8(ascii: "P"))
        let number = index + 1
        var padding = 100_000
        while padding > number, padding > 1 {
            append(UInt8(ascii: "0"))
            padding /= 10
        }
        append(decimal: number)
    }

    /// A number of tenths with its decimal: 75 is `7.5`.
    init(tenths: Int) {
        self.init()
        append(tenths: tenths)
    }

    fileprivate mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        if rest < 10 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest))
            return
        }
        var power: UInt = 10
        while power <= rest / 10 { power *= 10 }
        while power > 0 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / power))
            rest %= power
            power /= 10
        }
    }

    fileprivate mutating func append(tenths: Int) {
        append(decimal: tenths / 10)
        append(UInt8(ascii: "."))
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tenths % 10))
    }

    /// As `append(tenths:)`, without a decimal of zero.
    fileprivate mutating func append(shortTenths tenths: Int) {
        if tenths % 10 == 0 { append(decimal: tenths / 10) } else { append(tenths: tenths) }
    }
}
