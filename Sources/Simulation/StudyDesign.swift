/// What a synthetic study is made from: equal designs give equal bytes.
public struct StudyDesign: Sendable, Codable, Equatable {
    /// People in the study, 1 to 10,000,000.
    public let people: Int
    /// Pain scores planned for a person on average, from 1 to one every other day, before dropout and missing cells. A
    /// person's own number is spread evenly from half to one and a half times this; no two fall on one day. Of no
    /// meaning but in a scenario of exposure: elsewhere visits are planned.
    public let meanScoresPerPerson: Int
    /// Days that a person is followed for, in a scenario of exposure 180 to 3,650 and elsewhere within narrower limits; study
    /// day 0 is the enrolment.
    public let followUpDays: Int
    /// The seed of every random number.
    public let seed: UInt64
    /// What is true in the study.
    public let scenario: Scenario
    /// How spoilt the files are.
    public let untidiness: Untidiness
    /// Whether people leave the study: in a scenario of exposure at a rate that depends on the last pain score that was recorded
    /// while exposed, in one of change on the score of the visit; truth.json has the chance of the others.
    /// Given that score it depends on nothing else, so it is missing at random: a likelihood-based model stays
    /// unbiased, a mean of those who are left does not.
    public let dropout: Bool

    /// Checks each number against its limits.
    public init(
        people: Int, meanScoresPerPerson: Int = 20, followUpDays: Int = 540, seed: UInt64, scenario: Scenario,
        untidiness: Untidiness = .realistic, dropout: Bool = true
    ) throws(StudyDesignError) {
        try Self.check("people", people, within: 1...10_000_000)
        try Self.check("followUpDays", followUpDays, within: scenario.followUpLimits)
        // Half as many again must find days of their own.
        try Self.check("meanScoresPerPerson", meanScoresPerPerson, within: 1...followUpDays / 2)
        self.people = people
        self.meanScoresPerPerson = meanScoresPerPerson
        self.followUpDays = followUpDays
        self.seed = seed
        self.scenario = scenario
        self.untidiness = untidiness
        self.dropout = dropout
    }

    /// Decodes a design and checks it as the memberwise initializer does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            people: container.decode(Int.self, forKey: .people),
            meanScoresPerPerson: container.decode(Int.self, forKey: .meanScoresPerPerson),
            followUpDays: container.decode(Int.self, forKey: .followUpDays),
            seed: container.decode(UInt64.self, forKey: .seed),
            scenario: container.decode(Scenario.self, forKey: .scenario),
            untidiness: container.decode(Untidiness.self, forKey: .untidiness),
            dropout: container.decode(Bool.self, forKey: .dropout))
    }

    enum CodingKeys: String, CodingKey {
        case people
        case meanScoresPerPerson = "mean_scores_per_person"
        case followUpDays = "follow_up_days"
        case seed
        case scenario
        case untidiness
        case dropout
    }

    private static func check(_ name: String, _ value: Int, within limits: ClosedRange<Int>) throws(StudyDesignError) {
        guard limits.contains(value) else { throw .outOfRange(name: name, value: value, limits: limits) }
    }
}

/// Why a study cannot be simulated.
public enum StudyDesignError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A number of the design is outside its limits.
    case outOfRange(name: String, value: Int, limits: ClosedRange<Int>)
    /// A share of untidy rows is not between 0 and 1.
    case shareOutOfRange(name: String, share: Double)
    /// More rows would be rejected than a real study could bear.
    case tooUntidy(share: Double)

    /// The offender and the remedy.
    public var description: String {
        switch self {
        case .outOfRange(let name, let value, let limits):
            "\(name) is \(value): choose \(limits.lowerBound) to \(limits.upperBound)"
        case .shareOutOfRange(let name, let share):
            "untidiness: \(name) is \(share): choose a share between 0 and 1"
        case .tooUntidy(let share):
            "untidiness: \(share) of the rows would be rejected: "
                + "choose shares that sum to at most \(Untidiness.mostRejectable)"
        }
    }
}
