import Findings

/// Of which sets a number tells how many persons they have, itself or by the counts beside it.
struct ToldSets {
    /// Those whom the number is about.
    let about: CountedSet
    /// Those with its event; `nil` where it counts none, or where it is told nowhere else as this event.
    let event: CountedSet?
    /// By the number itself: a share, a count.
    var byValue: [CountedSet] = []
    /// By the counts that are printed beside it, where it is a mean, a slope or another number that nobody can be counted from.
    var byCounts: [CountedSet] = []
    /// The set that a value is about which is neither a share nor a count. How many they are it does not tell; but where that is
    /// known from elsewhere, it tells their sum, and so that of those between two such sets.
    var bySum: PersonSet?

    /// - Parameter kind: what happened; `nil` where only its members say it.
    init(_ basis: Basis, _ kind: EventKind?) {
        let about = CountedSet(basis.about)
        self.about = about
        event = basis.event.flatMap { event in
            if let kind { return CountedSet(event, of: about, kind) }
            return event.isEmpty || event == basis.about ? nil : CountedSet(event)
        }
    }

    /// Both.
    var sets: [CountedSet] { [about] + (event.map { [$0] } ?? []) }
}

extension Estimate {
    /// A share or a count tells of its persons and of those with the event, whatever is printed beside it. The others tell by `n` and
    /// `events`; an `n` that is not the number of their persons counts rows.
    var told: ToldSets {
        var told = ToldSets(basis, kind)
        if let value, quantity.unit.countsPatients || isShareOfPatients(value) {
            told.byValue = told.sets
        } else {
            if n == basis.about.count { told.byCounts.append(told.about) }
            if let event = told.event, events == event.count { told.byCounts.append(event) }
            if value != nil { told.bySum = basis.about }
        }
        return told
    }

    /// Whether it is the share of its persons with the event, whatever its unit is called: rows that are one a patient.
    private func isShareOfPatients(_ value: Double) -> Bool {
        guard let event = basis.event, !basis.about.isEmpty else { return false }
        return abs(value * Double(basis.about.count) - Double(event.count)) < 0.5
    }

    /// What happened to those with its event.
    var kind: EventKind { EventKind(quantity.id, quantity.meaning, KeyAxis.places(of: key)) }
}

extension HypothesisTest {
    /// A test of events can be inverted. One with whole degrees of freedom near the number of its persons tells that.
    var told: ToldSets {
        var told = ToldSets(basis, kind)
        if basis.event != nil, p != nil {
            told.byValue = told.sets
        } else if let df, let whole = Int(exactly: df), (0...3).contains(basis.about.count - whole) {
            told.byCounts = [told.about]
        }
        return told
    }

    /// What happened to those with its event.
    var kind: EventKind { EventKind(test.id, test.meaning, KeyAxis.places(of: key)) }
}

extension Measured {
    /// As of an estimate. What a sentence says of everybody or of nobody is told nowhere else as its event.
    var told: ToldSets {
        var told = ToldSets(basis, nil)
        switch format {
        case .percent: told.byValue = told.sets
        case .count where basis.event != nil || value == Double(basis.about.count): told.byValue = told.sets
        case .count: break
        case .byError, .fixed: told.bySum = basis.about
        }
        return told
    }
}

extension FindingBuilder.Population {
    /// Whom its rows are of.
    var rowsBasis: Basis { observationsBasis ?? patients.map { .of($0, apart: apart) } ?? .noPerson }

    /// Where each of some patients has one row, the count of rows tells how many they are.
    var rowsTold: ToldSets {
        var told = ToldSets(rowsBasis, nil)
        told.byValue = told.sets.filter { $0.count == observations }
        return told
    }
}

extension Unit {
    /// Whether patients can be counted from a number of this unit.
    var countsPatients: Bool {
        switch self {
        case .patients, .share: true
        // An effective number of patients is close to theirs.
        case .named(let name): name.text.hasPrefix("patients")
        case .rows, .shareOfRows, .days, .score, .scorePer, .perScore: false
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
