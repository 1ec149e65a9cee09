import Cohort
import Findings

/// The shares by which the data are judged, each at its place.
struct QualityShares: Sendable {
    let shares: [(measure: QualityMeasure, place: QualityPlace, share: Double)]

    /// What lies above a level, in the order of measures; columns of one table that have one level together.
    func crossings(_ levels: QualityLevels) -> [LevelCrossing] {
        var found: [LevelCrossing] = []
        for (measure, place, share) in shares {
            guard let level = levels.level(of: measure, at: place), share > level else { continue }
            let own = found.firstIndex {
                $0.measure == measure && $0.table == place.table && $0.level == level && place.column != nil
            }
            if let own, let column = place.column {
                found[own].columns.append(column)
            } else {
                found.append(
                    LevelCrossing(
                        measure: measure, table: place.table, columns: place.column.map { [$0] } ?? [], level: level))
            }
        }
        return found
    }
}

/// The shares of a study.
struct QualitySharesOf: Derivation {
    static let stage = "quality_shares"

    func derive(from study: Study) -> QualityShares {
        let cohort = study.cohort
        var shares = study.shared(ColumnGapsOf()).map { (QualityMeasure.missing, $0.place, $0.share) }
        func add(_ measure: QualityMeasure, _ place: QualityPlace, _ count: Int, of all: Int) {
            if count > 0, all > 0 { shares.append((measure, place, Double(count) / Double(all))) }
        }
        let tables = cohort.reading.tables
        for table in tables {
            for (column, cells) in table.unreadable.sorted(by: { $0.key < $1.key }) {
                add(.unreadable, QualityPlace(table: table.table, column: column), cells, of: table.kept)
            }
        }
        for table in tables {
            add(
                .duplicates, QualityPlace(table: table.table), cohort.repeats(in: table.table).count,
                of: table.kept + table.duplicates)
        }
        for table in tables where table.table != .patients {
            let known = study.persons(in: table.table).count
            add(.unmatched, QualityPlace(table: table.table), table.strangers, of: known + table.strangers)
        }
        if !cohort.isEmpty(.exposures) {
            let supplies = study.shared(SupplySurveyOf())
            add(.withoutFactor, QualityPlace(), supplies.unconverted.reduce(0) { $0 + $1.rows }, of: supplies.rows)
            add(.overlaps, QualityPlace(), cohort.exposures.overlapping.count, of: supplies.rows)
        }
        if !cohort.isEmpty(.pain) {
            let people = study.shared(ScoreSurveysOf()).people
            add(.singleScore, QualityPlace(), people.count { $0.days == 1 }, of: people.count)
        }
        return QualityShares(shares: shares)
    }
}

extension DataQuality {
    static func notices(_ settings: DataQualitySettings, of study: Study) -> StudyNotices {
        let shares = study.shared(QualitySharesOf())
        let apart = study.shared(TablePersonsOf()).apart.map(Self.sentence)
        return StudyNotices(
            warnings: apart + shares.crossings(settings.warn).map { $0.sentence("warn") },
            stops: shares.crossings(settings.stop).map {
                $0.sentence("stop") + ", or raise \"stop\" of data_quality in the study file"
            })
    }

    /// Says of two tables that they share nobody.
    static func sentence(_ pair: (one: StudyTable, other: StudyTable, both: StudyTable)) -> String {
        "tables \"\(pair.one.rawValue)\" and \"\(pair.other.rawValue)\" share no patient, although each shares some with "
            + "\"\(pair.both.rawValue)\": look whether \"patient\" names the right column of both, or whether they are of different patients"
    }
}
