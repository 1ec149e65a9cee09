import Presentation

/// course.csv: numbers over the runs, one row a number and run.
public enum CourseTable {
    /// The table of a course.
    public static func table(_ course: RunCourse) -> TidyTable {
        TidyTable(
            name: "course", title: "Course over the runs",
            description: "Numbers of this study's reports as each report showed them, one row a number and report",
            fields: fields,
            rows: course.series.flatMap { series in
                series.points.map { row(course.runs[$0.run], series, $0.number) }
            })
    }

    private static func row(
        _ run: RunCourse.Run, _ series: RunCourse.Series, _ number: RecordedNumber
    ) -> [String] {
        func cell(_ value: Double?) -> String {
            value.map { TidyTable.cell($0) } ?? (number.state == .withheld ? TidyTable.withheld : "")
        }
        func plain(_ value: Double?) -> String { value.map { TidyTable.cell($0) } ?? "" }
        return [
            run.name, run.day, series.name.finding, series.title, series.name.quantity, number.label, series.name.key,
            number.keyWords, series.name.interval, cell(number.value), plain(number.se), plain(number.lower),
            plain(number.upper), plain(number.level), plain(number.n), plain(number.events), number.unit,
            number.asOf ?? "", number.isMain ? "yes" : "no",
        ]
    }

    private static let fields: [TidyTable.Field] = [
        .init("run", .string, "Name of the run, which is also its folder's"),
        .init("day", .string, "Day that the run is as of"),
        .init("finding", .string, "The finding"),
        .init("title", .string, "The question in a few words"),
        .init("name", .string, "What is estimated; see docs/results-format.md"),
        .init("label", .string, "The same for people"),
        .init("key", .string, "What the number is about, by axis, as in tables/*.csv; empty of everybody"),
        .init("about", .string, "The same for people"),
        .init("interval", .string, "How the interval was formed"),
        .init(
            "value", .number,
            "The estimate, as the report of the run shows it. The word withheld: not shown, as it would point at few patients"
        ),
        .init("se", .number, "Its standard error, where the report shows it"),
        .init("lower", .number, "Lower limit of the interval, where the report shows it"),
        .init("upper", .number, "Upper limit of the interval, where the report shows it"),
        .init("confidence_level", .number, "Confidence level of the interval"),
        .init("n", .integer, "Patients, or rows where unit says so, where the report shows them"),
        .init("events", .integer, "Patients among n with the outcome, where the report shows them"),
        .init("unit", .string, "Unit of value"),
        .init("as_of", .string, "The day of the still earlier report that stands; empty: as of the run"),
        .init("main", .string, "yes where it is a main answer of its question"),
    ]
}
