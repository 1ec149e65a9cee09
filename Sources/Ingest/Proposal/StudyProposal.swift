import DelimitedText
import Foundation

/// A first study file for a folder of CSV files that nobody has described: which file is which table, as far as names and the look of the
/// first cells tell, with what is not sure as questions in comments. No cell stands in it but words of fixed lists.
public struct StudyProposal: Sendable {
    /// The study file.
    public let yaml: String
    /// Files that were given a place.
    public let placed: Int
    /// Questions that a person has to answer.
    public let questions: Int

    private static let extensions = [".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"]

    /// Looks at the files of a folder.
    ///
    /// - Parameters:
    ///   - folder: with the files; folders below it are not looked at.
    ///   - data: the folder as the study file is to name it.
    public init(folder: String, data: String, title: String) throws(IngestError) {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted { NaturalOrder.precedes($0, $1) }
        } catch {
            throw .input(.notFound(path: folder, neighbours: []))
        }
        let tables = files.filter { name in Self.extensions.contains { name.lowercased().hasSuffix($0) } }
        if Self.filesOfCTN0094.isSubset(of: tables) {
            yaml = ProposalText.preset("ctn0094", title: title, data: data)
            (placed, questions) = (Self.filesOfCTN0094.count, 0)
            return
        }
        let plain = Set(files.map { $0.lowercased() }.map { $0.hasSuffix(".gz") ? String($0.dropLast(3)) : $0 })
        if plain.isSuperset(of: ["person.csv", "observation_period.csv"]),
            plain.contains(where: { $0.hasPrefix("drug_exposure") })
        {
            yaml = ProposalText.omop(title: title, data: data)
            (placed, questions) = (tables.count, 1)
            return
        }
        var left: [(file: String, why: String)] = []
        var sketches: [FileSketch] = []
        for file in tables {
            switch FileSketch.of(file, in: folder) {
            case .failure(let why): left.append((file, why.reason))
            case .success(let sketch): sketches.append(sketch)
            }
        }
        // A running number is the patient's code in a folder where no file has another.
        let hasCodes = sketches.contains { $0.namedPatient != nil }
        var entries: [TableProposal] = []
        for sketch in sketches {
            let own = hasCodes && sketch.namedPatient == nil ? [] : TableProposal.of(sketch)
            // A text of one column is a licence or a note.
            if own.isEmpty, sketch.columns.count < 2, !sketch.file.lowercased().contains(".csv") { continue }
            if own.isEmpty { left.append((sketch.file, Self.whyLeft(sketch))) }
            entries += own
        }
        left.sort { NaturalOrder.precedes($0.file, $1.file) }
        entries = Self.withOnePlaceForPeople(entries)
        let patients = PatientsSeen(sketches, entries)
        for index in entries.indices { patients.ask(of: &entries[index]) }
        let text = ProposalText(
            title: title, data: data, entries: entries, left: left,
            seen: StudySketch(sketches, entries, comparesLoosely: patients.differInSpelling))
        yaml = text.yaml
        placed = Set(entries.map(\.file)).count
        questions = ProposalText.questions(in: yaml)
    }

    /// Of entries of patients those with one row a person, where there are such; and none that says nothing of people beside another
    /// table of its file.
    private static func withOnePlaceForPeople(_ entries: [TableProposal]) -> [TableProposal] {
        let people = entries.filter { entry in
            entry.table == .patients
                && (entry.columns.count > 1 || !entries.contains { $0.file == entry.file && $0.table != .patients })
        }
        let hasOneRow = people.contains(where: \.isOneRowAPerson)
        let first = people.first { !$0.isOneRowAPerson }?.file
        return entries.filter { entry in
            guard entry.table == .patients else { return true }
            guard people.contains(where: { $0.file == entry.file }) else { return false }
            return hasOneRow ? entry.isOneRowAPerson : entry.file == first
        }
    }

    /// Files that only the tables of public.ctn0094data have together.
    private static let filesOfCTN0094: Set<String> = [
        "everybody.csv", "demographics.csv", "randomization.csv", "pain.csv", "withdrawal.csv", "treatment.csv",
        "all_drugs.csv",
    ]

    private static func whyLeft(_ sketch: FileSketch) -> String {
        if sketch.namedPatient != nil { return "it looks like none of the tables" }
        let numbers = sketch.columns.count { Double($0.name) != nil }
        return numbers * 2 >= sketch.columns.count
            ? "its first line looks like a row, not like names of columns: add a header line"
            : "no column looks like the patient's code: map it as \"patient\", or, where each row is a patient, \"patient: {row: true}\""
    }
}
