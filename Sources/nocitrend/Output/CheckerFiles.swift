import DelimitedText
import Reports

/// `OUTPUT/.private/RUN/checker`: the bundle for whoever checks outputs, with the tables and figures that it speaks of.
struct CheckerFiles {
    let bundle: CheckerBundle
    let report: ReportFiles

    /// Writes it anew; what an earlier one of the same run had goes.
    ///
    /// - Returns: the path of checker.md.
    func write(beside folder: PrivateFolder) throws -> String {
        let place = folder.checker
        place.remove()
        var sums = ""
        for (name, bytes) in report.all.sorted(by: { $0.name < $1.name }) {
            sums += "\(try SHA256Digest.hexadecimal(of: bytes))  \(name)\n"
            let parts = name.split(separator: "/")
            guard parts.count == 2, ["tables", "figures"].contains(parts[0]) else { continue }
            let part = PrivateFolder(output: folder.output, run: place.run + "/" + parts[0])
            try part.write(bytes, to: String(parts[1]))
        }
        try place.write(Array(sums.utf8), to: "SHA256SUMS")
        try place.write(bundle.outputs.csv, to: "outputs.csv")
        try place.write(Array(bundle.markdown.utf8), to: "checker.md")
        return place.path + "/checker.md"
    }
}
