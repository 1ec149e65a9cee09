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

    /// Index of the instrument of a name, or of the most used one without a name; `nil` where the study has no scores of it.
    func scoredInstrument(_ name: String?) -> Int? {
        let chosen = name.map { name in instruments.firstIndex { $0.id == name } } ?? mostUsedInstrument
        return chosen.flatMap {
            pain.countOfInstrument.indices.contains($0) && pain.countOfInstrument[$0] > 0 ? $0 : nil
        }
    }
}
