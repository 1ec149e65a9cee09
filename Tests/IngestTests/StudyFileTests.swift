import Cohort
import Testing

@testable import Ingest

@Suite struct StudyFileTests {
    static let minimal = """
        nocitrend: 1
        tables:
          pain:
            - file: pain.csv
              columns: {patient: id, day: day, score: score}
              instrument: nrs
        """

    private static let withPatients =
        minimal + "\n  patients: [{file: p.csv, columns: {patient: id, sex: s, age: a}}]"

    @Test func defaults() throws {
        let study = try StudyFile.parse(Self.minimal, path: "studies/back pain.yaml")
        #expect(study.title == "back pain")
        #expect(!study.isSynthetic)
        #expect(study.dataDirectory == "studies/")
        #expect(study.tableNames == [.pain])
        #expect(study.indexRule == .firstMOUDDose)
        #expect(study.eraGap == 30)
        #expect(study.bands == .standard)
        #expect(study.maxRejected == 0.05)
        #expect(study.minimumCell == 11)
        #expect(study.morphineEquivalents.name == "CDC 2022")
        #expect(study.analyses == .all)
        #expect(study.instruments.map(\.id) == Instrument.catalogue.map(\.id))
    }

    @Test func everySetting() throws {
        let study = try StudyFile.parse(
            """
            nocitrend: 1
            title: Back pain
            synthetic: true
            data: ../data
            missing: ["", NA, Missing]
            delimiter: ";"
            decimal: ","
            max_rejected: 0.1
            mme: cdc-2016
            eras: {gap: 14}
            bands: [0, 60]
            index: {column: first_dose}
            disclosure: {minimum_cell: 20}
            ages: {cap: 85}
            dates: {shifted: true, origin: 2001-02-03}
            types: {trial: categorical}
            instruments:
              levels: {title: Three levels, range: [0, 2], unit: levels, ordinal: true}
              nrs: {range: [0, 100]}
            tables:
              patients: {file: p.csv, columns: {patient: id, trial: t, first_dose: d, age: a}}
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: levels}]
            analyses:
              cohort_flow: false
              baseline_table: {by: trial}
              day7_withdrawal: {day: 14, window: [10, 20], by: [trial, scale], claim: 0.95, weight_by: [age, trial]}
              withdrawal_course: {days: 28, weeks: 12}
              pain_trend: {instrument: levels, exposure: cumulative_days, adjust: [age, {column: trial, reference: "2"}], knots: 5}
              other_explanations: {exposure: era_days, follow_up: 400, contrast_days: 180}
              individual_trends: {meaningful_change: 1.5}
              pain_by_duration_band: {bands: [0, 7]}
            """, path: "/studies/a/study.yaml")
        #expect(study.title == "Back pain" && study.isSynthetic)
        #expect(study.dataDirectory == "/studies/a/../data")
        #expect(study.maxRejected == 0.1 && study.eraGap == 14 && study.minimumCell == 20)
        #expect(study.morphineEquivalents.name == "CDC 2016")
        #expect(study.bands.lowerBounds == [0, 60])
        #expect(study.indexRule == .patientColumn("first_dose"))
        #expect(study.patientColumns == ["trial", "first_dose", "age"])
        #expect(study.instruments.prefix(2).map(\.id) == ["levels", "nrs"])
        #expect(study.instruments.count { $0.id == "nrs" } == 1)
        #expect(study.instruments.first { $0.id == "nrs" }?.range == 0...100)
        let dialect = study.tables[.pain]?.first?.dialect
        #expect(dialect?.missing == ["", "NA", "Missing"])
        #expect(dialect?.delimiter == .byte(UInt8(ascii: ";")) && dialect?.decimalMark == .comma)
        #expect(!study.analyses.cohortFlow)
        #expect(study.analyses.baselineTable?.by == "trial")
        let day7 = study.analyses.day7Withdrawal
        #expect(
            day7 == .init(day: 14, window: 10...20, by: ["trial", "scale"], claim: 0.95, weightBy: ["age", "trial"]))
        #expect(study.analyses.withdrawalCourse == .init(days: 28, weeks: 12))
        #expect(
            study.analyses.painTrend
                == .init(
                    instrument: "levels", exposure: .cumulativeDays,
                    adjust: [.init(column: "age"), .init(column: "trial", reference: "2")], knots: 5))
        #expect(
            study.analyses.otherExplanations == .init(exposure: .eraDays, followUp: 400, contrastDays: 180))
        #expect(study.analyses.individualTrends == .init(meaningfulChange: 1.5))
        #expect(study.analyses.painByDurationBand?.bands?.lowerBounds == [0, 7])
    }

    @Test func analysesThatAreNamedComeWithTheFlowAndTheBaselineTable() throws {
        let study = try StudyFile.parse(Self.minimal + "\nanalyses: {pain_trend: {}}\n", path: "study.yaml")
        #expect(study.analyses.cohortFlow && study.analyses.baselineTable != nil)
        #expect(study.analyses.painTrend != nil)
        #expect(study.analyses.day7Withdrawal == nil && study.analyses.withdrawalCourse == nil)
    }

    @Test func anEntryOfTheCatalogueSaysWhatDiffers() throws {
        let study = try StudyFile.parse(
            Self.minimal
                + "\ninstruments: {cold_pressor_s: {cut_off: 180}, ppt_kpa: {range: [0, 1000]}, sf36_bp: {cut_off: 90}}\n",
            path: "study.yaml")
        func instrument(_ id: String) throws -> Instrument {
            try #require(study.instruments.first { $0.id == id })
        }
        let cold = try instrument("cold_pressor_s")
        let catalogued = try #require(Instrument.catalogue.first { $0.id == "cold_pressor_s" })
        #expect(cold.cutOff == 180 && cold.range == catalogued.range && cold.title == catalogued.title)
        #expect(cold.unit == "s" && cold.direction == .higherIsLessPain && cold.modality == .evoked)
        // A title may name the range, and the cut-off of an evoked test is its upper end.
        let pressure = try instrument("ppt_kpa")
        #expect(pressure.title == "ppt_kpa" && pressure.unit == "kPa" && pressure.cutOff == 1000)
        #expect(try instrument("sf36_bp").cutOff == 90 && instrument("sf36_bp").direction == .higherIsLessPain)
        #expect(try instrument("nrs").cutOff == nil && instrument("heat_threshold_c").cutOff == 55)
    }

    @Test func evokedPainIsAskedByNameOrWhereThereIsSome() throws {
        #expect(try StudyFile.parse(Self.minimal, path: "s.yaml").analyses.evokedPain == .init(isNamed: false))
        let named = try StudyFile.parse(Self.minimal + "\nanalyses: [evoked_pain]\n", path: "s.yaml")
        #expect(named.analyses.evokedPain == .init())
        let set = try StudyFile.parse(
            Self.withPatients + "\ninstruments: {nrs: {cut_off: 10}}\nanalyses: {evoked_pain: "
                + "{instrument: nrs, exposure: cumulative_days, adjust: [{column: sex, reference: f}]}}\n",
            path: "s.yaml")
        #expect(
            set.analyses.evokedPain
                == .init(
                    instrument: "nrs", exposure: .cumulativeDays, adjust: [.init(column: "sex", reference: "f")]))
        let off = try StudyFile.parse(Self.minimal + "\nanalyses: {evoked_pain: false}\n", path: "s.yaml")
        #expect(off.analyses.evokedPain == nil)
    }

    @Test func windowFollowsTheDay() throws {
        let study = try StudyFile.parse(Self.minimal + "\nanalyses: {day7_withdrawal: {day: 28}}\n", path: "s.yaml")
        #expect(study.analyses.day7Withdrawal?.window == 25...31)
        #expect(study.analyses.day7Withdrawal?.weightBy == nil)
    }

    @Test func weightingCanBeTurnedOff() throws {
        let study = try StudyFile.parse(
            Self.withPatients + "\nanalyses: {day7_withdrawal: {weight_by: []}}\n", path: "s.yaml")
        #expect(study.analyses.day7Withdrawal?.weightBy == [])
    }

    @Test func anchorsAndMergesAreFine() throws {
        let study = try StudyFile.parse(
            """
            nocitrend: 1
            tables:
              pain:
                - &clinic {file: a.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}
                - {<<: *clinic, file: b.csv}
            """, path: "study.yaml")
        #expect(study.tables[.pain]?.map(\.file) == ["a.csv", "b.csv"])
    }

    @Test func presetIsFilledInAndOverridden() throws {
        let study = try StudyFile.parse(
            """
            nocitrend: 1
            preset: ctn0094
            title: Mine
            tables:
              pain: [{file: other.csv, columns: {patient: who, day: when, score: pain}, instrument: nrs}]
            """, path: "study.yaml")
        #expect(study.title == "Mine" && study.preset == "ctn0094")
        #expect(study.tables[.pain]?.map(\.file) == ["other.csv"])
        #expect(
            study.tables[.patients]?.map(\.file) == [
                "everybody.csv", "demographics.csv", "site_masked.csv", "randomization.csv",
            ])
        #expect(study.instruments.first?.id == "ctn0094_pain")
    }

    /// Each wrong study file, and the whole of what it is told.
    static let complaints: [(yaml: String, message: String)] = [
        ("", "study.yaml line 1, column 1: the study file is empty; start it with \"nocitrend: 1\""),
        ("# only words\n", "study.yaml line 1, column 1: the study file is empty; start it with \"nocitrend: 1\""),
        ("- 1", "study.yaml line 1, column 1: a study file must be a mapping of keys to values, not a list"),
        (
            "title: x",
            "study.yaml line 1, column 1: says no version of its format; add the line \"nocitrend: 1\" at the top"
        ),
        (
            "nocitrend: 2",
            "study.yaml line 1, column 12: this version reads study files of format 1; write \"nocitrend: 1\""
        ),
        (
            "nocitrend: 1",
            "study.yaml line 1, column 1: has no tables; list them under \"tables\" or name a \"preset\""
        ),
        (
            "nocitrend: 1\ntabels: {}",
            "study.yaml line 2, column 1: unknown key \"tabels\" in the study file; did you mean \"tables\"?"
        ),
        (
            "nocitrend: 1\ntitle: a\ntitle: b",
            "study.yaml line 2, column 1: key \"title\" stands twice; keep one of them"
        ),
        (
            "nocitrend: 1\ntitle: [unclosed",
            "study.yaml line 3, column 1: is not valid YAML here: did not find expected ',' or ']'; "
                + "check the indentation, colons and quotes of this line"
        ),
        (
            "nocitrend: 1\ntables: {}",
            "study.yaml line 2, column 9: \"tables\" is empty; list at least one table with its files"
        ),
        (
            "nocitrend: 1\ntables: {pian: []}",
            "study.yaml line 2, column 10: unknown key \"pian\" in tables; did you mean \"pain\"?"
        ),
        (
            "nocitrend: 1\ntables: {pain: []}",
            "study.yaml line 2, column 10: table \"pain\" lists no files; add one or leave the table out"
        ),
        (
            "nocitrend: 1\ntables:\n  pain: [{columns: {}}]",
            "study.yaml line 3, column 10: this entry of table \"pain\" names no file; add \"file: NAME.csv\""
        ),
        (
            "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: id, day: day, scor: s}}]",
            "study.yaml line 3, column 57: unknown key \"scor\" in the columns of table \"pain\"; "
                + "did you mean \"score\"?"
        ),
        (
            "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: id, day: day, score: s}}]",
            "study.yaml line 3, column 33: table \"pain\" has no \"instrument\"; map it under \"columns\" or give a "
                + "constant beside them"
        ),
        (
            "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: id, day: day, score: s}, instrument: nsr}]",
            "study.yaml line 3, column 68: unknown instrument \"nsr\"; did you mean \"nrs\"? (known: nrs, vas, vrs, "
                + "bpi_severity, peg, sf36_bp, eq5d3l_pain, eq5d_pain, cold_pressor_s, ppt_kpa and heat_threshold_c)"
        ),
        (
            "nocitrend: 1\ntables:\n  exposures: [{file: a.csv, columns: {patient: id, drug: d, start_day: s}}]",
            "study.yaml line 3, column 38: table \"exposures\" needs \"start_day\" with \"end_day\", \"start_day\" with "
                + "\"days_supply\" or \"day\", and only one of these; map it under \"columns\" or give a constant beside them"
        ),
        (
            "nocitrend: 1\nmax_rejected: 5\ntables:\n  pain: [{file: a.csv, columns: {patient: i, day: d, score: s}, instrument: nrs}]",
            "study.yaml line 2, column 15: max_rejected must be a share from 0 to 1 (5% is 0.05), not \"5\""
        ),
        (
            "nocitrend: 1\npreset: omop",
            "study.yaml line 2, column 9: preset \"omop\" is not available in this version; map its files under \"tables\""
        ),
        (
            "nocitrend: 1\npreset: ctn94",
            "study.yaml line 2, column 9: unknown preset \"ctn94\"; did you mean \"ctn0094\"? (known: ctn0094)"
        ),
        (
            minimal + "\nanalyses: {pain_trend: {adjust: [arm]}}",
            "study.yaml line 7, column 34: \"arm\" is not a column of the patients table"
        ),
        (
            withPatients + "\nanalyses: {pain_trend: {adjust: [sex, {column: sex, reference: f}]}}",
            "study.yaml line 8, column 33: \"sex\" stands twice under \"adjust\""
        ),
        (
            withPatients + "\nanalyses: {pain_trend: {adjust: {column: age, reference: old}}}",
            "study.yaml line 8, column 58: \"age\" holds numbers, which have no reference level; leave it out"
        ),
        (
            withPatients + "\nanalyses: {pain_trend: {adjust: [{reference: f}]}}",
            "study.yaml line 8, column 34: name the column: {column: sex, reference: female}"
        ),
        (
            withPatients + "\nanalyses: {day7_withdrawal: {weight_by: [age, sax]}}",
            "study.yaml line 8, column 47: \"sax\" is not a column of the patients table; did you mean \"sex\"? "
                + "(known: sex and age)"
        ),
        (
            withPatients + "\nanalyses: {day7_withdrawal: {weight_by: [age, sex, age]}}",
            "study.yaml line 8, column 52: \"age\" stands twice under \"weight_by\""
        ),
        (
            withPatients + "\nanalyses: {pain_trend: {knots: 2}}",
            "study.yaml line 8, column 32: knots must be from 3 to 7, not 2"
        ),
        (
            minimal + "\nanalyses: {other_explanations: {followup: 400}}",
            "study.yaml line 7, column 33: unknown key \"followup\" in other_explanations; did you mean \"follow_up\"?"
        ),
        (
            minimal + "\nanalyses: {other_explanations: {contrast_days: 0}}",
            "study.yaml line 7, column 48: contrast_days must be from 1 to 36525, not 0"
        ),
        (
            minimal + "\nanalyses: {individual_trends: {meaningful_change: 0}}",
            "study.yaml line 7, column 51: meaningful_change must be above 0: a number of points"
        ),
        (
            minimal + "\nanalyses: {taper: {}}",
            "study.yaml line 7, column 12: \"taper\" is not available in this version; leave it out"
        ),
        (
            minimal + "\nanalyses: {day7_withdrawl: {}}",
            "study.yaml line 7, column 12: unknown analysis \"day7_withdrawl\"; did you mean \"day7_withdrawal\"? (known: "
                + "cohort_flow, baseline_table, day7_withdrawal, withdrawal_course, pain_trend, other_explanations, "
                + "individual_trends, pain_by_duration_band and evoked_pain)"
        ),
        (
            minimal + "\nanalyses: {day7_withdrawal: {by: [arm]}}",
            "study.yaml line 7, column 35: \"arm\" is not a column of the patients table (known: scale)"
        ),
        (
            minimal + "\nanalyses: {day7_withdrawal: {window: [10, 4]}}",
            "study.yaml line 7, column 38: window must be its first and last day and hold day 7: [4, 10]"
        ),
        (
            minimal + "\nanalyses: {day7_withdrawal: {claim: 95}}",
            "study.yaml line 7, column 37: claim must be a share from 0 to 1 (5% is 0.05), not \"95\""
        ),
        (
            minimal.replacing("nrs", with: "nrs\n      recode: {score: {\"NA\": 0}}"),
            "study.yaml line 7, column 24: \"NA\" is recoded and is a missing value too; take it out of one of the two"
        ),
        (
            minimal
                + "\n  patients: {file: p.csv, columns: {patient: p, age: a}}\nanalyses: {baseline_table: {by: age}}",
            "study.yaml line 8, column 33: \"age\" holds numbers, which make no groups; name a column of categories, or "
                + "write \"types: {age: categorical}\""
        ),
        (
            minimal + "\neras: {gap: -1}",
            "study.yaml line 7, column 13: gap must be from 0 to 36500, not -1"
        ),
        (
            minimal + "\nbands: [7, 30]",
            "study.yaml line 7, column 8: bands must be the first day of each, from 0 upwards: [0, 30, 90, 180, 365]"
        ),
        (
            minimal + "\nmme: cdc2022",
            "study.yaml line 7, column 6: unknown mme set \"cdc2022\"; did you mean \"cdc-2022\"? (known: cdc-2022 or cdc-2016)"
        ),
        (
            minimal + "\ninstruments: {mine: {range: [10, 0]}}",
            "study.yaml line 7, column 29: range must be two numbers, the lower first: [0, 10]"
        ),
        (
            minimal + "\ninstruments: {mine: {cut_off: 3}}",
            "study.yaml line 7, column 21: instrument \"mine\" has no range; add \"range: [LOWEST, HIGHEST]\""
        ),
        (
            minimal + "\ninstruments: {cold_pressor_s: {cut_off: 600}}",
            "study.yaml line 7, column 41: cut_off must lie within the instrument's range: above its lower end, and at most "
                + "its upper end"
        ),
        (
            minimal + "\ninstruments: {cold_pressor_s: {cut_off: 0}}",
            "study.yaml line 7, column 41: cut_off must lie within the instrument's range: above its lower end, and at most "
                + "its upper end"
        ),
        (
            minimal + "\ninstruments: {cold_pressor_s: {cut_off: soon}}",
            "study.yaml line 7, column 41: cut_off must be a number, not \"soon\""
        ),
        (
            minimal + "\nanalyses: {evoked_pain: {instrument: nrs}}",
            "study.yaml line 7, column 38: \"nrs\" is neither an evoked test nor stopped at a cut-off; ask \"pain_trend\" "
                + "about it, or name one of cold_pressor_s, ppt_kpa or heat_threshold_c"
        ),
        (
            minimal + "\nanalyses: {evoked_pain: {knots: 3}}",
            "study.yaml line 7, column 26: unknown key \"knots\" in evoked_pain (known: instrument, exposure and adjust)"
        ),
        (
            minimal + "\nindex: first_dose",
            "study.yaml line 7, column 8: unknown index \"first_dose\"; did you mean \"first_moud_dose\"? (known: first_moud_dose, first_exposure or origin)"
        ),
        (
            minimal + "\ndates: {shifted: true}",
            "study.yaml line 7, column 8: shifted dates need the date of study day 0; add \"origin: YYYY-MM-DD\" to \"dates\""
        ),
        (
            minimal + "\ndelimiter: \",,\"",
            "study.yaml line 7, column 12: unknown delimiter \",,\"; write one ASCII character, or comma, semicolon, tab, "
                + "pipe or sniffed"
        ),
    ]

    @Test(arguments: complaints) func saysWhatIsWrong(_ wrong: (yaml: String, message: String)) {
        #expect(complaint(parsing: wrong.yaml) == wrong.message)
    }

    @Test func missingStudyFileIsNoInput() throws {
        let folder = try StudyFolder(["study.yaml": Self.minimal])
        #expect {
            try StudyFile.load(path: folder.path + "/stduy.yaml")
        } throws: { error in
            guard let error = error as? StudyFileError else { return false }
            return error.exitKind == .noInput
                && error.message == "no such study file; did you mean \"study.yaml\"?"
        }
    }

    @Test func bothFactorSetsAreAsPublished() throws {
        let new = try MorphineEquivalents.named(nil)
        #expect(new.dailyMME(of: "Methadone", dailyDose: 10) == .milligrams(47))
        #expect(new.dailyMME(of: "fentanyl", route: "transdermal", dailyDose: 25) == .milligrams(60))
        #expect(new.dailyMME(of: "buprenorphine", dailyDose: 8) == .notConvertible)
        let yaml = String(decoding: PackageResources.cdc_2016_yaml, as: UTF8.self)
        let old = try MorphineEquivalents(yaml: yaml, path: "cdc-2016")
        #expect(old.dailyMME(of: "hydromorphone", dailyDose: 8) == .milligrams(32))
        #expect(old.dailyMME(of: "tramadol", dailyDose: 100) == .notConvertible)
        // JAMA 2016;315:1624, Table 4: 1-20 mg 4, 21-40 mg 8, 41-60 mg 10, 61 mg and more 12.
        for (dose, equivalent) in [(20.0, 80.0), (20.5, 164), (40, 320), (60, 600), (61, 732)] {
            #expect(old.dailyMME(of: "methadone", dailyDose: dose) == .milligrams(equivalent))
        }
    }
}
