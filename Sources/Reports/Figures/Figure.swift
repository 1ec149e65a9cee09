import Presentation

/// A figure with all that is needed to draw it anew.
public struct Figure: Sendable, Hashable {
    /// The figure's name, which is also its files': `day7_forest`, `patient_flow` …
    public let name: String
    /// Its title.
    public let title: String
    /// What it shows, for those who cannot see it.
    public let altText: String
    /// What the marks mean, in a sentence or two below the figure.
    public let caption: String
    /// The drawing, standalone, in concrete colours on a clear ground; absent where gnuplot did not draw it.
    public let svg: String?
    /// The gnuplot script with its data inside; absent for the patient flow, which is drawn without gnuplot.
    public let script: String?
    /// The numbers that are drawn.
    public let data: TidyTable
}
