import Foundation
import Testing

@testable import Ingest

@Suite struct InputLabelTests {
    @Test(arguments: [
        "pain.csv", "demographics.csv", "pain-*.csv.gz", "wave2/pain.csv", "DRUG_EXPOSURE.csv", "DailyPain.csv",
        "visit_12.csv",
        "diary_vas_recall.csv", "ctn0094_pain.csv", "all_drugs.csv", "nrs.csv", "eq5d_pain.csv", "../data/cows.csv",
        "screens.csv",
    ])
    func plainNamesAreShown(_ name: String) {
        #expect(PlainFileName.isPlain(name, title: "CTN-0094"), "\(name)")
    }

    @Test(arguments: [
        "smith_2024-03-01.csv", "smith.csv", "pain_smith.csv", "smith/*.csv", "pain_2024.csv", "pain_20240301.csv",
        "pain_3-1-24.csv",
        "pain_010324.csv", "visit_3_12.csv", "p001.csv", "123-45-6789.csv", "Jane Doe.csv", "pain of jane.csv",
        "MRN12345.csv",
        "/home/study/pain.csv", "Müller.csv", "péin.csv", "march.csv", "pain_mar.csv", "jd.csv", "O'Neil.csv",
        "pain\u{202E}.csv",
        "ctn0095.csv", "painsmith.csv", "pain.smith", "smithPain.csv",
    ])
    func namesThatCouldBeAPersonsOrADateAreNot(_ name: String) {
        #expect(!PlainFileName.isPlain(name, title: "CTN-0094"), "\(name)")
    }

    @Test func wordsAreLettersAndDigitsApart() {
        #expect(PlainFileName.words(of: "DailyPain_v2.csv.gz") == ["daily", "pain", "v", "2", "csv", "gz"])
        #expect(PlainFileName.words(of: "DRUG_EXPOSURE") == ["drug", "exposure"])
    }

    @Test func aFileThatIsNotNamedIsOneOfTheEntries() throws {
        let pain = "id,day,score\n1,0,5\n"
        let folder = try StudyFolder(["pain.csv": pain, "smith.csv": pain, "doe-1.csv": pain, "doe-2.csv": pain])
        let names = ["smith.csv", "pain.csv", "doe-*.csv", "smith.csv"]
        let entries = names.map {
            "    - {file: \"\($0)\", columns: {patient: id, day: day, score: score}, instrument: nrs}\n"
        }
        let yaml = "tables:\n  pain:\n\(entries.joined())"
        let result = try folder.ingest(yaml)
        let study = try StudyDefinition.parse("nocitrend: 1\n" + yaml, path: folder.path + "/study.yaml")
        // The number of files that a pattern stands for may be that of patients.
        #expect(result.inputs.count == 5)
        #expect(
            study.labels(of: result.inputs).map(\.words) == ["pain, file 1 of 3", "pain.csv", "pain, file 3 of 3"])
        #expect(result.inputs.map(\.entry) == ["smith.csv", "pain.csv", "doe-*.csv", "doe-*.csv", "smith.csv"])
    }
}
