import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

/// Rows alike in every column of their file.
@Suite struct DoubledRowsTests {
    private static let exposures =
        "  exposures: [{file: e.csv, columns: {patient: id, start_day: from, days_supply: n, drug: drug, dose_mg: mg}}]\n"
    private static let pain = "  pain: [{file: p.csv, columns: {patient: id, day: day, score: nrs}, instrument: nrs}]\n"

    /// A join that doubled every dispensing changes nothing, and is counted.
    @Test func aDispensingThatStandsTwiceHappenedOnce() throws {
        let once = "1,0,30,oxycodone,20\n1,60,30,oxycodone,20\n2,0,30,morphine,15\n"
        let folder = try StudyFolder(["e.csv": "id,from,n,drug,mg\n" + once + once])
        let result = try folder.ingest("tables:\n" + Self.exposures)
        #expect(
            result.cohort.exposures.spans.all.map { [$0.start.rawValue, $0.end.rawValue] } == [
                [0, 29], [60, 89], [0, 29],
            ])
        let report = try #require(result.report(.exposures))
        #expect(report.read == 6 && report.kept == 3 && report.duplicates == 3 && report.doubled == 0)
        #expect(result.warnings.contains { $0.contains("alike in every column") && $0.contains(": fewer than 11;") })
        let kept = try folder.ingest("duplicates: {exposures: keep}\ntables:\n" + Self.exposures)
        // Carried over: two supplies of the same days last twice as long.
        #expect(
            kept.cohort.exposures.spans.all.map { [$0.start.rawValue, $0.end.rawValue] }
                == [[0, 29], [30, 59], [60, 89], [90, 119], [0, 29], [30, 59]])
        #expect(kept.report(.exposures)?.doubled == 3 && kept.report(.exposures)?.kept == 6)
    }

    /// Scores are kept, unless the study says otherwise; whatever the order, and over several files.
    @Test(arguments: [1, 64, 1 << 20])
    func doubledScoresAreCountedAndKept(_ blockSize: Int) throws {
        let rows = "1,0,5\n1,7,5\n2,0,3\n1,7,6\n"
        let folder = try StudyFolder(["p.csv": "id,day,nrs\n" + rows + rows])
        let result = try folder.ingest("tables:\n" + Self.pain, blockSize: blockSize)
        #expect(result.cohort.pain.count == 8 && result.cohort.pain.repeats.rowsOfPerson == [0: 3, 1: 1])
        #expect(result.report(.pain)?.kept == 8 && result.report(.pain)?.doubled == 4)
        let dropped = try folder.ingest("duplicates: {pain: drop}\ntables:\n" + Self.pain, blockSize: blockSize)
        #expect(dropped.cohort.pain.count == 4 && dropped.report(.pain)?.duplicates == 4)
        #expect(dropped.cohort.pain[0].map(\.score) == [5, 5, 6] && dropped.cohort.pain[1].map(\.score) == [3])
    }

    /// Two equal answers of a day, at different times, are two answers; the time stands in a column that nobody reads.
    @Test func aColumnThatIsNotReadTellsRowsApart() throws {
        let folder = try StudyFolder([
            "p.csv": "id,day,nrs,at,note\n1,0,5,08:00,\n1,0,5,20:00,\n1,0,5,08:00,\n1,0,5,08:00,x\n"
        ])
        let result = try folder.ingest("tables:\n" + Self.pain)
        #expect(result.cohort.pain.repeats.count == 1)
        let dropped = try folder.ingest("duplicates: {pain: drop}\ntables:\n" + Self.pain)
        #expect(dropped.cohort.pain.count == 3)
    }

    /// Words that are recoded to one are still different in the file.
    @Test func aRecodedColumnCountsAsItStands() throws {
        let folder = try StudyFolder(["e.csv": "id,from,n,drug,mg\n1,0,30,Oxy,20\n1,0,30,oxycodone,20\n"])
        let yaml =
            "  exposures: [{file: e.csv, columns: {patient: id, start_day: from, days_supply: n, drug: drug, dose_mg: mg}, recode: {drug: {Oxy: oxycodone}}}]\n"
        #expect(try folder.ingest("tables:\n" + yaml).report(.exposures)?.duplicates == 0)
    }

    @Test func everyOtherTableUsesOne() throws {
        let folder = try StudyFolder([
            "w.csv": "id,day,cows\n1,7,3\n1,7,3\n", "m.csv": "id,day,mg\n1,0,8\n1,0,8\n1,1,8\n",
            "v.csv": "id,from,kind\n1,0,CBT\n1,0,CBT\n",
            "s.csv": "id,day,what,there\n1,0,allodynia,yes\n1,0,allodynia,yes\n",
            "x.csv": "id,day,event\n1,9,surgery\n1,9,surgery\n",
        ])
        let result = try folder.ingest(
            """
            tables:
              withdrawal: [{file: w.csv, columns: {patient: id, day: day, score: cows}, scale: cows}]
              moud: [{file: m.csv, columns: {patient: id, day: day, dose_mg: mg}}]
              interventions: [{file: v.csv, columns: {patient: id, start_day: from, kind: kind}}]
              symptoms: [{file: s.csv, columns: {patient: id, day: day, symptom: what, present: there}}]
              events: [{file: x.csv, columns: {patient: id, day: day, event: event}}]
            """)
        for report in result.tables {
            #expect(report.duplicates == 1 && report.read == report.kept + report.rejected + 1, "\(report.table)")
        }
    }

    @Test func rulesAreNamed() throws {
        let folder = try StudyFolder(["p.csv": "id,day,nrs\n1,0,5\n"])
        #expect(folder.complaint("duplicates: {pain: once}\ntables:\n" + Self.pain).contains("keep"))
        #expect(folder.complaint("duplicates: {patients: drop}\ntables:\n" + Self.pain).contains("patients"))
    }
}

/// Factors of the study's own, and what has none.
@Suite struct OwnFactorsTests {
    private static let table =
        "tables:\n  exposures: [{file: e.csv, columns: {patient: id, day: on, drug: drug, dose_mg: mg, route: way}}]\n"

    @Test func aRouteNeverTakesTheOralFactor() throws {
        let rows = (1...12).map { "\($0),0,morphine,10,IV\n\($0),1,morphine,10,oral\n\($0),2,morphine,10,\n" }.joined()
        let folder = try StudyFolder(["e.csv": "id,on,drug,mg,way\n" + rows + "1,5,krokodil,1,oral\n"])
        let result = try folder.ingest(Self.table)
        let exposures = result.cohort.exposures
        #expect(
            exposures[0].map { exposures.regimen(of: $0).dailyMME }
                == [.notConvertible, .milligrams(10), .milligrams(10), .notConvertible])
        let warning = try #require(
            result.warnings.first { $0.contains("no factor in CDC 2022") || $0.contains("has no factor") })
        #expect(warning.contains("\"morphine (intravenous)\" (rows: 12)") && !warning.contains("krokodil"))
        #expect(warning.contains("1 other of few patients each"))
    }

    @Test func aStudyAddsFactors() throws {
        let folder = try StudyFolder([
            "e.csv": "id,on,drug,mg,way\n1,0,morphine,10,IV\n1,1,brandX,2,\n1,2,oxycodone,10,po\n"
        ])
        let own = "mme: {set: cdc-2022, factors: {morphine intravenous: 3, Brand-X: 5, oxycodone: not_convertible}}\n"
        let exposures = try folder.ingest(own + Self.table).cohort.exposures
        #expect(
            exposures[0].map { exposures.regimen(of: $0).dailyMME } == [
                .milligrams(30), .milligrams(10), .notConvertible,
            ])
        #expect(folder.complaint("mme: {factors: {morphine: 0}}\n" + Self.table).contains("above 0"))
        #expect(folder.complaint("mme: {sets: cdc-2022}\n" + Self.table).contains("set"))
    }
}
