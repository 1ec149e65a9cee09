import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

/// Every key of the study file is in its document, and a slip in one is answered with the key that was meant.
@Suite struct KeysTests {
    /// A place of the study file: its keys, and a study file with one of them, on the line that is given.
    struct Place: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let keys: [String]
        let line: Int
        let yaml: @Sendable (_ key: String) -> String
    }

    private static let pain = "  pain: [{file: a.csv, columns: {patient: id, day: day, score: s}, instrument: nrs"

    private static func top(_ name: String, _ keys: [String], _ value: String = "") -> Place {
        Place(testDescription: name, keys: keys, line: 4) { key in
            "nocitrend: 1\ntables:\n\(pain)}]\n\(name): {\(value)\(key): 1}\n"
        }
    }

    static let places: [Place] =
        [
            Place(testDescription: "study file", keys: StudyDefinition.keys, line: 4) { key in
                "nocitrend: 1\ntables:\n\(pain)}]\n\(key): 1\n"
            },
            Place(testDescription: "tables", keys: CanonicalTable.allCases.map(\.rawValue), line: 3) { key in
                "nocitrend: 1\ntables:\n  \(key): [{file: a.csv}]\n"
            },
            Place(testDescription: "where", keys: RowFilter.keys, line: 3) { key in
                "nocitrend: 1\ntables:\n\(pain), where: {x: {\(key): 1}}}]\n"
            },
            Place(testDescription: "dates of an entry", keys: StudyClock.keysOfEntries, line: 3) { key in
                "nocitrend: 1\ntables:\n\(pain), dates: {\(key): true}}]\n"
            },
            Place(testDescription: "arithmetic", keys: ["column", "values"] + ColumnArithmetic.keys, line: 3) { key in
                "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: id, score: {\(key): 1}}}]\n"
            },
            Place(testDescription: "row as patient", keys: ["row"], line: 3) { key in
                "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: {\(key): true}}}]\n"
            },
            top("dates", StudyClock.keys), top("eras", StudyDefinition.keysOfEras), top("ids", IdentifierRule.keys),
            top("mme", MorphineEquivalents.keys), top("ages", ["cap"]), top("disclosure", ["minimum_cell"]),
            top("limits", ReadingLimits.keys), top("weekly", WeeklySettings.keys),
            top("index", ["column"]),
            top("max_rejected", ["pain"]),
            Place(testDescription: "instruments", keys: Instrument.keys, line: 4) { key in
                "nocitrend: 1\ntables:\n\(pain)}]\ninstruments: {mine: {\(key): 1}}\n"
            },
        ]
        + CanonicalTable.allCases.flatMap { table in
            let columns = table.columns.map(\.name)
            // Any name is a column of patients.
            let under = Place(
                testDescription: "columns of \(table.rawValue)", keys: table == .patients ? [] : columns, line: 3
            ) { key in
                "nocitrend: 1\ntables:\n  \(table.rawValue): [{file: a.csv, columns: {\(key): x}}]\n"
            }
            let beside = Place(
                testDescription: "entry of \(table.rawValue)", keys: TableEntry.keys + columns, line: 3
            ) { key in "nocitrend: 1\ntables:\n  \(table.rawValue): [{file: a.csv, \(key): x}]\n" }
            return [under, beside]
        }

    @Test(arguments: places)
    func aSlipIsAnsweredWithTheKeyThatWasMeant(_ place: Place) {
        for key in place.keys {
            let slip = key + "q"
            let message = complaint(parsing: place.yaml(slip))
            #expect(message.hasPrefix("study.yaml line \(place.line), column "), "\(slip): \(message)")
            #expect(message.contains("unknown key \"\(slip)\""), "\(slip): \(message)")
            #expect(message.contains("did you mean \"\(key)\"?"), "\(slip): \(message)")
        }
    }

    @Test(arguments: places)
    func everyKeyIsInTheDocument(_ place: Place) throws {
        let document = try String(
            contentsOfFile: CTN0094Tests.repository + "/docs/study-file.md", encoding: .utf8)
        for key in place.keys {
            let isThere = ["`\(key)`", "`\(key): ", "{\(key): ", " \(key): "].contains(where: document.contains)
            #expect(isThere, "\(place.testDescription): \(key)")
        }
    }
}
