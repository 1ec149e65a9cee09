import Foundation
import Testing

@testable import Ingest

/// Layouts of files that a proposal takes apart. Where it reads the folder as it stands, the numbers read are those of the file.
@Suite("Layouts in a proposed study file") struct ProposedLayoutsTests {
    private static func yaml(_ files: [String: String]) throws -> (folder: StudyFolder, yaml: String) {
        let folder = try StudyFolder(files)
        return (folder, try StudyProposal(folder: folder.path, data: ".", title: "x").yaml)
    }

    /// Reads the folder by a proposal, with replacements that answer its questions.
    private static func read(_ folder: StudyFolder, _ yaml: String, _ answers: [String: String] = [:]) throws
        -> IngestResult
    {
        var text = yaml
        for (question, answer) in answers {
            #expect(text.contains(question), "\(text)")
            text = text.replacing(question, with: answer)
        }
        return try folder.ingest(String(text.split(separator: "nocitrend: 1\n")[1]))
    }

    private static func scores(_ result: IngestResult) -> [String] {
        result.cohort.pain.all.map { score in
            "\(result.cohort.instruments[Int(score.instrument)].id) \(score.day.rawValue) \((score.score * 1000).rounded() / 1000)"
        }.sorted()
    }

    @Test("several measures beside each other are one pattern, and each of its own where something else would fit it")
    func measures() throws {
        let (folder, yaml) = try Self.yaml(["w.csv": "id,nrs_d7,nrs_d35,vas_d7,vas_d35\n1,5,6,51,62\n2,4,,40,33\n"])
        #expect(yaml.contains("unpivot: {score: \"{instrument}_d{day}\"}"))
        let expected = [
            "nrs 35 6.0", "nrs 7 4.0", "nrs 7 5.0", "vas 35 33.0", "vas 35 62.0", "vas 7 40.0", "vas 7 51.0",
        ]
        #expect(Self.scores(try Self.read(folder, yaml)) == expected)
        let mixed = try Self.yaml([
            "w.csv": "id,nrs_d7,nrs_d35,vas_d7,vas_d35,mood_d7,mood_d35\n1,5,6,51,62,1,2\n2,4,,40,33,1,2\n"
        ])
        #expect(mixed.yaml.contains("\"nrs_d{day}\"") && mixed.yaml.contains("\"vas_d{day}\""))
        #expect(Self.scores(try Self.read(mixed.folder, mixed.yaml)) == expected)
    }

    @Test("drugs, and scores with a day of each, beside each other go together by their number")
    func counted() throws {
        let (folder, yaml) = try Self.yaml([
            "d.csv":
                "id,drug1,mg1,from1,to1,drug2,mg2,from2,to2\n1,oxycodone,20,1,30,morphine,30,31,60\n2,morphine,10,2,9,,,,\n",
            "p.csv": "id,pain1,day1,pain2,day2\n1,5,2,4,40\n2,3,3,,\n",
        ])
        #expect(
            yaml.contains(
                "unpivot: {drug: \"drug{n}\", dose_mg: \"mg{n}\", start_day: \"from{n}\", end_day: \"to{n}\"}"))
        #expect(yaml.contains("unpivot: {score: \"pain{n}\", day: \"day{n}\"}"))
        let result = try Self.read(folder, yaml)
        #expect(result.report(.exposures)?.kept == 3 && result.report(.pain)?.kept == 3)
        #expect(Self.scores(result) == ["nrs 2 5.0", "nrs 3 3.0", "nrs 40 4.0"])
    }

    @Test("a baseline beside visits is day 0, weeks are weeks, and visits that say no day are to be filled in")
    func visits() throws {
        let weeks = try Self.yaml(["w.csv": "id,pain_baseline,pain_w4,pain_w8\n1,5,4,3\n2,6,5,4\n"])
        #expect(weeks.yaml.contains("unpivot: {score: {pain_baseline: 0, pain_w4: 28, pain_w8: 56}}"))
        #expect(try Self.read(weeks.folder, weeks.yaml).report(.pain)?.kept == 6)
        let visits = try Self.yaml(["w.csv": "id,pain_v1,pain_v2\n1,5,4\n2,6,5\n"])
        #expect(visits.yaml.contains("#   unpivot: {score: {pain_v1: DAY, pain_v2: DAY}}"))
        #expect(visits.yaml.contains("# tables:"))
    }

    @Test("several instruments on a row of one day, and withdrawal beside pain, are all read")
    func rows() throws {
        let (folder, yaml) = try Self.yaml(["v.csv": "id,day,nrs,vas_mm,cows_total\n1,1,5,51,12\n1,8,4,,3\n2,1,6,63,\n"]
        )
        #expect(yaml.contains("unpivot: {score: {nrs: {instrument: nrs}, vas_mm: {instrument: vas}}}"))
        let result = try Self.read(folder, yaml)
        #expect(Self.scores(result) == ["nrs 1 5.0", "nrs 1 6.0", "nrs 8 4.0", "vas 1 51.0", "vas 1 63.0"])
        #expect(result.report(.withdrawal)?.kept == 2)
    }

    @Test(
        "units of a header, of a column and of a range are read in the instrument's",
        arguments: [
            ("id,day,vas_cm\n1,1,5.5\n2,1,6\n", ["vas 1 55.0", "vas 1 60.0"]),
            ("id,day,vas\n1,1,5.5\n2,1,6\n", ["vas 1 55.0", "vas 1 60.0"]),
            ("id,day,vas\n1,1,0.55\n2,1,0.6\n", ["vas 1 55.0", "vas 1 60.0"]),
            ("id,day,vas,unit\n1,1,5.5,cm\n2,1,60,mm\n", ["vas 1 55.0", "vas 1 60.0"]),
            ("id,day,pain\n1,1,none\n2,1,Severe\n", ["vrs 1 0.0", "vrs 1 3.0"]),
            ("id,day,vas_mm\n1,1,5\n2,1,6\n", ["vas 1 5.0", "vas 1 6.0"]),
        ])
    func units(_ text: String, _ expected: [String]) throws {
        let (folder, yaml) = try Self.yaml(["p.csv": text])
        #expect(Self.scores(try Self.read(folder, yaml)) == expected, "\(yaml)")
    }

    @Test(
        "the dose of a day is worked out from what a file has",
        arguments: [
            ("id,from,to,drug,dose_mcg\n1,1,9,oxycodone,20000\n", 20),
            ("id,from,to,drug,dose,unit\n1,1,9,oxycodone,0.02,g\n", 20),
            ("id,from,to,drug,dose\n1,1,9,oxycodone,20 mg\n", 20),
            ("id,fill date,days supply,drug,strength,quantity\n1,1,10,oxycodone,5,40\n", 20),
            ("id,from,to,drug,dose,doses per day\n1,1,9,oxycodone,5,4\n", 20),
        ])
    func doses(_ text: String, _ expected: Double) throws {
        let (folder, yaml) = try Self.yaml(["d.csv": text])
        let result = try Self.read(folder, yaml)
        let exposures = result.cohort.exposures
        #expect(exposures[0].map { exposures.regimen(of: $0).dailyDose } == [expected], "\(yaml)")
    }

    @Test(
        "how dates are written is proposed, decided over all files, and read once they are declared shifted",
        arguments: [
            ("1/31/2020", "2/3/2020", "format: M/D/YYYY, "), ("31/01/2020", "03/02/2020", "format: D/M/YYYY, "),
            ("31JAN2020", "03FEB2020", "format: DDMONYYYY, "), ("43861", "43864", "format: excel, "),
            ("20200131", "20200203", "format: YYYYMMDD, "), ("31.1.2020", "3.2.2020", "format: D.M.YYYY, "),
            ("2020-01-31T08:30:00", "2020-02-03 10:00", ""),
        ])
    func dates(_ first: String, _ second: String, _ format: String) throws {
        let (folder, yaml) = try Self.yaml([
            "a.csv": "id,date,nrs\n1,\(first),5\n", "b.csv": "id,date,nrs\n1,\(second),4\n",
        ])
        let line = "# dates: {shifted: true, \(format)origin: 2020-01-01}"
        let result = try Self.read(folder, yaml, [line: String(line.dropFirst(2))])
        #expect(Self.scores(result) == ["nrs 30 5.0", "nrs 33 4.0"], "\(yaml)")
    }

    @Test(
        "dates that either order reads are asked about, and a patient's own first exposure is the origin where there is one"
    )
    func undecidedDates() throws {
        let (folder, yaml) = try Self.yaml([
            "p.csv": "id,date,nrs\n1,1/2/2020,5\n", "d.csv": "id,start,stop,drug,mg\n1,1/1/2020,9/9/2020,oxycodone,5\n",
        ])
        #expect(yaml.contains("# ? Every date seen can be read as \"M/D/YYYY\" and as \"D/M/YYYY\": which is it?"))
        let line = "# dates: {shifted: true, format: M/D/YYYY, origin: first_exposure}"
        #expect(Self.scores(try Self.read(folder, yaml, [line: String(line.dropFirst(2))])) == ["nrs 1 5.0"])
    }

    @Test("of a list of all medication the known opioids are let in, and it is asked whether there are others")
    func otherDrugs() throws {
        let (folder, yaml) = try Self.yaml([
            "cm.csv":
                "USUBJID,CMDECOD,CMDOSE,CMDOSU,CMSTDY,CMENDY\n1,OXYCODONE,20,mg,1,9\n1,IBUPROFEN,400,mg,1,9\n1,SECRETOL,4,mg,1,9\n2,MORPHINE,0.03,g,2,9\n"
        ])
        #expect(yaml.contains("where: {CMDECOD: [MORPHINE, OXYCODONE]}") && !yaml.contains("SECRETOL"))
        let exposures = try Self.read(folder, yaml).cohort.exposures
        #expect((0..<2).flatMap { exposures[$0].map { exposures.regimen(of: $0).dailyDose } } == [20, 30])
    }

    @Test("encodings are proposed")
    func encodings() throws {
        let folder = try StudyFolder()
        let text = "id,day,nrs,note\n1,1,5,fällt\n2,1,4,x\n"
        for (encoding, key) in [
            (String.Encoding.utf16LittleEndian, "encoding: utf-16"), (.windowsCP1252, "encoding: windows-1252"),
        ] {
            try #require(text.data(using: encoding)).write(to: URL(fileURLWithPath: folder.path + "/pain.csv"))
            let yaml = try StudyProposal(folder: folder.path, data: ".", title: "x").yaml
            #expect(yaml.contains(key), "\(yaml)")
            #expect(try Self.read(folder, yaml).report(.pain)?.kept == 2)
        }
    }

    @Test("codes of patients in two spellings are asked about, and files of other patients than the table's")
    func patients() throws {
        let (folder, yaml) = try Self.yaml([
            "p.csv": "id,day,nrs\n001,1,5\n002,1,4\n", "w.csv": "id,day,cows\n1.0,1,5\n2.0,1,4\n",
        ])
        #expect(yaml.contains("ids: {compare: loosely}"))
        #expect(try Self.read(folder, yaml).cohort.patients.count == 2)
        let strangers = try Self.yaml(["people.csv": "id,age\nA,40\n", "p.csv": "id,day,nrs\nB,1,5\n"]).yaml
        #expect(strangers.contains("# ? Many of these patients are not in the files of patients"))
        #expect(strangers.contains("#   pain:"))
    }

    @Test("a column of patients is one that is the same on all of a patient's rows")
    func constant() throws {
        let yaml = try Self.yaml(["v.csv": "id,day,nrs,sex,arm,job,mood\n1,1,5,f,a,x,1\n1,8,4,f,b,x,2\n2,1,3,m,a,y,3\n"]
        ).yaml
        #expect(yaml.contains("columns: {patient: id, sex: sex}"))
        #expect(yaml.contains("under names of your own: job\n"))
    }

    @Test("a running number is the code only where no file has another, and it is asked about")
    func runningNumber() throws {
        let alone = try Self.yaml(["v.csv": "N,age,sex\n1,40,f\n2,50,m\n"]).yaml
        #expect(alone.contains("is each row a patient, and \"N\" the code?") && alone.contains("patient: \"N\""))
        let beside = try Self.yaml(["v.csv": "N,age,sex\n1,40,f\n2,50,m\n", "p.csv": "id,day,nrs\nA,1,5\n"]).yaml
        #expect(
            !beside.contains("patient: \"N\"") && beside.contains("#   v.csv: no column looks like the patient's code"))
    }

    @Test("words of a visit are to be given their days") func words() throws {
        let yaml = try Self.yaml(["v.csv": "record_id,redcap_event_name,nrs\n1,baseline_arm_1,5\n1,week_4_arm_1,4\n"])
            .yaml
        #expect(
            yaml.contains(
                "#   columns: {patient: record_id, day: {column: redcap_event_name, values: {WORD: DAY}}, score: nrs}"))
        #expect(!yaml.contains("baseline_arm"))
    }

    @Test("a header with a line break or a quote leaves the proposal YAML") func headers() throws {
        let (folder, yaml) = try Self.yaml(["v.csv": "id,day,\"pain\nscore\",\"a \"\"b\"\"\"\n1,1,5,x\n"])
        #expect(try Self.read(folder, yaml).report(.pain)?.kept == 1, "\(yaml)")
    }
}
