/// The colours of the figures: Okabe and Ito's colour-blind safe hues, darkened to stand on white. The page names each
/// by a CSS variable, so that they follow its light or dark ground.
public enum FigureColor: String, CaseIterable, Sendable {
    case ink = "#1f2933"
    case muted = "#5a6672"
    case grid = "#dde2e7"
    case first = "#0b5c9e"
    case second = "#b8480b"
    case third = "#00795c"
    case fourth = "#8a3d75"

    /// The page's variable for the colour.
    public var variable: String {
        switch self {
        case .ink: "--ink"
        case .muted: "--muted"
        case .grid: "--rule"
        case .first: "--series-1"
        case .second: "--series-2"
        case .third: "--series-3"
        case .fourth: "--series-4"
        }
    }

    /// The colours of series, in order.
    public static let series: [FigureColor] = [.first, .second, .third, .fourth]
}
