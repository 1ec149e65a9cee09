import Disclosure
import Findings
import Presentation

/// Makes the report of a run from findings that may be released, and from nothing else.
public enum ReportRenderer {
    /// Renders every file of the report.
    ///
    /// The same findings give the same bytes: there is no clock, path or version of another program in them. Where gnuplot
    /// is not installed, fails or hangs, the tables of the figures stand in their place and an alert names the remedy.
    ///
    /// - Parameters:
    ///   - released: What disclosure control lets out.
    ///   - shown: What each answered question shows of itself, in the order of the report.
    ///   - options: Where gnuplot is.
    /// - Throws: ``ReportError`` where a template is broken; an encoding error where the results cannot be written.
    public static func render(
        _ released: Released, _ shown: [ShownQuestion], options: ReportOptions = ReportOptions()
    ) async throws -> RenderedReport {
        let drawn = await ReportFigures.draw(
            shown, gnuplot: Gnuplot(path: options.gnuplotPath), isInternal: released.isInternal)
        let checklists = Checklist.all(released, shown)
        let page = ReportPage(released, shown, checklists, illustrations: drawn.illustrations)
        return RenderedReport(
            html: try ReportTemplates.render(page, with: "report"), summary: MailSummary.text(released, shown),
            plainSummary: PlainSummary.text(released, shown),
            resultsJSON: ResultsDocument.bytes(released), tables: TidyTables.all(released),
            checklists: checklists, figures: drawn.figures, warnings: drawn.warnings, alerts: drawn.alerts)
    }
}
