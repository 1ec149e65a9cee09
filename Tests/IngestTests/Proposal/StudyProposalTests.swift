import Testing

@testable import Ingest

/// A study file that is proposed for a folder is one that the folder can be read with, as far as names and cells tell what they are.
@Suite("A study file proposed for a folder") struct StudyProposalTests {
    private static func proposal(_ files: [String: String]) throws -> (yaml: String, proposal: StudyProposal) {
        let folder = try StudyFolder(files)
        let proposal = try StudyProposal(folder: folder.path, data: ".", title: "A clinic: 2")
        return (proposal.yaml, proposal)
    }

    private static let clinic = [
        "people.csv": "SUBJID,AGE,SEX,SITE\n001,40,female,A\n002,NULL,male,B\n",
        "scores.csv": "SUBJID,Study Day,NRS\n001,1,5\n001,8,4\n001,15,\n002,1,7\n",
        "dispensing.csv": "SUBJID,start,stop,drug,dose\n001,1,30,Oxycodone HCl,40\n002,2,20,morphine ER,60\n",
        "cows.csv": "SUBJID,day,cows_total\n001,3,12\n002,4,3\n",
        "bup.csv": "SUBJID,day,drug,dose\n001,3,buprenorphine,8\n002,4,Suboxone,8\n",
        "notes.txt": "nothing of a table\n",
    ]

    @Test("tables, columns, the instrument and missing words are proposed, and the file reads the folder as it is")
    func reads() throws {
        let folder = try StudyFolder(Self.clinic)
        let proposal = try StudyProposal(folder: folder.path, data: ".", title: "A clinic: 2")
        #expect(proposal.placed == 5)
        let lines = proposal.yaml.split(separator: "\n").map(String.init)
        #expect(lines.contains("title: \"A clinic: 2\""))
        #expect(lines.contains("missing: [\"\", \"NA\", \"NULL\"]"))
        #expect(lines.contains("      columns: {patient: SUBJID, age: AGE, sex: SEX, site: SITE}"))
        #expect(lines.contains("      columns: {patient: SUBJID, day: \"Study Day\", score: NRS}"))
        #expect(
            lines.contains(
                "      columns: {patient: SUBJID, drug: drug, start_day: start, end_day: stop, dose_mg: dose}"))
        #expect(lines.contains("      where: {NRS: {empty: false}}"))
        #expect(lines.contains("index: first_moud_dose"))
        let result = try folder.ingest(String(proposal.yaml.drop { $0 != "\n" }.split(separator: "nocitrend: 1\n")[1]))
        #expect(result.report(.pain)?.kept == 3 && result.report(.exposures)?.kept == 2)
        #expect(result.report(.withdrawal)?.kept == 2 && result.report(.moud)?.kept == 2)
        #expect(result.cohort.patients.count == 2)
    }

    @Test(
        "shapes that a file has are proposed as keys, and the proposal reads the file",
        arguments: [
            ("id,day,nrs,note\n1,1,5\n2,1,4,x\n", "fill: true"), ("id;day;nrs\n1;1;5,5\n2;1;4,0\n", "decimal: \",\""),
            ("\"id\",\"day\",\"nrs\"\n\"1\",1,1,5\n\"2\",2,1,4\n", "row_names: true"),
            ("id,day,nrs\n1,1.25,5\n2,1.5,4\n", "dates: {fractions: floor}"),
            ("Export of the ward, spring\nmade by us\nid;day;nrs\n1;1;5\n2;1;4\n", "skip: 2"),
            ("# made by us\nid,day,nrs\n# half\n1,1,5\n2,1,4\n", "comment: \"#\""),
            ("id,day,nrs\n1,1,5\n# half\n2,1,4\n", "comment: \"#\""),
            ("sep=|\nid|day|nrs\n1|1|5\n2|1|4\n", "instrument: nrs"),
            ("id,day,nrs\n1,1,5\n2,1,4\n3,1,99\n4,1,-9\n", "where: {nrs: {not: [-9, 99]}}"),
        ])
    func shapes(_ text: String, _ key: String) throws {
        let folder = try StudyFolder(["pain.csv": text])
        let yaml = try StudyProposal(folder: folder.path, data: ".", title: "x").yaml
        #expect(yaml.contains(key), "\(yaml)")
        #expect(
            try folder.ingest(String(yaml.split(separator: "nocitrend: 1\n")[1])).report(.pain)?.kept == 2, "\(yaml)")
    }

    @Test("a folder with the tables of CTN-0094 is given its preset") func preset() throws {
        let names = ["everybody", "demographics", "randomization", "pain", "withdrawal", "treatment", "all_drugs"]
        let files = Dictionary(uniqueKeysWithValues: names.map { ("\($0).csv", "who\n1\n") })
        #expect(try Self.proposal(files).yaml.hasSuffix("data: \".\"\npreset: ctn0094\n"))
    }

    @Test("no cell stands in it but words of fixed lists")
    func noCell() throws {
        let (yaml, _) = try Self.proposal([
            "visits_pain.csv": "who,day,pain\nZXQ77,1,Severe-ish\nZXQ78,2,Hardly\n",
            "people.csv": "who,sex,comment\nZXQ77,f,secret one\nZXQ78,m,secret two\n",
        ])
        for cell in ["ZXQ", "Severe-ish", "Hardly", "secret"] { #expect(!yaml.contains(cell)) }
        #expect(yaml.contains("\"pain\" holds words"))
    }

    @Test("visits beside each other, items of COWS, dates and a flat file are recognised")
    func layouts() throws {
        let wide = try Self.proposal(["w.csv": "id,age,pain_d7,pain_d35\n1,40,5,6\n2,50,4,3\n"]).yaml
        #expect(wide.contains("unpivot: {score: \"pain_d{day}\"}"))
        let items = (1...11).map { "cows\($0)" }
        let cows = try Self.proposal([
            "c.csv": "id,day,\(items.joined(separator: ","))\n1,3,\(items.map { _ in "1" }.joined(separator: ","))\n"
        ]).yaml
        #expect(cows.contains("score: {sum: \"cows{1..11}\"}") && cows.contains("scale: cows"))
        let dates = try Self.proposal(["p.csv": "id,date,nrs\n1,2020-03-04,5\n1,2020-03-11,6\n"]).yaml
        #expect(dates.contains("# dates: {shifted: true"))
        let flat = try Self.proposal(["v.csv": "id,age,sex,day,nrs\n1,40,f,1,5\n1,40,f,8,6\n2,30,m,1,3\n"]).yaml
        #expect(flat.contains("columns: {patient: id, age: age, sex: sex}") && flat.contains("day: day, score: nrs"))
    }

    @Test("what it cannot place is said with the reason, and what a table still needs is asked")
    func questions() throws {
        let (yaml, proposal) = try Self.proposal([
            "a.csv": "x,y\n1,2\n", "rx.csv": "id,drug,dose\n1,oxycodone,10\n", "empty.csv": "id,day,nrs\n",
        ])
        #expect(
            yaml.contains(
                "#   a.csv: no column looks like the patient's code: map it as \"patient\", or, where each row is a patient, "
                    + "\"patient: {row: true}\""))
        #expect(yaml.contains("#   empty.csv: has a header and no rows"))
        #expect(yaml.contains("This entry needs \"start_day\" with \"end_day\""))
        #expect(proposal.questions > 2)
    }

    @Test("a folder that is not there is an error") func noFolder() {
        #expect(throws: IngestError.self) { try StudyProposal(folder: "/no/such/folder", data: ".", title: "x") }
    }

    @Test(
        "headers stand in it as YAML reads them back",
        arguments: ["a: b", "yes", "#x", "say \"so\"", "1st", "plain_name"])
    func quoting(_ header: String) throws {
        let folder = try StudyFolder(["p.csv": "id,day,nrs,\"\(header.replacing("\"", with: "\"\""))\"\n1,1,5,2\n"])
        let yaml =
            "tables: {pain: {file: p.csv, columns: {patient: id, day: day, score: \(ProposalText.quoted(header))}, instrument: nrs}}"
        #expect(try folder.ingest(yaml).report(.pain)?.kept == 1)
    }
}
