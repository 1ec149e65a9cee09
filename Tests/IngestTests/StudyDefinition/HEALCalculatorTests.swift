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

    /// The study file of data/studies works a day's dose out of strength and number, and the product says its factor; a list of factors
    /// under `mme` comes to the same. Both give the calculator's total, days and four definitions for every patient.
    @Test(.enabled(if: isThere, "the prescriptions of the HEAL calculator are not here"), arguments: [false, true])
    func everyPatientThroughTheStudyFile(_ listsFactors: Bool) throws {
        let path = CTN0094Tests.repository + "/data/studies/heal-prescriptions.yaml"
        var yaml = try String(contentsOfFile: path, encoding: .utf8)
        if listsFactors {
            let factors = try Self.rows("factors_heal_2025.csv").map {
                "\"\($0["med_name"] ?? "")\": \($0["cf"] ?? "")"
            }
            let worked =
                "mme: {column: dose, times: [doses_per_24_hours, {column: medication_name, values: {\(factors.joined(separator: ", "))}}]}"
            yaml.replace("dose_mg: {column: dose, times: doses_per_24_hours}", with: worked)
            yaml.replace("mme: heal-2025", with: "mme: cdc-2022")
        }
        let study = try StudyDefinition.parse(yaml, path: path)
        let exposures = try Ingest(study: study, options: IngestOptions(threads: 2)).run().cohort.exposures
        let rows = try Self.rows("prescriptions.csv")
        let expected = try Self.rows("expected_by_patient.csv")
        // Without a patients table, people are numbered in the order of the file.
        var order: [String] = []
        for row in rows where order.last != row["patient_id"] { order.append(row["patient_id"] ?? "") }
        try #require(order.count == expected.count && order.count == exposures.spans.personCount)
        let wanted = Dictionary(uniqueKeysWithValues: expected.map { ($0["patient_id"] ?? "", $0) })
        let prescriptions = Dictionary(grouping: rows) { $0["patient_id"] ?? "" }
        var compared = 0
        for (person, patient) in order.enumerated() {
            for (suffix, columns, withBuprenorphine) in [("with", "", true), ("without", "_without", false)] {
                var (total, supplied, highest) = (0.0, 0.0, 0.0)
                for span in exposures[person] {
                    let regimen = exposures.regimen(of: span)
                    guard case .milligrams(let daily) = regimen.dailyMME else {
                        Issue.record("\(patient): no equivalent")
                        continue
                    }
                    guard withBuprenorphine || exposures.drug(of: regimen)?.code != .buprenorphine else { continue }
                    let days = Double(span.end.days(since: span.start) + 1)
                    total += daily * days
                    supplied += days
                    highest += daily
                }
                let first = prescriptions[patient]?.first {
                    withBuprenorphine || ClinicalTerm<Opioid>($0["medication_name"] ?? "").code != .buprenorphine
                }
                guard let first, let therapy = Double(first["therapy_days\(columns)"] ?? ""),
                    let window = Double(first["observation_window_days\(columns)"] ?? "")
                else { continue }
                for (name, value) in [
                    ("total_mme", total), ("total_days", supplied), ("mme1", total / supplied),
                    ("mme2", total / therapy),
                    ("mme3", total / window), ("mme4", highest),
                ] {
                    let column = "\(name)_\(suffix)_bup"
                    let theirs = try #require(Double(wanted[patient]?[column] ?? ""), "\(patient) \(column)")
                    #expect(abs(value - theirs) <= 1e-9 * theirs, "\(patient) \(column)")
                    compared += 1
                }
            }
        }
        #expect(compared > 11_000)
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
