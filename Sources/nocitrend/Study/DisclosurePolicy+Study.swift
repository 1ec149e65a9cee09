import Disclosure
import Ingest

extension DisclosurePolicy {
    /// The least `minimum_cell` with which a report may leave the house: what withholds less is internal.
    static let leastReleased = 5

    /// The policy of a run of a study.
    ///
    /// - Parameter isInternal: whether `--internal` was given; a `minimum_cell` below ``leastReleased`` counts as that.
    init(of study: StudyDefinition, isInternal: Bool) {
        self.init(
            minimumCell: study.minimumCell, isInternal: isInternal || study.minimumCell < Self.leastReleased)
    }

    /// What to say where a run is internal without `--internal`.
    static func notice(of study: StudyDefinition, isInternal: Bool) -> String? {
        guard !isInternal, study.minimumCell < leastReleased else { return nil }
        return
            "\"minimum_cell: \(study.minimumCell)\" is below \(leastReleased), which makes the run internal, as --internal does: "
            + "nothing is withheld, and every page is marked"
    }
}
