import Cohort
import Foundation
import Ingest
import Testing

@Suite struct CTN0094Tests {
    @Test func probe() throws {
        let study = try StudyFile.load(path: "/work/main/data/studies/ctn0094.yaml")
        let start = Date()
        do {
            let result = try Ingest(study: study, options: IngestOptions(threads: 2)).run()
            print(Date().timeIntervalSince(start))
            for table in result.tables { print(table.table, table.read, table.kept, table.rejected, table.filtered, table.reasons) }
            print(result.warnings, result.inputs)
            for row in result.rejectedRows.prefix(5) { print(row) }
            print(result.cohort.patients.count, result.cohort.exposures.drugs, result.cohort.moud.drugs, result.cohort.eras.starts.count)
            for covariate in result.cohort.patients.covariates {
                if case .categorical(let levels, let codes) = covariate.values { print(covariate.name, levels, codes.count { $0 == nil }) } else { print(covariate.name, "numeric") }
            }
        } catch { print(error) }
    }
}
