import Disclosure
import Findings

/// Makes the report of a run from findings that may be released, and from nothing else.
public enum ReportRenderer {
    /// Renders every file of the report.
    ///
    /// The same findings give the same bytes: there is no clock, path or version of another program in them. Where gnuplot
    /// is not installed the tables of the figures stand in their place and a warning names the remedy.
    ///
    /// - Parameters:
    ///   - findings: What disclosure control lets out.
    ///   - options: Where gnuplot is.
    /// - Throws: ``ReportError`` where gnuplot rejects a figure; an encoding error where the results cannot be written.
    public static func render(
        _ findings: ReleasableFindings, options: ReportOptions = ReportOptions()
    ) async throws -> RenderedReport {
        let results = findings.results
        let drawn = try await ReportFigures.draw(results, gnuplot: Gnuplot(path: options.gnuplotPath))
        let page = ReportPage(results, isInternal: findings.isInternal, illustrations: drawn.illustrations)
        return RenderedReport(
            html: try ReportTemplates.render(page, with: "report"),
            summary: MailSummary.text(results, isInternal: findings.isInternal),
            resultsJSON: try ResultsDocument.bytes(findings), tables: TidyTables.all(results),
            figures: drawn.figures, warnings: drawn.warnings)
    }
}
