import Cohort
import StudyFile
import Testing

@testable import Ingest

@Suite struct StudyDefinitionTests {
    static let minimal = """
        nocitrend: 1
        tables:
          pain:
            - file: pain.csv
              columns: {patient: id, day: day, score: score}
              instrument: nrs
        """

    /// Messages say paths: those of the study file's folder have nothing in them that only says so.
    @Test(arguments: [
        (".", "studies/study.yaml", "studies/"), (".", "study.yaml", "."),
        ("./raw/", "studies/study.yaml", "studies/raw"),
        ("raw//./new", "study.yaml", "raw/new"), ("../raw", "studies/study.yaml", "studies/../raw"),
        ("/raw/./", "a/b.yaml", "/raw/./"),
    ])
    func foldersWithoutDots(data: String, path: String, expected: String) throws {
        let study = try StudyDefinition.parse("data: \(data)\n" + Self.minimal, path: path)
        #expect(study.dataDirectory == expected)
    }

    @Test func defaults() throws {
        let study = try StudyDefinition.parse(Self.minimal, path: "studies/back pain.yaml")
        #expect(study.title == "back pain")
        #expect(!study.isSynthetic)
        #expect(study.dataDirectory == "studies/")
        #expect(study.tableNames == [.pain])
        #expect(study.indexRule == .firstMOUDDose)
        #expect(study.exposureRule.gap == 30)
        #expect(study.bands == .standard)
        #expect(study.maxRejected == 0.05)
        #expect(study.minimumCell == 11)
        #expect(study.morphineEquivalents.name == "CDC 2022")
        #expect(study.analysesValue == nil)
        #expect(study.instruments.map(\.id) == Instrument.catalogue.map(\.id))
    }

    @Test func everySetting() throws {
        let study = try StudyDefinition.parse(
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
            analyses: {pain_trend: {knots: 5}}
            """, path: "/studies/a/study.yaml")
        #expect(study.title == "Back pain" && study.isSynthetic)
        #expect(study.dataDirectory == "/studies/a/../data")
        #expect(study.maxRejected == 0.1 && study.exposureRule.gap == 14 && study.minimumCell == 20)
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
        #expect(try study.analysesValue?.mapping(as: "analyses").entries.map(\.key) == ["pain_trend"])
        let names = study.settingNames
        #expect(
            names.patientColumns == ["trial", "first_dose", "age"] && names.numericColumns == ["first_dose", "age"])
        #expect(names.instruments.first == "levels")
        #expect(names.instrumentsWithCutOff == ["cold_pressor_s", "ppt_kpa", "heat_threshold_c"])
    }

    @Test func anEntryOfTheCatalogueSaysWhatDiffers() throws {
        let study = try StudyDefinition.parse(
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

    @Test func anchorsAndMergesAreFine() throws {
        let study = try StudyDefinition.parse(
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
        let study = try StudyDefinition.parse(
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
                "everybody.csv", "demographics.csv", "site_masked.csv", "randomization.csv", "randomization.csv",
                "psychiatric.csv",
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
            "study.yaml line 2, column 9: the files of this preset hold dates of the calendar, which are read only if they are shifted, the same "
                + "way for all of a person's; if they are, add \"dates: {shifted: true}\""
        ),
        (
            "nocitrend: 1\npreset: ctn94",
            "study.yaml line 2, column 9: unknown preset \"ctn94\"; did you mean \"ctn0094\"? (known: ctn0094 and omop)"
        ),
        (
            minimal.replacing("nrs", with: "nrs\n      recode: {score: {\"NA\": 0}}"),
            "study.yaml line 7, column 24: \"NA\" is recoded and is a missing value too; take it out of one of the two"
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
            "study.yaml line 7, column 6: unknown mme set \"cdc2022\"; did you mean \"cdc-2022\"? (known: cdc-2022, cdc-2016 or heal-2025)"
        ),
        (
            minimal + "\ninstruments: {mine: {range: [10, 0]}}",
            "study.yaml line 7, column 29: range must be two numbers, the lower first: [0, 10]"
        ),
        (
            minimal + "\ninstruments: {mine: {range: [0, 1e-299]}}",
            "study.yaml line 7, column 29: range must span from 0.000001 to 1,000,000,000,000 and lie within that from 0; "
                + "give the scores another unit"
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
            minimal + "\nindex: first_dose",
            "study.yaml line 7, column 8: unknown index \"first_dose\"; did you mean \"first_moud_dose\"? (known: first_moud_dose, first_exposure or origin)"
        ),
        (
            minimal + "\ndates: {shifted: true}",
            "study.yaml line 7, column 8: shifted dates need the date of study day 0; add \"origin: YYYY-MM-DD\" to the study's \"dates\", or \"origin: {column: NAME}\" or \"origin: first_exposure\" for each patient's own"
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
            try StudyDefinition.load(path: folder.path + "/stduy.yaml")
        } throws: { error in
            guard let error = error as? StudyFileError else { return false }
            return error.exitKind == .noInput
                && error.message == "no such study file; did you mean \"study.yaml\"?"
        }
    }

    @Test func bothFactorSetsAreAsPublished() throws {
        let new = try MorphineEquivalents.named(nil)
        #expect(new.dailyMME(of: "Methadone", dailyDose: 10) == .milligrams(47))
        #expect(new.dailyMME(of: "fentanyl", route: .transdermal, dailyDose: 25) == .milligrams(60))
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
