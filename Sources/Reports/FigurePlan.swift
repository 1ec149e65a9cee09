/// A figure before it is drawn by gnuplot.
struct FigurePlan {
    let name: String
    let title: String
    let altText: String
    let caption: String
    let script: String
    let data: TidyTable
}
