import DelimitedText
import Foundation

/// A report that is there already.
struct EarlierReport {
    /// The title of its study.
    let title: String
    /// Whether it withholds nothing.
    let isInternal: Bool
    /// A file in its folder that no report has, and that would be lost with it.
    let foreignFile: String?

    private struct Results: Decodable {
        struct Study: Decodable {
            let title: String
        }

        struct Run: Decodable {
            let `internal`: Bool
        }

        let run: Run
        let schema: String
        let study: Study
    }

    /// The report in a folder; nil where it holds none.
    init?(_ folder: String) {
        guard let bytes = try? WholeFile.bytes(of: folder + "/results.json", limit: .max),
            let results = try? JSONDecoder().decode(Results.self, from: Data(bytes)),
            results.schema.hasPrefix("nocitrend.results/")
        else { return nil }
        title = results.study.title
        isInternal = results.run.internal
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        foreignFile = names.sorted().first { !ReportFiles.have($0) }
    }
}
