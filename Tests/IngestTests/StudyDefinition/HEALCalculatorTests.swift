import Cohort
import Foundation
import Testing

@testable import Ingest

/// The NIH HEAL calculator's synthetic prescriptions and what its formulas give for each patient, where they are.
@Suite struct HEALCalculatorTests {
    private static let folder = CTN0094Tests.repository + "/../shared/data/mmequiv-heal/"
    private static let isThere = FileManager.default.fileExists(atPath: folder + "prescriptions.csv")

    private static func rows(_ file: String) throws -> [[String: String]] {
        let lines = try String(contentsOfFile: folder + file, encoding: .utf8).split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces).split(separator: ",", omittingEmptySubsequences: false).map(
                String.init)
        }
        let header = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    private static var set: MorphineEquivalents {
        get throws {
            try MorphineEquivalents(
                yaml: String(decoding: PackageResources.heal_2025_yaml, as: UTF8.self), path: "heal-2025")
        }
    }

    /// Each product by its printed name, with its factor.
    @Test(.enabled(if: isThere, "the prescriptions of the HEAL calculator are not here"))
    func everyProductHasItsFactor() throws {
        let set = try Self.set
        for row in try Self.rows("factors_heal_2025.csv") {
            let product = try #require(row["med_name"])
            #expect(
                set.conversion(of: ClinicalTerm(product)) == .factor(try #require(Double(row["cf"] ?? ""))),
                "\(product)")
        }
    }

    @Test(.enabled(if: isThere, "the prescriptions of the HEAL calculator are not here"))
    func everyPatientByAllFourDefinitions() throws {
        let set = try Self.set
        let prescriptions = Dictionary(grouping: try Self.rows("prescriptions.csv")) { $0["patient_id"] ?? "" }
        func number(_ row: [String: String], _ column: String) throws -> Double {
            try #require(Double(row[column] ?? ""))
        }
        var compared = 0
        for expected in try Self.rows("expected_by_patient.csv") {
            let own = try #require(prescriptions[expected["patient_id"] ?? ""])
            for (suffix, columns, withBuprenorphine) in [("with", "", true), ("without", "_without", false)] {
                let counted = own.filter {
                    withBuprenorphine || ClinicalTerm<Opioid>($0["medication_name"] ?? "").code != .buprenorphine
                }
                var (total, supplied, highest) = (0.0, 0.0, 0.0)
                for row in counted {
                    let daily = try number(row, "dose") * number(row, "doses_per_24_hours")
                    let drug = ClinicalTerm<Opioid>(try #require(row["medication_name"]))
                    guard case .milligrams(let mme) = set.dailyMME(of: drug, dailyDose: daily) else {
                        Issue.record("\(drug.word) does not convert")
                        continue
                    }
                    total += mme * (try number(row, "days_of_medication"))
                    supplied += try number(row, "days_of_medication")
                    // The calculator takes all prescriptions to be of the same time.
                    highest += mme
                }
                guard let first = counted.first else {
                    #expect(expected["mme1_\(suffix)_bup"] == "")
                    continue
                }
                let doses = try #require(
                    DailyDoses(
                        total: total, daysSupplied: supplied, daysOnTherapy: number(first, "therapy_days\(columns)"),
                        totalInWindow: total, windowDays: number(first, "observation_window_days\(columns)"),
                        highestDay: highest))
                for (definition, value) in [
                    ("mme1", doses.perDaySupplied), ("mme2", doses.perDayOnTherapy), ("mme3", doses.perDayOfWindow),
                    ("mme4", doses.highestDay),
                ] {
                    let theirs = try number(expected, "\(definition)_\(suffix)_bup")
                    #expect(
                        abs(value - theirs) <= 1e-9 * theirs, "\(expected["patient_id"] ?? "") \(definition) \(suffix)")
                    compared += 1
                }
            }
        }
        #expect(compared > 7_000)
    }

    /// What a fresh clone can check: three products, and a route that has none.
    @Test func buprenorphineConvertsByItsWay() throws {
        let set = try Self.set
        #expect(set.dailyMME(of: "buprenorphine", route: .sublingual, dailyDose: 8) == .milligrams(8 * 38.8))
        #expect(set.dailyMME(of: "Butrans", dailyDose: 10) == .milligrams(22))
        #expect(set.dailyMME(of: "Belbuca", dailyDose: 900) == .milligrams(900 * 0.039))
        #expect(set.dailyMME(of: "buprenorphine", dailyDose: 8) == .notConvertible)
        #expect(set.converts(.buprenorphine))
        #expect(try !MorphineEquivalents.named(nil).converts(.buprenorphine))
    }
}
