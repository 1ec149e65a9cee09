import GRDB

/// A run in the history: all but its numbers.
public struct RecordedRun: Sendable, Hashable, Codable, FetchableRecord {
    /// Its place in the history, which a run that is made anew keeps.
    public let id: Int64
    /// Its name, which is its folder's too.
    public let name: String
    /// The day that it is as of: `2026-11-27`.
    public let day: String
    /// When it was recorded, in UTC: `2026-11-27T06:30:00Z`.
    public let madeAt: String
    /// Version of nocitrend.
    public let version: String
    /// `done`, or `warned`.
    public let status: String
    /// Input files read.
    public let inputs: Int
    /// Patients, where that is shown.
    public let patients: Int?
    /// Questions asked.
    public let questions: Int
    /// Those with an answer.
    public let answered: Int
    /// Numbers withheld as they tell of few patients.
    public let withheldOfFew: Int
    /// Numbers withheld so that those cannot be worked out.
    public let withheldToProtect: Int
    /// Numbers that stand as of an earlier day.
    public let standing: Int
    /// Warnings that it gave.
    public let warnings: Int
    /// Whether it knew nothing of earlier reports, so that it is compared with none.
    public let startsAnew: Bool

    enum CodingKeys: String, CodingKey {
        case id, name, day, version, status, inputs, patients, questions, answered, standing, warnings
        case madeAt = "made_at"
        case withheldOfFew = "withheld_of_few"
        case withheldToProtect = "withheld_to_protect"
        case startsAnew = "starts_anew"
    }

    /// Numbers that are withheld, for either reason.
    public var withheld: Int { withheldOfFew + withheldToProtect }
}

/// A run that is about to be recorded.
public struct NewRun: Sendable {
    /// Its name.
    public let name: String
    /// The day that it is as of.
    public let day: String
    /// When it was made.
    public let madeAt: String
    /// Version of nocitrend.
    public let version: String
    /// Numbers withheld as they tell of few patients.
    public let withheldOfFew: Int
    /// Numbers withheld so that those cannot be worked out.
    public let withheldToProtect: Int
    /// Numbers that stand as of an earlier day.
    public let standing: Int
    /// Warnings that it gave.
    public let warnings: Int
    /// Whether it knew nothing of earlier reports.
    public let startsAnew: Bool

    /// A run.
    public init(
        name: String, day: String, madeAt: String, version: String, withheldOfFew: Int, withheldToProtect: Int,
        standing: Int, warnings: Int, startsAnew: Bool
    ) {
        (self.name, self.day, self.madeAt, self.version) = (name, day, madeAt, version)
        (self.withheldOfFew, self.withheldToProtect) = (withheldOfFew, withheldToProtect)
        (self.standing, self.warnings, self.startsAnew) = (standing, warnings, startsAnew)
    }
}

/// The runs of a study, the earliest first, with some of their numbers.
public struct RunCourse: Sendable {
    /// A run with its numbers.
    public struct Run: Sendable {
        /// Its name.
        public let name: String
        /// Its day.
        public let day: String
        /// Its numbers.
        public let numbers: [RecordedNumber]
        /// The questions that they may be of.
        public let findings: [RecordedFinding]

        /// A run.
        public init(name: String, day: String, numbers: [RecordedNumber], findings: [RecordedFinding]) {
            (self.name, self.day, self.numbers, self.findings) = (name, day, numbers, findings)
        }
    }

    /// One number over the runs.
    public struct Series: Sendable {
        /// What it is called.
        public let name: SeriesName
        /// The question in a few words, of the last run that has it.
        public let title: String
        /// Whether a mail puts that question before the others.
        public let isOfMainQuestion: Bool
        /// The number by the place of the run; those without it are left out.
        public let points: [(run: Int, number: RecordedNumber)]

        /// As it was the last time.
        public var last: RecordedNumber? { points.last?.number }
    }

    /// The runs.
    public let runs: [Run]

    /// A course.
    public init(_ runs: [Run]) { self.runs = runs }

    /// Every number once, in the order of the last run that has it.
    public var series: [Series] {
        var places: [SeriesName: [(run: Int, number: RecordedNumber)]] = [:]
        var order: [SeriesName] = []
        for (place, run) in runs.enumerated().reversed() {
            for number in run.numbers {
                if places[number.name] == nil { order.append(number.name) }
                places[number.name, default: []].insert((place, number), at: 0)
            }
        }
        return order.map { name in
            let points = places[name] ?? []
            let finding = points.last.flatMap { last in runs[last.run].findings.first { $0.id == name.finding } }
            return Series(
                name: name, title: finding?.title ?? name.finding, isOfMainQuestion: finding?.isMain == true,
                points: points)
        }
    }

    /// The course of some of the numbers.
    public func numbers(_ isAsked: (RecordedNumber) -> Bool) -> RunCourse {
        RunCourse(
            runs.map { run in
                Run(name: run.name, day: run.day, numbers: run.numbers.filter(isAsked), findings: run.findings)
            })
    }
}
