import Cohort
import Estimation
import Findings

/// What is asked about: symptoms of the list, the study's own words that enough patients report, and painful body sites.
struct AskedSymptoms: Sendable {
    /// In the order of the report.
    let names: [SymptomName]
    /// For each word of the study, its position among ``names``.
    let positions: [Int?]
    /// The position of painful sites; `nil` where the study records none.
    let sites: Int?
    /// Patients with a report of a word that is not told, as it is some patients' own.
    let untold: PersonSet

    /// The study's own words that are told one by one, at most.
    static let mostOwn = 20

    /// - Parameter fewest: an own word of fewer patients is not told: it could name them.
    init(_ cohort: Cohort, fewest: Int, executor: BlockExecutor) {
        let terms = cohort.symptoms.symptoms
        let counts = Self.patients(cohort, terms.count, executor)
        let known = Symptom.allCases.filter { code in
            code != .other && terms.indices.contains { terms[$0].code == code && counts[$0] > 0 }
        }
        let own = terms.indices.filter { terms[$0].code == .other && counts[$0] >= max(1, fewest) }
            .sorted { (-counts[$0], terms[$0].word) < (-counts[$1], terms[$1].word) }.prefix(Self.mostOwn)
        var names = known.map { SymptomName.known(SymptomTerm($0)) }
        var positions: [Int?] = terms.map { term in known.firstIndex(of: term.code) }
        for number in own {
            positions[number] = names.count
            names.append(.own(StudyWord(terms[number].word)))
        }
        sites = cohort.pain.hasSites ? names.count : nil
        if sites != nil { names.append(.severalSites) }
        (self.names, self.positions) = (names, positions)
        let told = positions
        untold =
            told.contains { $0 == nil }
            ? PersonSet(below: cohort.patients.count) { person in
                cohort.symptoms[person].contains { told[Int($0.symptom)] == nil }
            } : PersonSet()
    }

    /// How many patients have a report of each word.
    private static func patients(_ cohort: Cohort, _ words: Int, _ executor: BlockExecutor) -> [Int] {
        let parts = executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { people in
            var counts = [Int](repeating: 0, count: words)
            var last = [Int](repeating: -1, count: words)
            for person in people {
                for report in cohort.symptoms[person] where last[Int(report.symptom)] != person {
                    last[Int(report.symptom)] = person
                    counts[Int(report.symptom)] += 1
                }
            }
            return counts
        }
        return parts.reduce([Int](repeating: 0, count: words)) { sums, part in zip(sums, part).map { $0 + $1 } }
    }
}

/// What patients reported of each symptom, band by band and from the start of exposure on.
struct SymptomCourses: Sendable {
    /// The report that stands for a patient in a band.
    struct BandReport: Sendable, Hashable {
        let person: Int
        let band: Int
        /// Days of exposure.
        let days: Int
        let severity: Double
    }

    /// When a patient who was free of a symptom first reported it, or what came before.
    struct Onset: Sendable, Hashable {
        /// What ended the time without the symptom, as numbered for ``AalenJohansen``.
        enum Cause: Int, Sendable { case lastReport = 0, onset, death, dropout }

        let person: Int
        /// Days since the start of exposure.
        let days: Int
        let cause: Cause
        /// Days from the report before the first with the symptom to that; `nil` without onset.
        let gap: Int?
    }

    /// What is known of one symptom.
    struct OfOne: Sendable {
        /// By person, and by band within a person.
        var reports: [BandReport] = []
        var onsets: [Onset] = []
        /// Patients who had it when they were first asked.
        var already: [Int] = []
        /// New users first asked too late to say.
        var late: [Int] = []
        /// Days with a report, exposed or not.
        var count = 0
        /// The severities that occur, up to three.
        var levels: [Double] = []
        /// Patients asked, exposed or not.
        var asked: [Int] = []

        var isGraded: Bool { levels.count > 2 }

        mutating func note(_ level: Double) {
            if levels.count < 3, !levels.contains(level) { levels.append(level) }
        }

        fileprivate mutating func add(_ other: OfOne) {
            reports += other.reports
            onsets += other.onsets
            already += other.already
            late += other.late
            count += other.count
            asked += other.asked
            for level in other.levels { note(level) }
        }
    }

    /// In the order of ``AskedSymptoms/names``.
    let all: [OfOne]

    init(_ asked: AskedSymptoms, _ settings: SymptomsSettings, bands: DurationBands, study: Study) {
        let cohort = study.cohort
        let starts = ObservationStart(cohort)
        let blocks = study.executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { people in
            var walk = Walk(cohort, asked, settings, bands, starts)
            for person in people { walk.take(person) }
            return walk.found
        }
        all = blocks.reduce(into: [OfOne](repeating: OfOne(), count: asked.names.count)) { sum, block in
            for position in sum.indices { sum[position].add(block[position]) }
        }
    }
}

/// A day on which a patient was asked about a symptom.
struct SymptomDay: Sendable, Hashable {
    let day: Int
    /// Of several reports of the day the most severe.
    var severity: Double
    /// Days of exposure; `nil` where the day is not exposed.
    let exposure: Int?
}

/// The walk over people.
private struct Walk {
    let cohort: Cohort
    let asked: AskedSymptoms
    let settings: SymptomsSettings
    let bands: DurationBands
    let starts: ObservationStart
    var cursor: ExposureCursor
    var found: [SymptomCourses.OfOne]
    /// A person's days of each symptom; storage that is used again.
    private var days: [[SymptomDay]]
    private let sites: PainfulSites

    init(
        _ cohort: Cohort, _ asked: AskedSymptoms, _ settings: SymptomsSettings, _ bands: DurationBands,
        _ starts: ObservationStart
    ) {
        self.cohort = cohort
        self.asked = asked
        self.settings = settings
        self.bands = bands
        self.starts = starts
        cursor = ExposureCursor(cohort.exposures, rule: cohort.exposureRule, clock: settings.exposure)
        found = Array(repeating: .init(), count: asked.names.count)
        days = Array(repeating: [], count: asked.names.count)
        sites = PainfulSites(cohort, within: settings.siteWindow)
    }

    mutating func take(_ person: Int) {
        for position in days.indices { days[position].removeAll(keepingCapacity: true) }
        collectReports(of: person)
        if let sites = asked.sites { collectSites(of: person, at: sites) }
        for position in days.indices where !days[position].isEmpty {
            found[position].asked.append(person)
            found[position].count += days[position].count
            for day in days[position] { found[position].note(day.severity) }
            addBands(of: person, at: position)
            addOnset(of: person, at: position)
        }
    }

    private mutating func collectReports(of person: Int) {
        let reports = cohort.symptoms[person]
        guard !reports.isEmpty else { return }
        cursor.begin(person)
        for report in reports {
            let status = cursor.status(on: report.day)
            guard let position = asked.positions[Int(report.symptom)] else { continue }
            add(Int(report.day.rawValue), report.severity, status.days, at: position)
        }
    }

    /// How many sites have pain on each day of which a site is recorded.
    private mutating func collectSites(of person: Int, at position: Int) {
        cursor.begin(person)
        let sites = sites
        sites.forEachDay(of: person) { day, count in
            days[position].append(
                SymptomDay(
                    day: Int(day.rawValue), severity: Double(count), exposure: cursor.status(on: day).days))
        }
    }

    private mutating func add(_ day: Int, _ severity: Double, _ exposure: Int?, at position: Int) {
        if let last = days[position].indices.last, days[position][last].day == day {
            days[position][last].severity = max(days[position][last].severity, severity)
        } else {
            days[position].append(SymptomDay(day: day, severity: severity, exposure: exposure))
        }
    }

    private func isPresent(_ day: SymptomDay, at position: Int) -> Bool {
        day.severity > settings.threshold(of: asked.names[position])
    }

    private mutating func addBands(of person: Int, at position: Int) {
        var chosen = [SymptomCourses.BandReport?](repeating: nil, count: bands.count)
        for day in days[position] {
            guard let exposure = day.exposure else { continue }
            let band = bands.band(of: exposure)
            if let known = chosen[band] {
                switch settings.report {
                case .first: continue
                case .worst where day.severity <= known.severity: continue
                case .last, .worst: break
                }
            }
            chosen[band] = .init(person: person, band: band, days: exposure, severity: day.severity)
        }
        found[position].reports += chosen.compactMap(\.self)
    }

    private mutating func addOnset(of person: Int, at position: Int) {
        guard let first = cohort.exposures[person].first?.start, !starts.isPrevalentUser(person) else { return }
        let (start, own) = (Int(first.rawValue), days[position])
        // Those asked by the first day of exposure are free if they never had it by then; others by the first time they are asked.
        let before = own.prefix(while: { $0.day <= start })
        let entry: Int
        if !before.isEmpty {
            guard !before.contains(where: { isPresent($0, at: position) }) else {
                return found[position].already.append(person)
            }
            entry = before.endIndex - 1
        } else {
            guard let day = own.first, day.day <= start + settings.askedWithin else {
                return found[position].late.append(person)
            }
            guard !isPresent(day, at: position) else { return found[position].already.append(person) }
            entry = own.startIndex
        }
        found[position].onsets.append(onset(person, own, after: entry, start: start, at: position))
    }

    private func onset(
        _ person: Int, _ own: [SymptomDay], after entry: Int, start: Int, at position: Int
    ) -> SymptomCourses.Onset {
        let seen = own.indices.first { $0 > entry && isPresent(own[$0], at: position) }
        let end = ending(person, after: own[entry].day)
        if let seen, end.map({ own[seen].day <= $0.day }) ?? true {
            return .init(
                person: person, days: own[seen].day - start, cause: .onset, gap: own[seen].day - own[seen - 1].day)
        }
        let last = own.last { day in end.map { day.day <= $0.day } ?? true }?.day ?? own[entry].day
        if let end, end.day - last <= settings.lastReportWithin {
            return .init(person: person, days: max(0, end.day - start), cause: end.cause, gap: nil)
        }
        return .init(person: person, days: max(0, last - start), cause: .lastReport, gap: nil)
    }

    /// The first death or dropout after a day; of one day death.
    private func ending(_ person: Int, after day: Int) -> (day: Int, cause: SymptomCourses.Onset.Cause)? {
        var first: (day: Int, cause: SymptomCourses.Onset.Cause)?
        for event in cohort.events[person] where Int(event.day.rawValue) > day {
            let own = Int(event.day.rawValue)
            if let first, own > first.day { break }
            if event.kind == .death {
                first = (own, .death)
            } else if event.kind == .dropout, first == nil {
                first = (own, .dropout)
            }
        }
        return first
    }
}

extension SymptomsSettings {
    /// The severity above which a symptom is present; of painful sites their number.
    func threshold(of name: SymptomName) -> Double {
        name == .severalSites ? Double(sitesAbove) : presentAbove
    }
}
