/// A figure before it is drawn: what it shows, in words and numbers, and how.
public struct FigurePlan: Sendable, Hashable {
    /// How it is drawn.
    public enum Drawing: Sendable, Hashable {
        /// By gnuplot, from a script that holds its data.
        case gnuplot(String)
        /// Already drawn: the elements between the tags of an SVG of this width and height.
        case elements(String, width: Int, height: Int)
    }

    /// The figure's name, which is also its files': `day7_forest`, `patient_flow` …
    public let name: String
    /// Its title.
    public let title: String
    /// What it shows, for those who cannot see it.
    public let altText: String
    /// What the marks mean, in a sentence or two below the figure.
    public let caption: String
    /// How it is drawn.
    public let drawing: Drawing
    /// The numbers that are drawn.
    public let data: TidyTable

    /// A figure.
    public init(
        name: String, title: String, altText: String, caption: String, drawing: Drawing, data: TidyTable
    ) {
        self.name = name
        self.title = title
        self.altText = altText
        self.caption = caption
        self.drawing = drawing
        self.data = data
    }
}
