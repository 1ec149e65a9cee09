import Cohort
import Findings
import StudyFile

/// Settings of `data_quality`.
struct DataQualitySettings: QuestionSettings {
    /// Above these shares something is said.
    var warn = QualityLevels(
        levels: Dictionary(uniqueKeysWithValues: QualityMeasure.allCases.map { ($0, $0.usualLevel) }))
    /// Above these shares `check` and `report` stop.
    var stop = QualityLevels()

    init() {}

    static let fields: [SettingField<DataQualitySettings>] = [
        SettingField(
            "warn", \.warn, .levels(over: DataQualitySettings().warn),
            "shares above which `check`, the log and the report say so: `{missing: 0.3}` for every column, `{missing: {pain.score: 0.1}}` for "
                + "one, a table's name for all of its columns; 1 turns one off"),
        SettingField(
            "stop", \.stop, .levels(over: QualityLevels()), otherwise: "none",
            "shares above which `check` and `report` end with status 65, in the same form; of rejected rows, see `max_rejected`"
        ),
    ]
}

/// Levels by measure, and by measure and place.
struct QualityLevels: Sendable, Hashable {
    /// A measure at a place.
    struct Point: Sendable, Hashable {
        let measure: QualityMeasure
        let place: QualityPlace
    }

    var levels: [QualityMeasure: Double] = [:]
    var places: [Point: Double] = [:]

    /// The level of a measure at a place: its own, else the table's, else everybody's; `nil` for none.
    func level(of measure: QualityMeasure, at place: QualityPlace) -> Double? {
        places[Point(measure: measure, place: place)]
            ?? places[Point(measure: measure, place: QualityPlace(table: place.table))] ?? levels[measure]
    }

    /// In words, measures in their order.
    var text: String {
        QualityMeasure.allCases.flatMap { measure in
            let all = levels[measure].map { ["\(measure.rawValue) \(NumberText.plain($0))"] } ?? []
            let own = places.filter { $0.key.measure == measure }.compactMap { point, level in
                point.place.name.map { "\(measure.rawValue) of \($0) \(NumberText.plain(level))" }
            }
            return all + own.sorted()
        }.joined(separator: ", ")
    }
}

extension SettingKind where Value == QualityLevels {
    /// Measures with their levels.
    ///
    /// - Parameter base: the levels of measures that are not named.
    static func levels(over base: QualityLevels) -> SettingKind {
        SettingKind(
            type: "levels of " + QualityMeasure.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
            read: { value, key, names throws(StudyFileError) in
                var levels = base
                let mapping = try value.mapping(as: key)
                try mapping.allowOnly(QualityMeasure.allCases.map(\.rawValue), in: key)
                for entry in mapping.entries {
                    guard let measure = QualityMeasure(rawValue: entry.key) else { continue }
                    guard entry.value.isMapping else {
                        levels.levels[measure] = try entry.value.share(as: "\(key) of \"\(entry.key)\"")
                        continue
                    }
                    guard measure.scope != .study else {
                        throw entry.value.error("\"\(entry.key)\" is of the whole study: write \"\(entry.key): 0.2\"")
                    }
                    for own in try entry.value.mapping(as: "\(key) of \"\(entry.key)\"").entries {
                        let place = try QualityPlace(own, of: measure, among: names)
                        levels.places[.init(measure: measure, place: place)] = try own.value.share(
                            as: "\(key) of \"\(own.key)\"")
                    }
                }
                return levels
            }, text: \.text)
    }
}

extension QualityPlace {
    /// The place that a key of the study file names: `pain`, or `pain.score`.
    fileprivate init(_ entry: StudyMapping.Entry, of measure: QualityMeasure, among names: SettingNames)
        throws(StudyFileError)
    {
        let parts = entry.key.split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.first, let table = StudyTable(rawValue: name), let columns = names.tables[name] else {
            throw entry.keySource.error(
                "the study has no table \"\(shown(parts.first ?? entry.key))\""
                    + suggestion(for: parts.first ?? entry.key, among: names.tables.keys.sorted()))
        }
        self.table = table
        guard parts.count == 2, let column = parts.last else { return }
        guard measure.scope == .columns else {
            throw entry.keySource.error("\"\(measure.rawValue)\" is of whole tables: write \"\(name)\"")
        }
        guard columns.contains(column) else {
            throw entry.keySource.error(
                "table \"\(name)\" reads no column \"\(shown(column))\"" + suggestion(for: column, among: columns)
                    + " (columns: \(shownList(columns)))")
        }
        self.column = column
    }
}
