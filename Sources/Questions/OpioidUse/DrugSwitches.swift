import Cohort

/// One drug that takes another's place within an era.
struct DrugSwitch: Sendable, Hashable {
    /// The drug that ends.
    let from: UInt8
    /// The drug that replaces it.
    let to: UInt8
}

extension DrugSwitch {
    /// A drug that was taken without a longer gap than an era lets pass.
    private struct Run {
        let drug: UInt8
        let start: Int
        var end: Int
    }

    /// The switches of a person, in the order of their days.
    ///
    /// A drug's exposures are merged while its free gap is at most `gap` days. A run of one drug is a switch from a run of another that
    /// began before it, ends before it does, goes on beside it for at most `overlap` days, and ended at most `gap` free days before it
    /// began; of several such, from that which ended last. A drug that goes on longer beside the new one has company, not a successor, and
    /// one that comes back within the gap was never left.
    ///
    /// - Parameter drugOf: the drug of each regimen.
    static func all(
        in spans: ArraySlice<DrugSpan>, of history: OpioidExposures, drugOf: [UInt8], gap: Int, overlap: Int
    )
        -> [DrugSwitch]
    {
        var runs: [Run] = []
        for span in spans {
            let drug = drugOf[history.number(of: span)]
            let (start, end) = (Int(span.start.rawValue), Int(span.end.rawValue))
            if let open = runs.lastIndex(where: { $0.drug == drug }), start - runs[open].end - 1 <= gap {
                runs[open].end = max(runs[open].end, end)
            } else {
                runs.append(Run(drug: drug, start: start, end: end))
            }
        }
        guard runs.count > 1 else { return [] }
        return runs.compactMap { new in
            let left = runs.lazy.filter { old in
                old.drug != new.drug && old.start < new.start && old.end < new.end
                    && old.end - new.start < overlap && new.start - old.end - 1 <= gap
            }.max { ($0.end, $0.start, $0.drug) < ($1.end, $1.start, $1.drug) }
            return left.map { DrugSwitch(from: $0.drug, to: new.drug) }
        }
    }
}
