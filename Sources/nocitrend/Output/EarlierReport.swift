import Foundation

/// A report that is there already.
struct EarlierReport {
    /// The title of its study.
    let title: String
    /// A file in its folder that no report has, and that would be lost with it.
    let foreignFile: String?

    private struct Results: Decodable {
        struct Study: Decodable {
            let title: String
        }

        let schema: String
        let study: Study
    }

    /// The report in a folder; nil where it holds none.
    init?(_ folder: String) {
        let file = URL(fileURLWithPath: folder + "/results.json")
        guard let data = try? Data(contentsOf: file), let results = try? JSONDecoder().decode(Results.self, from: data),
            results.schema.hasPrefix("nocitrend.results/")
        else { return nil }
        title = results.study.title
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        foreignFile = names.sorted().first { !ReportFiles.have($0) }
    }
}
