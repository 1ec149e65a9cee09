import Findings
import StudyFile

/// When a patient counts as having returned to use, read off the word of weekly urine results: so many positive weeks in so many weeks
/// in a row.
///
/// A line of ``library`` is an endpoint of a published trial; a study can write its own.
struct ReturnEndpoint: Sendable, Hashable {
    /// What a week counts as that is not plainly positive or negative.
    enum Reading: String, Sendable, Hashable, CaseIterable {
        case positive
        case negative
        /// Neither; a patient is followed to the last week that was seen.
        case missing
    }

    /// Name in study files and results.
    let id: String
    /// In a table.
    let title: String
    /// Author, year, DOI; empty of a study's own.
    let source: String
    /// Weeks in a row that are looked at together.
    let width: Int
    /// Positive weeks among them that are enough.
    let positives: Int
    /// The first week that is looked at; 1 begins on the day after time zero.
    let fromWeek: Int
    /// What a week without a result is read as.
    let missing: Reading
    /// What a week with positive and negative results is read as.
    let mixed: Reading

    /// Endpoints of published trials, as the outcome library of CTN-0094 reads them (Odom 2023, 10.1371/journal.pone.0291248): weeks
    /// without a result and mixed weeks are positive.
    static let library: [ReturnEndpoint] = [
        published("ctn0094", "CTN-0094", "Odom 2023, 10.1371/journal.pone.0291248", 4, of: 4),
        published("johnson1992", "Johnson 1992", "10.1001/jama.1992.03480200058024", 2, of: 2, fromWeek: 4),
        published("krupitsky2004", "Krupitsky 2004", "10.1016/j.jsat.2004.02.002", 3, of: 3),
        published("schottenfeld2008", "Schottenfeld 2008", "10.1016/S0140-6736(08)60954-X", 3, of: 3),
        published("lee2016", "Lee 2016", "10.1056/NEJMoa1505409", 2, of: 4),
        published("lee2018", "Lee 2018", "10.1016/S0140-6736(17)32812-X", 4, of: 4, fromWeek: 3),
    ]

    private static func published(
        _ id: String, _ title: String, _ source: String, _ positives: Int, of width: Int, fromWeek: Int = 1
    ) -> ReturnEndpoint {
        ReturnEndpoint(
            id: id, title: title, source: source, width: width, positives: positives, fromWeek: fromWeek,
            missing: .positive, mixed: .positive)
    }

    /// The rule in words: `3 positive weeks of 4 in a row, from week 5 on`.
    var rule: Prose {
        let weeks: Prose =
            positives == width
            ? "\(setting: positives) positive weeks in a row"
            : "\(setting: positives) positive weeks of \(setting: width) in a row"
        return fromWeek > 1 ? "\(weeks), from week \(setting: fromWeek) on" : weeks
    }

    /// The endpoint as a word of results.
    var term: EndpointTerm { EndpointTerm(rawValue: id, label: title) }
}

/// An endpoint's name: of the library, or the study's own.
struct EndpointTerm: Term {
    let rawValue: String
    let label: String

    init(rawValue: String, label: String) {
        self.rawValue = rawValue
        self.label = label
    }

    init?(rawValue: String) {
        self.init(
            rawValue: rawValue, label: ReturnEndpoint.library.first { $0.id == rawValue }?.title ?? rawValue)
    }
}

extension SettingKind where Value == [ReturnEndpoint] {
    /// Names of the library, and endpoints that the study writes out.
    static var endpoints: SettingKind {
        let names = ReturnEndpoint.library.map(\.id)
        return SettingKind(
            type: names.map { "`\($0)`" }.joined(separator: ", ")
                + ", or `{name: NAME, positives: 3, width: 4, from_week: 1, missing: positive, mixed: positive}`",
            read: { value, key, _ throws(StudyFileError) in
                let endpoints = try value.distinct(as: key, named: \.id) { one throws(StudyFileError) in
                    try ReturnEndpoint(one, key: key)
                }
                guard !endpoints.isEmpty else {
                    throw value.error("\(key) lists no endpoint; name one of \(listed(names)) or leave it out")
                }
                return endpoints
            }, text: { $0.map(\.id).joined(separator: ", ") })
    }
}

extension ReturnEndpoint {
    /// An endpoint by its name in the library, or written out.
    fileprivate init(_ value: StudyValue, key: String) throws(StudyFileError) {
        guard value.isMapping else {
            self = try value.choice(as: key, among: Self.library.map { ($0.id, $0) })
            return
        }
        let mapping = try value.mapping(as: "an endpoint")
        try mapping.allowOnly(["name", "positives", "width", "from_week", "missing", "mixed"], in: "an endpoint")
        guard let name = mapping["name"], let positives = mapping["positives"], let width = mapping["width"] else {
            throw value.error("an endpoint needs \"name\", \"positives\" and \"width\"")
        }
        let id = try name.text(as: "name")
        guard !Self.library.contains(where: { $0.id == id }) else {
            throw name.error("\"\(id)\" is an endpoint of the library; give your own another name")
        }
        let weeks = try width.integer(as: "width", in: 1...520)
        func reading(_ key: String) throws(StudyFileError) -> Reading {
            guard let value = mapping[key] else { return .positive }
            return try value.choice(as: key, among: Reading.allCases.map { ($0.rawValue, $0) })
        }
        self.init(
            id: id, title: id, source: "", width: weeks,
            positives: try positives.integer(as: "positives", in: 1...weeks),
            fromWeek: try mapping["from_week"]?.integer(as: "from_week", in: 1...520) ?? 1,
            missing: try reading("missing"), mixed: try reading("mixed"))
    }
}
