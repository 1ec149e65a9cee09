import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Data quality") struct DataQualityTests {
    private static let supply = OpioidRegimen(drug: 0, dailyMME: .milligrams(30), dailyDose: 30, isSupply: true)
    private static let infusion = OpioidRegimen(drug: 2, dailyMME: .notConvertible, route: .intravenous)

    /// Twenty scored on days 0, 7 and 14 (5, 5 and 3) with an early refill; twelve scored once, 10 on day 3, with two infusions far apart
    /// and no arm; three in a rare arm with a visit two days late.
    static let cohort: Cohort = {
        var regular = CohortFixture.Person(
            pain: [(0, 5), (7, 5), (14, 3)], arm: "usual", regimens: [(0...29, supply), (20...49, supply)])
        regular.numbers = ["weight": 70]
        let single = CohortFixture.Person(pain: [(3, 10)], regimens: [(0...9, infusion), (100...109, infusion)])
        var late = CohortFixture.Person(arm: "rare")
        late.plannedVisits = [(7, 5)]
        var fixture = CohortFixture(
            people: Array(repeating: regular, count: 20) + Array(repeating: single, count: 12)
                + Array(repeating: late, count: 3))
        fixture.reading = ReadingRecord(tables: [
            .init(table: .patients, read: 35, kept: 35, columns: ["patient", "arm"]),
            .init(
                table: .pain, read: 110, kept: 72, columns: ["patient", "day", "score"],
                rejected: .init(38, ofPatients: 11),
                rejections: [
                    .init(column: "score", isMissing: true, rows: .init(22, ofPatients: 11)),
                    .init(column: "patient", isMissing: false, rows: .init(16, ofPatients: 11)),
                ], unreadable: ["score": 1], strangers: 12),
            .init(table: .exposures, read: 64, kept: 64, columns: ["patient", "drug", "dose_mg", "route"]),
        ])
        return fixture.cohort
    }()

    private func finding(_ minimumCell: Int = 1) throws -> ReleasedFinding {
        try StudyFixture(Self.cohort, analyses: "[data_quality]", minimumStep: minimumCell)
            .finding(DataQuality.self, policy: .init(minimumCell: minimumCell))
    }

    private func value(_ quantity: Quantity<QualityKey>, _ key: QualityKey, quantile: Double? = nil) throws -> Double? {
        var key = key
        key.quantile = quantile
        return try finding()[quantity, key]?.number
    }

    @Test func patientsAreCountedByTableAndByCombination() throws {
        #expect(try value(.patientsInTable, QualityKey(table: .patients)) == 35)
        #expect(try value(.patientsInTable, QualityKey(table: .pain)) == 32)
        #expect(try value(.strangers, QualityKey(table: .pain)) == 12)
        #expect(try value(.patientsInTables, QualityKey(tables: [.pain, .exposures])) == 32)
        #expect(try value(.patientsInTables, QualityKey(tables: [.visits])) == 3)
    }

    @Test func missingCellsAreThoseOfPatientsOfRowsKeptAndOfRowsRead() throws {
        #expect(try value(.missingShare, QualityKey(table: .patients, column: "arm")) == 12.0 / 35)
        #expect(try value(.missingShare, QualityKey(table: .exposures, column: "dose_mg")) == 24.0 / 64)
        #expect(try value(.missingShare, QualityKey(table: .exposures, column: "route")) == 40.0 / 64)
        #expect(try value(.missingShare, QualityKey(table: .pain, column: "score")) == 22.0 / 110)
        #expect(try value(.missingShare, QualityKey(table: .pain, column: "day")) == 0)
    }

    /// 60 and 12 scores: 5 forty times, 3 twenty times, 10 twelve times.
    @Test func digitsAndQuantilesOfScoresByHand() throws {
        let info = try #require(Self.cohort.instruments.first).info
        func share(_ pattern: DigitPattern) throws -> Double? {
            try value(.digitShare, QualityKey(instrument: info, pattern: pattern))
        }
        #expect(try share(.whole) == 1)
        #expect(try share(.endingInFive) == 52.0 / 72)
        #expect(try share(.ceiling) == 12.0 / 72)
        #expect(try share(.floor) == 0)
        #expect(try share(.wholeWeeks) == 60.0 / 72)
        #expect(
            try value(.digitShareExpected, QualityKey(instrument: info, pattern: .endingInFive)) == 3.0 / 11)
        let quantiles = try [0.05, 0.25, 0.5, 0.75, 0.95].map {
            try value(.scoreQuantile, QualityKey(instrument: info), quantile: $0)
        }
        #expect(quantiles == [3, 3, 5, 5, 10])
    }

    @Test func visitsAndSuppliesByHand() throws {
        #expect(try value(.scoredDays, QualityKey(), quantile: 0.05) == 1)
        #expect(try value(.scoredDays, QualityKey(), quantile: 0.5) == 3)
        #expect(try value(.daysBetweenScores, QualityKey(), quantile: 0.5) == 7)
        #expect(try value(.longestBreak, QualityKey(), quantile: 0.95) == 7)
        #expect(try value(.singleScoreShare, QualityKey()) == 12.0 / 32)
        #expect(try value(.daysFromPlan, QualityKey(table: .visits), quantile: 0.5) == 2)
        #expect(try value(.firstDay, QualityKey(table: .pain), quantile: 0.95) == 3)
        #expect(try value(.lastDay, QualityKey(table: .pain), quantile: 0.5) == 14)
        // The refill is carried over to days 30 to 59; the infusions cover 20 days of 110, with 90 between them.
        #expect(try value(.coveredDaysShare, QualityKey(), quantile: 0.95) == 1)
        #expect(try value(.coveredDaysShare, QualityKey(), quantile: 0.05) == 20.0 / 110)
        #expect(try value(.withSeveralEras, QualityKey()) == 12.0 / 32)
        #expect(try value(.daysBetweenEras, QualityKey(), quantile: 0.5) == 90)
        #expect(try value(.overlapRows, QualityKey()) == 20)
        let oxycodone = QualityKey(table: .exposures, column: "drug", level: .recorded(StudyWord("oxycodone")))
        #expect(try value(.wordWithoutFactor, oxycodone) == 24)
    }

    @Test("what is of three patients is neither shown nor left over")
    func fewPatients() throws {
        let finding = try finding(11)
        #expect(finding.all(.patientsInTables).isEmpty)
        #expect(finding.all(.patientsInOtherTables).map(\.estimate.number) == [35])
        // Of twenty, three, and twelve without an arm, the three hide behind the twelve.
        let arms = finding.all(.levelPatients).filter { $0.key.variable?.column.text == "arm" }
        #expect(arms.map(\.key.variable?.level?.text) == ["usual", nil])
        #expect(arms.map(\.estimate.number) == [20, 15])
        #expect(finding[.patientsInTable, QualityKey(table: .visits)]?.isWithheld == true)
        #expect(finding[.patientsInTable, QualityKey(table: .pain)]?.isWithheld == true)
    }

    private func notices(_ settings: String) throws -> StudyNotices {
        let study = try StudyFixture(Self.cohort, analyses: "{data_quality: \(settings)}").study
        return study.asked.notices(of: study)
    }

    @Test func sharesAboveTheirLevelsAreSaidWithTheRemedyAndNoCount() throws {
        let usual = try notices("{}")
        #expect(usual.stops.isEmpty)
        for words in [
            "table \"patients\", columns \"arm\", \"sex\", \"age\", \"weight\": the share of a column's cells that are missing is",
            "table \"pain\", column \"score\": the share of a column's cells that could not be read is above the warn level of 0.01",
            "table \"pain\": the share of the table's patients who are not in the table of patients",
            "the share of the exposures whose drug", "the share of the exposures that begin before",
        ] {
            #expect(usual.warnings.contains { $0.hasPrefix(words) }, "\(words)")
        }
        #expect(!usual.warnings.contains { $0.contains("one day with a score only") })
        // 22 of 110 are no more than 0.2.
        #expect(
            !usual.warnings.contains {
                $0.hasPrefix("table \"pain\", column \"score\": the share of a column's cells that are missing")
            })
        let own = try notices(
            "{warn: {missing: {patients.arm: 0.5, pain: 0.1}, overlaps: 1}, stop: {missing: {pain.score: 0.19}}}")
        #expect(!own.warnings.contains { $0.contains("\"arm\"") || $0.contains("begin before") })
        #expect(
            own.warnings.contains {
                $0.hasPrefix("table \"pain\", column \"score\": the share of a column's cells that are missing")
            })
        #expect(own.stops.count == 1)
        #expect(own.stops.first?.contains("above the stop level of 0.19; look whether") == true)
    }

    @Test(
        "levels of what is not there are refused with the name that is",
        arguments: [
            ("{warn: {mising: 0.2}}", "unknown key \"mising\" in warn, did you mean \"missing\""),
            ("{warn: {missing: {pian.score: 0.2}}}", "the study has no table \"pian\""),
            ("{warn: {missing: {pain.scor: 0.2}}}", "table \"pain\" reads no column \"scor\""),
            ("{stop: {duplicates: {pain.score: 0.2}}}", "\"duplicates\" is of whole tables: write \"pain\""),
            ("{stop: {overlaps: {exposures: 0.2}}}", "\"overlaps\" is of the whole study"),
            ("{stop: {missing: 20}}", "must be a share from 0 to 1"),
        ])
    func refused(_ settings: String, _ words: String) {
        let error = #expect(throws: (any Error).self) { try notices(settings) }
        #expect("\(String(describing: error))".contains(words.prefix(20)), "\(String(describing: error))")
    }

    /// Pain of twelve, exposures of twelve others, withdrawal of all.
    @Test func twoTablesThatShareNobodyAreSaidAlthoughBothShareWithAThird() throws {
        let scored = CohortFixture.Person(withdrawal: [(0, .mild)], pain: [(0, 5)])
        let exposed = CohortFixture.Person(withdrawal: [(0, .mild)], exposures: [0...9])
        func warnings(_ people: [CohortFixture.Person]) throws -> [String] {
            let study = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[data_quality]").study
            return study.asked.notices(of: study).warnings.filter { $0.contains("share no patient") }
        }
        let apart = Array(repeating: scored, count: 12) + Array(repeating: exposed, count: 12)
        #expect(try warnings(apart).count == 1)
        #expect(
            try warnings(apart).first?.hasPrefix(
                "tables \"pain\" and \"exposures\" share no patient, although each shares some with \"withdrawal\"")
                == true)
        var both = scored
        both.exposures = [0...9]
        #expect(try warnings(apart + [both]).isEmpty)
        // Of five it would tell about each.
        #expect(try warnings(Array(repeating: scored, count: 12) + Array(repeating: exposed, count: 5)).isEmpty)
    }

    /// Of thirty with screens 28 were screened for opioids and 12 for cocaine: 28 would tell of the 2 who were not.
    @Test func aLevelOfAllButAFewOfATableIsWithheldAndQuantilesTellNoNumberOfPatients() throws {
        var people: [CohortFixture.Person] = []
        for number in 0..<40 {
            var person = CohortFixture.Person(pain: number < 3 ? [(0, 5)] : [(0, 5), (7, 4)])
            if number < 28 { person.screens.append((1, "opioid", true, false)) }
            if (18..<30).contains(number) { person.screens.append((1, "cocaine", true, false)) }
            people.append(person)
        }
        let finding = try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "[data_quality]", minimumStep: 11
        ).finding(DataQuality.self, policy: .init(minimumCell: 11))
        func level(_ word: String) -> ReleasedEstimate? {
            finding[
                .levelPatients,
                QualityKey(table: .screens, column: "substance", level: .recorded(StudyWord(word)))]
        }
        #expect(level("opioid")?.value?.isWithheld == true && level("opioid")?.n?.isWithheld == true)
        #expect(level("cocaine")?.value?.number == 12)
        // 40 with a score and 37 with a time between two would leave the 3 with one day.
        for quantity in [Quantity.scoredDays, .daysBetweenScores, .longestBreak, .firstDay, .lastDay] {
            let found = finding.all(quantity)
            #expect(!found.isEmpty && found.allSatisfy { $0.estimate.n == nil }, "\(quantity.id)")
        }
    }
}
