/// Whose rows the beginnings of the files have: which of them are of the same patients. The codes are compared here and stay here.
struct PatientsSeen {
    private let codes: [String: Set<String>]
    /// The codes of the files of the patients table; `nil` without one.
    private let known: Set<String>?
    /// Whether some file has the patients of the others in another spelling alone.
    let differInSpelling: Bool

    init(_ sketches: [FileSketch], _ entries: [TableProposal]) {
        let files = Set(entries.filter(\.isUsable).map(\.file))
        let codes = Dictionary(
            sketches.filter { files.contains($0.file) }.compactMap { sketch in
                sketch.patient.map { (sketch.file, $0.distinct) }
            }, uniquingKeysWith: { $0.union($1) })
        self.codes = codes
        let people = entries.filter { $0.table == .patients && $0.isUsable }.compactMap { codes[$0.file] }
        known = people.isEmpty ? nil : people.reduce(into: Set()) { $0.formUnion($1) }
        differInSpelling = codes.contains { file, own in
            let others = codes.filter { $0.key != file }.values.reduce(into: Set<String>()) { $0.formUnion($1) }
            guard !others.isEmpty, !own.isEmpty, own.isDisjoint(with: others) else { return false }
            let loose = Set(others.map(IdentifierRule.loose))
            return own.count { loose.contains(IdentifierRule.loose($0)) } * 2 > own.count
        }
    }

    /// Asks about an entry whose patients the patients table does not have; one that has mostly others stands commented out.
    func ask(of entry: inout TableProposal) {
        guard entry.table != .patients, entry.isUsable, let known, let own = codes[entry.file], !own.isEmpty else {
            return
        }
        let loose = differInSpelling ? Set(known.map(IdentifierRule.loose)) : []
        let strangers = own.count { !known.contains($0) && !loose.contains(IdentifierRule.loose($0)) }
        guard strangers * 20 > own.count else { return }
        entry.questions.append(
            "Many of these patients are not in the files of patients, and their rows would be rejected. Another study's file belongs in a "
                + "folder of its own; without the table patients everybody with a row is a patient.")
        entry.isUnsure = strangers * 2 > own.count
    }
}
