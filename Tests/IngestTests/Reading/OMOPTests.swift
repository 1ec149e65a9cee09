import Cohort
import Testing

@testable import Ingest

/// Files of the OMOP Common Data Model, as sites of both versions export them.
@Suite("The preset omop") struct OMOPTests {
    static let study = "preset: omop\ndates: {shifted: true}\n"

    /// Version 5.3 with names in upper case and dates. Day 0 of person 1 is 2015-01-10, of person 2 2016-03-01.
    static let upper = [
        "PERSON.CSV": """
        PERSON_ID,GENDER_CONCEPT_ID,YEAR_OF_BIRTH,MONTH_OF_BIRTH,DAY_OF_BIRTH,RACE_CONCEPT_ID,ETHNICITY_CONCEPT_ID,CARE_SITE_ID
        1,8507,1960,1,11,8527,38003564,7
        2,8532,1920,,,0,38003563,

        """,
        "OBSERVATION_PERIOD.CSV": """
        OBSERVATION_PERIOD_ID,PERSON_ID,OBSERVATION_PERIOD_START_DATE,OBSERVATION_PERIOD_END_DATE
        1,1,2015-06-01,2016-01-01
        2,1,2015-01-10,2015-03-01
        3,2,20160301,20170301

        """,
        "DRUG_EXPOSURE_1.CSV": """
        DRUG_EXPOSURE_ID,PERSON_ID,DRUG_CONCEPT_ID,DRUG_EXPOSURE_START_DATE,DRUG_EXPOSURE_END_DATE,VERBATIM_END_DATE,QUANTITY,DAYS_SUPPLY,ROUTE_CONCEPT_ID
        1,1,40231918,2015-01-20,2015-02-18,,120,30,4132161
        2,1,1154062,2015-02-01,2015-02-10,,0,0,0

        """,
        "DRUG_EXPOSURE_2.CSV": """
        DRUG_EXPOSURE_ID,PERSON_ID,DRUG_CONCEPT_ID,DRUG_EXPOSURE_START_DATE,DRUG_EXPOSURE_END_DATE,VERBATIM_END_DATE,QUANTITY,DAYS_SUPPLY,ROUTE_CONCEPT_ID
        3,2,1154029,2016-03-01,,2016-03-03,,,4171047
        4,2,19075601,2016-03-01,2016-03-30,,30,30,0
        5,2,0,2016-03-01,2016-03-30,,30,30,0

        """,
        "MEASUREMENT.CSV": """
        MEASUREMENT_ID,PERSON_ID,MEASUREMENT_CONCEPT_ID,MEASUREMENT_DATE,VALUE_AS_NUMBER
        1,1,43055141,2015-01-12,6
        2,1,43055141,2015-01-12,
        3,2,3025315,2016-03-02,70
        4,2,43055141,2016-03-02,4

        """,
    ]

    /// Version 5.4 with names in lower case, datetimes, more columns, and a vocabulary.
    static let lower = [
        "person.csv": """
        person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,race_concept_id,person_source_value,extra
        1.0,8507.0,1960,1,10,1960-01-10 00:00:00,8527,a,x
        2.0,8532.0,1990,12,31,1990-12-31T00:00:00,8516,b,y

        """,
        "observation_period.csv": """
        observation_period_id,person_id,observation_period_start_date,observation_period_end_date
        1,1,2015-01-10 00:00:00,2016-01-01 00:00:00
        2,2,2015-12-30T00:00:00,2016-06-01T00:00:00

        """,
        "drug_exposure.csv": """
        drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_start_datetime,drug_exposure_end_date,quantity,days_supply,route_concept_id,drug_source_value
        1,1,101,2015-02-01 08:30:00,2015-02-01 08:30:00,2015-02-28 08:30:00,56,28.0,0,x
        2,1,102,2015-03-01T08:30:00,2015-03-01T08:30:00,2015-03-14T00:00:00,28,14,0,x
        3,2,103,2016-01-05 00:00:00,2016-01-05 00:00:00,2016-01-14 00:00:00,10,,0,x
        4,2,104,2016-01-05 00:00:00,2016-01-05 00:00:00,2016-01-14 00:00:00,10,,0,x

        """,
        "procedure_occurrence.csv": """
        procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_end_date
        1,1,201,2015-01-20,2015-01-25
        2,2,202,2016-01-01,

        """,
        "condition_occurrence.csv": """
        condition_occurrence_id,person_id,condition_concept_id,condition_start_date
        1,1,301,2015-05-01
        2,2,302,2016-02-01

        """,
        "death.csv": "person_id,death_date\n2,2016-05-31\n",
        "observation.csv": """
        observation_id,person_id,observation_concept_id,observation_date,value_as_number
        1,1,401,2015-01-11,3
        2,1,402,2015-03-02,12
        3,1,403,2015-03-02,2

        """,
        "concept.csv": """
        concept_id\tconcept_name\tdomain_id\tvocabulary_id
        101\ttapentadol 50 MG Oral Tablet\tDrug\tRxNorm
        102\tbuprenorphine 8 MG / naloxone 2 MG Sublingual Film\tDrug\tRxNorm
        103\tibuprofen 200 MG Oral Tablet\tDrug\tRxNorm
        104\tdesomorphine 5 MG Oral Tablet\tDrug\tRxNorm
        201\tPhysical therapy procedure\tProcedure\tSNOMED
        202\tTotal arthroplasty of knee\tProcedure\tSNOMED
        301\tClosed fracture of hip\tCondition\tSNOMED
        302\tHistory of fracture\tCondition\tSNOMED
        401\tPain severity - 0-10 numeric rating\tObservation\tLOINC
        402\tClinical opiate withdrawal scale total score\tObservation\tLOINC
        403\tPain severity Wong-Baker FACES\tObservation\tLOINC

        """,
    ]

    @Test("version 5.3 in upper case with parts: days on each person's clock, ages, supplies, ends and doses")
    func version53() throws {
        let result = try StudyFolder(Self.upper).ingest(Self.study)
        let cohort = result.cohort
        #expect(cohort.patients.count == 2)
        #expect(result.report(.pain)?.kept == 2 && result.report(.exposures)?.kept == 3)
        #expect(cohort.pain.all.map(\.day.rawValue) == [2, 1])
        // The day before the 55th birthday; 96 on 1 March 2016 is told as 89.
        #expect(result.column("age") == ["54", "89"])
        #expect(result.column("sex") == ["male", "female"] && result.column("race") == ["White", nil])
        #expect(result.column("site") == ["7", nil])
        // The periods of person 1 together, from the first start to the last end.
        #expect(
            result.column("observation_start") == ["0", "0"] && result.column("observation_end") == ["356", "365"])
        let spans = (0..<2).flatMap { Array(cohort.exposures[$0]) }
        #expect(spans.map(\.start.rawValue) == [10, 22, 0] && spans.map(\.end.rawValue) == [39, 31, 2])
        // 10 mg x 120 / 30 days x 1.5; 25 mcg/h x 2.4; an infusion has no factor.
        let doses = spans.map { cohort.exposures.regimen(of: $0).dailyMME }
        #expect(doses[0] == .milligrams(60) && doses[1] == .milligrams(60))
        #expect(spans.map { cohort.exposures.regimen(of: $0).isSupply } == [true, false, false])
        #expect(spans.map { cohort.exposures.regimen(of: $0).route } == [.oral, .transdermal, .intravenous])
    }

    @Test("what is not there, not mapped and without a concept is said and counted") func notices() throws {
        let warnings = try StudyFolder(Self.upper).ingest(Self.study).warnings
        #expect(warnings.contains { $0.hasPrefix("not in the folder, and the study is read without: OBSERVATION.csv") })
        let drugs = try #require(warnings.first { $0.hasPrefix("DRUG_EXPOSURE.csv, column \"drug_concept_id\"") })
        #expect(
            drugs.contains("concepts seen: 4 (rows: fewer than 11)")
                && drugs.contains("omop 2026-11: 3 (rows: fewer than 11)"), "\(drugs)")
        #expect(
            drugs.contains("rows without a concept (0 or empty): fewer than 11")
                && drugs.contains("without CONCEPT.csv"))
        let scores = try #require(warnings.first { $0.hasPrefix("MEASUREMENT.csv, column") })
        #expect(scores.contains("without a value (rows: fewer than 11)"), "\(scores)")
        #expect(warnings.contains { $0.contains("several periods of observation: fewer than 11") })
    }

    @Test("version 5.4 in lower case with datetimes and a vocabulary: concepts are known by their names")
    func version54() throws {
        let result = try StudyFolder(Self.lower).ingest(Self.study)
        let cohort = result.cohort
        // On the 55th birthday, and the day before the 25th.
        #expect(result.column("age") == ["55", "24"])
        #expect(cohort.pain.all.map(\.day.rawValue) == [1])
        #expect(cohort.exposures[0].map(\.start.rawValue) == [22] && cohort.exposures[0].map(\.end.rawValue) == [49])
        // 50 mg x 56 / 28 days x 0.4.
        #expect(cohort.exposures[0].first.map { cohort.exposures.regimen(of: $0).dailyMME } == .milligrams(40))
        #expect(cohort.moud[0].map(\.start.rawValue) == [50] && cohort.moud[0].map(\.end.rawValue) == [63])
        #expect(cohort.moud[0].first.map { cohort.moud.regimen(of: $0).amount } == .milligrams(16))
        #expect(cohort.withdrawal[0].map(\.day.rawValue) == [51])
        #expect(cohort.interventions[0].map { cohort.interventions.kind(of: $0).code } == [.physicalTherapy])
        #expect(cohort.interventions[0].map { $0.end?.rawValue } == [15])
        #expect(cohort.interventions[1].map { cohort.interventions.kind(of: $0).code } == [.nonopioidDrug])
        #expect(cohort.events[0].map(\.kind) == [.newInjury] && cohort.events[1].map(\.kind) == [.surgery, .death])
        #expect(
            result.warnings.contains { $0.contains("look like opioids and are not mapped: 1 (rows: fewer than 11);") },
            "\(result.warnings)")
        #expect(result.warnings.contains { $0.contains("look like pain and are not mapped: 1 (rows: fewer than 11);") })
    }

    @Test("a study's own concepts win, and one that is mapped is no longer complained of") func own() throws {
        let result = try StudyFolder(Self.lower).ingest(
            Self.study + "concepts: {drugs: {104: oxycodone 5 MG Oral Tablet}, pain: {403: vrs}}\n")
        #expect(result.report(.exposures)?.kept == 2 && result.report(.pain)?.kept == 2)
        #expect(!result.warnings.contains { $0.contains("are not mapped") })
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.study + "concepts: {pain: {403: nsr}}\n").contains(
                "unknown instrument \"nsr\""))
    }

    @Test("the name of a concept is told where enough patients have it") func names() throws {
        var files = Self.lower
        files["person.csv"] =
            "person_id,gender_concept_id,year_of_birth\n" + (1...11).map { "\($0),8507,1960\n" }.joined()
        files["observation_period.csv"] =
            "person_id,observation_period_start_date,observation_period_end_date\n"
            + (1...11).map { "\($0),2015-01-01,2017-01-01\n" }.joined()
        files["observation.csv"] =
            "person_id,observation_concept_id,observation_date,value_as_number\n"
            + (1...11).map { "\($0),403,2015-02-01,1\n" }.joined()
        let warnings = try StudyFolder(files).ingest(Self.study).warnings
        #expect(
            warnings.contains { $0.contains("(rows: 11), among them Pain severity Wong-Baker FACES (403)") },
            "\(warnings)")
    }

    @Test("the tables that a study cannot do without are asked for") func required() throws {
        for (name, key) in [("PERSON.CSV", "PERSON.csv"), ("OBSERVATION_PERIOD.CSV", "OBSERVATION_PERIOD.csv")] {
            var files = Self.upper
            files[name] = nil
            let complaint = try StudyFolder(files).complaint(Self.study)
            #expect(complaint.contains(key) && complaint.contains("no such file"), "\(complaint)")
        }
        var files = Self.upper
        (files["DRUG_EXPOSURE_1.CSV"], files["DRUG_EXPOSURE_2.CSV"]) = (nil, nil)
        #expect(try StudyFolder(files).complaint(Self.study).contains("DRUG_EXPOSURE.csv: no such file"))
    }

    @Test("two files that are one but for letter case are not both read") func twice() throws {
        var files = Self.upper
        files["person.csv"] = files["PERSON.CSV"]
        #expect(try StudyFolder(files).complaint(Self.study).contains("both stand for PERSON.csv"))
    }

    @Test("init proposes it") func proposal() throws {
        let folder = try StudyFolder(Self.upper)
        let yaml = try StudyProposal(folder: folder.path, data: ".", title: "x").yaml
        #expect(yaml.contains("preset: omop") && yaml.contains("# dates: {shifted: true}"))
    }

    @Test("the result does not depend on threads and blocks") func blocks() throws {
        let folder = try StudyFolder(Self.lower)
        let (one, many) = (try folder.ingest(Self.study), try folder.ingest(Self.study, threads: 4, blockSize: 40))
        #expect(one.warnings == many.warnings && one.tables == many.tables)
    }
}

extension IngestResult {
    /// What each person has in a column of patients.
    fileprivate func column(_ name: String) -> [String?]? {
        guard let column = cohort.patients.covariates.first(where: { $0.name == name }) else { return nil }
        switch column.values {
        case .numeric(let values): return values.map { $0.map { "\(Int($0))" } }
        case .categorical(let levels, let codes): return codes.map { $0.map { levels[Int($0)] } }
        }
    }
}
