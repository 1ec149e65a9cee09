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
    ///   - since: What differs from the report before; `nil` of a first one.
    ///   - options: Where gnuplot is.
    ///   - watch: Told how many of the figures are drawn, and of how many.
    /// - Throws: ``ReportError`` where a template is broken; an encoding error where the results cannot be written.
    public static func render(
        _ released: Released, _ shown: [ShownQuestion], since: SinceLastRun? = nil,
        options: ReportOptions = ReportOptions(), watch: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) async throws -> RenderedReport {
        let drawn = await ReportFigures.draw(
            shown, course: since?.course, gnuplot: Gnuplot(path: options.gnuplotPath, hasGroup: !options.isSupervised),
            isInternal: released.isInternal, watch)
        let checklists = Checklist.all(released, shown)
        let page = ReportPage(
            released, shown, checklists, illustrations: drawn.illustrations, since: since, course: drawn.course)
        return RenderedReport(
            html: try ReportTemplates.render(page, with: "report"),
            summary: MailSummary.text(released, shown, since: since),
            plainSummary: PlainSummary.text(released, shown, since: since),
            screen: PlainSummary.screen(released, shown, since: since),
            resultsJSON: ResultsDocument.bytes(released, since: since), tables: TidyTables.all(released),
            checklists: checklists, figures: drawn.figures, warnings: drawn.warnings, alerts: drawn.alerts)
    }
}
