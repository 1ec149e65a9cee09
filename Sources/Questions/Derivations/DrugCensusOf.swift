/// Who took which opioid.
struct DrugCensusOf: Derivation {
    static let stage = "drug_census"

    func derive(from study: Study) -> DrugCensus {
        DrugCensus(study.cohort.exposures, executor: study.executor)
    }
}
