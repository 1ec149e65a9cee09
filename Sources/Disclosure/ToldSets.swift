import Findings

/// Of which sets a number tells how many persons they have, itself or by the counts beside it.
struct ToldSets {
    /// By the number itself: a share, a count.
    var byValue: [PersonSet] = []
    /// By the counts that are printed beside it, where it is a mean, a slope or another number that nobody can be counted from.
    var byCounts: [PersonSet] = []
    /// The set that a value is about which is neither a share nor a count. How many they are it does not tell; but where that is
    /// known from elsewhere, it tells their sum, and so that of those between two such sets.
    var bySum: PersonSet?
}

extension Estimate {
    /// A share or a count tells of its persons and of those with the event, whatever is printed beside it. The others tell by `n` and
    /// `events`; an `n` that is not the number of their persons counts rows.
    var told: ToldSets {
        var told = ToldSets()
        let printed =
            (n == basis.about.count ? [basis.about] : [])
            + (basis.event.flatMap { events == $0.count ? [$0] : nil } ?? [])
        if value != nil, quantity.unit.countsPatients {
            told.byValue = [basis.about] + (basis.event.map { [$0] } ?? [])
        } else {
            told.byCounts = printed
            if value != nil { told.bySum = basis.about }
        }
        return told
    }
}

extension HypothesisTest {
    /// A test of events can be inverted. One with whole degrees of freedom near the number of its persons tells that.
    var told: ToldSets {
        if let event = basis.event, p != nil { return ToldSets(byValue: [basis.about, event]) }
        guard let df, let whole = Int(exactly: df), (0...3).contains(basis.about.count - whole) else {
            return ToldSets()
        }
        return ToldSets(byCounts: [basis.about])
    }
}

extension Measured {
    /// As of an estimate.
    var told: ToldSets {
        let event = basis.event.map { [$0] } ?? []
        switch format {
        case .percent: return ToldSets(byValue: [basis.about] + event)
        case .count where event.isEmpty:
            return value == Double(basis.about.count) ? ToldSets(byValue: [basis.about]) : ToldSets()
        case .count: return ToldSets(byValue: [basis.about] + event)
        case .byError, .fixed: return ToldSets(bySum: basis.about)
        }
    }
}

extension Unit {
    /// Whether patients can be counted from a number of this unit.
    var countsPatients: Bool {
        switch self {
        case .patients, .share: true
        case .rows, .shareOfRows, .days, .score, .scorePer, .perScore, .named: false
        }
    }
}

extension FindingBuilder {
    /// Everything of it that is written in words.
    var words: [Prose] {
        var words = [title, population.description, estimand, method] + settings.map(\.value) + cautions
        if case .notEstimable(let reason) = status { words.append(reason) }
        if let frame {
            words += [
                frame.population, frame.strategies, frame.variable, frame.summary, frame.timeZero, frame.comparator,
            ]
            words += frame.intercurrentEvents.flatMap { [$0.event, $0.handling] }
            words += frame.attacks.flatMap { [$0.attack, $0.done] }
        }
        return words
    }
}
