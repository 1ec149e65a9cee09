import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

@Suite struct ExposureRowsTests {
    @Test func exposuresInEveryForm() throws {
        let folder = try StudyFolder([
            "a.csv":
                "id,from,to,drug,mg,way\n1,1,10,Oxycodone,20,oral\n1,20,19,oxycodone,20,oral\n1,30,40,fentanyl,25,transdermal\n"
                + "1,50,60,buprenorphine,8,\n1,61,62,oxycodone,,oral\n1,63,64,oxycodone,-1,oral\n",
            "b.csv": "id,from,n,mme\n1,100,30,45\n1,200,0,45\n",
            "c.csv": "id,on,mg\n1,300,0\n1,301,5\n1,302,\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              exposures:
                - {file: a.csv, columns: {patient: id, start_day: from, end_day: to, drug: drug, dose_mg: mg, route: way}}
                - {file: b.csv, columns: {patient: id, start_day: from, days_supply: n, mme: mme}, drug: mixed}
                - {file: c.csv, columns: {patient: id, day: on, dose_mg: mg}, drug: morphine}
            """)
        #expect(
            result.rejects == [
                "a.csv:3:to:end is before start", "a.csv:7:mg:value is out of range", "b.csv:3:n:value is out of range",
            ])
        let rows = result.cohort.exposures.spans.all
        let regimens = rows.map { result.cohort.exposures.regimen(of: $0) }
        #expect(rows.map { $0.start.rawValue } == [1, 30, 50, 61, 100, 301, 302])
        #expect(rows.map { $0.end.rawValue } == [10, 40, 60, 62, 129, 301, 302])
        #expect(
            regimens.map(\.dailyMME) == [
                .milligrams(30), .milligrams(60), .notConvertible, .unknown, .milligrams(45), .milligrams(5), .unknown,
            ])
        #expect(regimens.map(\.dailyDose) == [20, 25, 8, nil, nil, 5, nil])
        #expect(regimens.map(\.route) == [.oral, .transdermal, nil, .oral, nil, nil, nil])
        // By the alphabet; the first row with "oxycodone" is not kept.
        #expect(
            result.cohort.exposures.drugs == [
                "buprenorphine", "fentanyl", "mixed", "morphine", "Oxycodone", "oxycodone",
            ])
        #expect(
            result.cohort.exposures.drugs.map(\.code) == [
                .buprenorphine, .fentanyl, .other, .morphine, .oxycodone, .oxycodone,
            ])
        // The day with dose 0 is kept: it says that there was no drug.
        #expect(result.report(.exposures)?.kept == 8)
    }
}
