import Cohort

extension Cohort {
    /// Index of the clinical instrument with most scores (the first of equals), or of the evoked one where there is no
    /// clinical score; `nil` without scores.
    var mostUsedInstrument: Int? {
        let counts = pain.countOfInstrument
        let used = counts.indices.filter { counts[$0] > 0 }
        let clinical = used.filter { instruments[$0].modality == .clinical }
        return (clinical.isEmpty ? used : clinical).max { (counts[$0], -$0) < (counts[$1], -$1) }
    }
}
