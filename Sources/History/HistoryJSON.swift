import Foundation

/// The history as JSON: `nocitrend.history/1`.
public struct HistoryDocument: Encodable, Sendable {
    /// The format's name and version.
    public let schema = "nocitrend.history/1"
    /// Title of the study.
    public let study: String
    /// The runs, the earliest first.
    public let runs: [RecordedRun]
    /// Numbers over the runs.
    public let numbers: [Number]

    /// A number of a run.
    public struct Number: Encodable, Sendable {
        let run: String
        let finding: String
        let name: String
        let key: String
        let about: String
        let interval: String
        let unit: String
        let state: String
        let value: Double?
        let se: Double?
        let lower: Double?
        let upper: Double?
        let level: Double?
        let n: Double?
        let events: Double?
        let asOf: String?
        let main: Bool

        enum CodingKeys: String, CodingKey {
            case run, finding, name, key, about, interval, unit, state, value, se, lower, upper, level, n, events, main
            case asOf = "as_of"
        }

        /// Every key always, `null` where there is no value.
        public func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            for (key, text) in [
                (CodingKeys.run, run), (.finding, finding), (.name, name), (.key, key), (.about, about),
                (.interval, interval), (.unit, unit), (.state, state),
            ] { try object.encode(text, forKey: key) }
            for (key, number) in [
                (CodingKeys.value, value), (.se, se), (.lower, lower), (.upper, upper), (.level, level), (.n, n),
                (.events, events),
            ] { try object.encode(number, forKey: key) }
            try object.encode(asOf, forKey: .asOf)
            try object.encode(main, forKey: .main)
        }
    }

    enum CodingKeys: String, CodingKey {
        case schema, study, runs, numbers
    }

    /// A document.
    public init(study: String, runs: [RecordedRun], _ course: RunCourse) {
        (self.study, self.runs) = (study, runs)
        numbers = course.series.flatMap { series in
            series.points.map { point in
                let one = point.number
                return Number(
                    run: course.runs[point.run].name, finding: series.name.finding, name: series.name.quantity,
                    key: series.name.key, about: one.keyWords, interval: series.name.interval, unit: one.unit,
                    state: one.state.rawValue, value: one.value, se: one.se, lower: one.lower, upper: one.upper,
                    level: one.level, n: one.n, events: one.events, asOf: one.asOf, main: one.isMain)
            }
        }
    }

    /// As UTF-8, keys sorted, with a line break at its end.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
