import DelimitedText
import Foundation

/// Finds the files that a study file names.
struct FileNames: Sendable {
    /// Whether letter case does not matter, and `NAME.csv` also stands for `NAME.csv.gz` and for numbered parts such as `NAME_1.csv`.
    let loosely: Bool

    /// The files, sorted; `nil` where there is none. Throws where two files are the same one in other letters.
    func inputs(of file: String, in folder: String) throws(DelimitedTextError) -> [DelimitedInput]? {
        guard loosely, file != "-" else {
            do {
                return try DelimitedInput.expanding(file, in: folder)
            } catch .notFound {
                return nil
            }
        }
        let place =
            file.hasPrefix("/") || folder.isEmpty || folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        let (below, name) = Self.split(place + file)
        let all = (try? FileManager.default.contentsOfDirectory(atPath: below.isEmpty ? "." : below)) ?? []
        let kinds = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { ($0, Self.match($0, to: name)) }
        let whole = kinds.filter { $0.1 == .whole }.map(\.0)
        let parts = kinds.filter { $0.1 == .part }.map(\.0)
        guard whole.count + min(1, parts.count) < 2 else {
            throw .unreadable(
                path: below + (whole + parts).prefix(2).joined(separator: " and "),
                reason: "both stand for \(name); keep one of them in the folder")
        }
        let found = (whole + parts).map { DelimitedInput.file(path: below + $0) }
        return found.isEmpty ? nil : found
    }

    private enum Match { case whole, part }

    private static func match(_ file: String, to name: String) -> Match? {
        var file = file.lowercased()
        let name = name.lowercased()
        if file.hasSuffix(".gz") { file.removeLast(3) }
        if file == name { return .whole }
        guard let dot = name.lastIndex(of: "."), file.hasPrefix(name[..<dot]), file.hasSuffix(name[dot...]) else {
            return nil
        }
        let middle = file.dropFirst(name[..<dot].count).dropLast(name[dot...].count)
        let digits = middle.first.map { "_-.".contains($0) } == true ? middle.dropFirst() : middle
        return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber } ? .part : nil
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }
}
