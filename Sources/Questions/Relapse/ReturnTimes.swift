import Estimation
import Findings

/// When each patient returned to use by an endpoint, or until when the patient was followed.
struct ReturnTimes: Sendable {
    /// In weeks, by position in ``ReturnWords/followed``.
    let times: FollowedTimes
    /// Whether no week of the stretch that made up the return had a positive screen: it rests on weeks without a result.
    let isUnseen: [Bool]

    /// How weeks without a plain result are read.
    enum Reading: Sendable, Hashable {
        /// As the endpoint says.
        case ofEndpoint
        /// Only what was seen positive counts: weeks without a result and mixed ones are negative.
        case seenOnly
    }

    init(_ endpoint: ReturnEndpoint, _ words: ReturnWords, _ reading: Reading = .ofEndpoint) {
        var weeks: [Int] = []
        var endings: [FollowedTimes.Ending] = []
        var isUnseen: [Bool] = []
        for one in words.followed {
            // What comes after death, transfer or prison is no missed week.
            let all = one.word.weeks.prefix(one.competing ?? one.word.weeks.count)
            let isPositive = all.map { endpoint.isPositive($0, reading) }
            let length = reading == .ofEndpoint ? endpoint.followed(Array(all)) : all.count
            if let week = UrineWord.event(Array(isPositive.prefix(length)), endpoint) {
                weeks.append(week)
                endings.append(.event)
                let start = week - 1 - (endpoint.width - endpoint.positives)
                isUnseen.append(
                    !all[start..<(start + endpoint.width)].contains { $0 == .positive || $0 == .mixed })
            } else {
                weeks.append(max(1, length))
                endings.append(one.competing != nil && length == all.count ? .competing : .followedThrough)
                isUnseen.append(false)
            }
        }
        times = FollowedTimes(people: words.followed.map(\.person), times: weeks, endings: endings)
        self.isUnseen = isUnseen
    }
}

extension ReturnEndpoint {
    fileprivate func isPositive(_ result: WeeklyResult, _ reading: ReturnTimes.Reading) -> Bool {
        switch result {
        case .positive: true
        case .negative: false
        case .mixed: reading == .seenOnly ? false : mixed == .positive
        case .missing: reading == .ofEndpoint && missing == .positive
        }
    }

    /// Weeks that somebody is followed: all, or, where a week without a result says nothing, up to the last with one.
    fileprivate func followed(_ weeks: [WeeklyResult]) -> Int {
        guard missing == .missing else { return weeks.count }
        return weeks.lastIndex { $0 != .missing }.map { $0 + 1 } ?? 0
    }
}
