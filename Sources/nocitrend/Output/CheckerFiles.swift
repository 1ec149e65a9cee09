import DelimitedText
import Reports

/// `OUTPUT/.private/RUN/checker`: the bundle for whoever checks outputs, with the tables and figures that it speaks of.
struct CheckerFiles {
    let bundle: CheckerBundle
    let rendered: RenderedReport

    /// Writes it anew; what an earlier one of the same run had goes.
    ///
    /// - Returns: the path of checker.md.
    func write(beside folder: PrivateFolder) throws -> String {
        let place = PrivateFolder(output: folder.output, run: folder.run + "/checker")
        place.remove()
        var sums = ""
        for (name, bytes) in outputs {
            sums += "\(try SHA256Digest.hexadecimal(of: bytes))  \(name)\n"
            let parts = name.split(separator: "/")
            guard parts.count == 2 else { continue }
            let part = PrivateFolder(output: folder.output, run: place.run + "/" + parts[0])
            try part.write(bytes, to: String(parts[1]))
        }
        try place.write(Array(sums.utf8), to: "SHA256SUMS")
        try place.write(bundle.outputs.csv, to: "outputs.csv")
        try place.write(Array(bundle.markdown.utf8), to: "checker.md")
        return place.path + "/checker.md"
    }

    /// The files of the report by name: those in folders are in the bundle too.
    private var outputs: [(name: String, bytes: [UInt8])] {
        var outputs: [(name: String, bytes: [UInt8])] = [
            ("report.html", Array(rendered.html.utf8)), ("results.json", rendered.resultsJSON),
            ("summary.md", Array(rendered.summary.utf8)),
        ]
        outputs += rendered.tables.map { ("tables/\($0.name).csv", $0.csv) }
        for figure in rendered.figures {
            outputs.append(("figures/\(figure.name).csv", figure.data.csv))
            if let svg = figure.svg { outputs.append(("figures/\(figure.name).svg", Array(svg.utf8))) }
        }
        return outputs.sorted { $0.name < $1.name }
    }
}
