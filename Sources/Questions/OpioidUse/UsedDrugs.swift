import Cohort
import Findings

/// The drugs that the course tells one by one, and the groups of its curves.
struct UsedDrugs: Sendable {
    /// Of any opioid, each of the commonest drugs, the others together, and medication for opioid use disorder: those that there are.
    let groups: [UseGroup]
    /// For each regimen of an opioid, the position of its drug among ``groups``.
    let groupOf: [UInt8]
    /// The position of medication for opioid use disorder; `nil` where the study has none.
    let moud: Int?

    /// Drugs told one by one, at most.
    static let most = 6

    /// - Parameter fewest: a drug of fewer patients is told with the others, and so is the rarest of the rest while the others have fewer.
    init(_ census: DrugCensus, in cohort: Cohort, fewest: Int) {
        var told = census.takers.prefix(Self.most).filter { $0.persons.count >= fewest }.map(\.drug)
        func others() -> Int {
            Set(census.takers.filter { !told.contains($0.drug) }.flatMap(\.persons)).count
        }
        // A few patients on the other drugs would be what is left of the patients on any.
        if told.count < census.takers.count {
            while !told.isEmpty, others() < fewest { told.removeLast() }
        }
        let hasOthers = told.count < census.takers.count
        var groups: [UseGroup] = [.anyOpioid] + told.map { .drug(DrugTerm($0)) }
        if hasOthers { groups.append(.otherOpioids) }
        let exposures = cohort.exposures
        groupOf = exposures.regimens.map { regimen in
            let drug = exposures.drug(of: regimen)?.code ?? .other
            return UInt8(truncatingIfNeeded: 1 + (told.firstIndex(of: drug) ?? told.count))
        }
        moud = cohort.moud.spans.isEmpty ? nil : groups.count
        if moud != nil { groups.append(.moud) }
        self.groups = groups
    }

    /// The positions of single drugs and of the others.
    var drugs: Range<Int> { 1..<(moud ?? groups.count) }
}
