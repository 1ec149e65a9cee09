/// Whether a finding was planned before outcomes were looked at, as far as the study file says.
public enum PlanStatus: Sendable, Hashable {
    /// The plan names the question, and the study file is as it was when the plan was made.
    case planned(date: String)
    /// The plan names the question, and the study file has changed since.
    case plannedThenChanged(date: String)
    /// The study file calls the question planned, without a date and a hash that would show it.
    case plannedUndated
    /// No plan names the question.
    case exploratory

    /// Name in results.json.
    public var id: String {
        switch self {
        case .planned: "planned"
        case .plannedThenChanged: "planned_then_changed"
        case .plannedUndated: "planned_undated"
        case .exploratory: "exploratory"
        }
    }

    /// The day of the plan, as the study file writes it.
    public var date: String? {
        switch self {
        case .planned(let date), .plannedThenChanged(let date): date
        case .plannedUndated, .exploratory: nil
        }
    }

    /// For a heading.
    public var label: String {
        switch self {
        case .planned(let date): "planned (\(date))"
        case .plannedThenChanged(let date): "planned (\(date)), but the study file has changed since"
        case .plannedUndated: "planned, without a date and hash"
        case .exploratory: "exploratory"
        }
    }
}

extension Results.Study {
    /// The plan of analysis that a study file records.
    public struct Plan: Sendable, Hashable {
        /// A question that was planned.
        public struct Question: Sendable, Hashable {
            /// Its name in study files and results.
            public var id: String
            /// Its title.
            public var title: String

            /// A question.
            public init(id: String, title: String) {
                self.id = id
                self.title = title
            }
        }

        /// What was planned, in the order of the plan.
        public var questions: [Question]
        /// The day of the plan; absent where it has none.
        public var date: String?
        /// The fingerprint of the study file at that time, in hexadecimal; absent where the plan has no date.
        public var hash: String?
        /// Version of nocitrend with which the plan was made, where it says so.
        public var version: String?
        /// Whether the fingerprint is another now.
        public var hasChanged: Bool

        /// A plan.
        public init(questions: [Question], date: String?, hash: String?, version: String?, hasChanged: Bool) {
            self.questions = questions
            self.date = date
            self.hash = hash
            self.version = version
            self.hasChanged = hasChanged
        }

        /// What a question that the plan names is.
        public var status: PlanStatus {
            guard let date else { return .plannedUndated }
            return hasChanged ? .plannedThenChanged(date: date) : .planned(date: date)
        }
    }
}
