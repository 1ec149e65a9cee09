import Foundation

/// Which weekly reports of a study are kept: the newest `keep` by week.
///
/// What is not certainly a weekly report of this study, and of nobody's else, stays: it must bear the name that weekly runs have, the study's
/// title, its study file (``RunOwner``), and hold no file that a report does not have. The report that `latest` leads to, and the one that
/// was just written, stay as well.
/// What is private of a report goes with it.
struct WeeklyPruning {
    let output: String
    let owner: RunOwner
    let isInternal: Bool
    let keep: Int

    /// Removes the others, and returns their names. Needs the lock of the output folder.
    func prune(after written: String?) -> [String] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []).filter(isWeekly).sorted(
            by: >)
        let latest = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "\(output)/\(RunName.latest(isInternal: isInternal))")
        return names.filter(isOfStudy).dropFirst(max(1, keep)).filter { $0 != latest && $0 != written && remove($0) }
    }

    /// Whether a name is that of a weekly run of this title: `TITLE-YYYY-Www`, whose order is that of the weeks.
    private func isWeekly(_ name: String) -> Bool {
        let slug = RunName.slug(owner.title)
        let prefix = (slug.isEmpty ? "report" : slug) + "-"
        let ending = isInternal ? RunName.internalEnding : ""
        guard name.hasPrefix(prefix), name.hasSuffix(ending) else { return false }
        return name.dropFirst(prefix.count).dropLast(ending.count).wholeMatch(of: /[0-9]{4}-W[0-9]{2}/) != nil
    }

    private func isOfStudy(_ name: String) -> Bool {
        guard PathOccupant("\(output)/\(name)") == .folder, let report = EarlierReport("\(output)/\(name)") else {
            return false
        }
        let folder = PrivateFolder(output: output, run: name)
        return report.isInternal == isInternal && report.foreignFile == nil
            && owner.objection(toReplacing: report.title, folder) == nil
    }

    /// Moves a report away under the name that `RunFolder.recover` clears, so that no reader meets half of one, and removes it.
    private func remove(_ name: String) -> Bool {
        let aside = RunFolder.partial(of: name, in: output)
        guard PathOccupant(aside) == .nothing, rename("\(output)/\(name)", aside) == 0 else { return false }
        try? FileManager.default.removeItem(atPath: aside)
        PrivateFolder(output: output, run: name).removeOwn()
        return true
    }
}
