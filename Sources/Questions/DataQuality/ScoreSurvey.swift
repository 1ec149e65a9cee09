import Cohort
import Estimation
import Findings

/// A way in which scores heap, as people prefer some digits.
enum DigitPattern: String, Term, CaseIterable {
    case whole
    case endingInFive = "ending_in_0_or_5"
    case floor
    case ceiling
    case wholeWeeks = "days_in_whole_weeks"

    var label: String {
        switch self {
        case .whole: "whole numbers"
        case .endingInFive: "ending in 0 or 5"
        case .floor: "at the lowest possible score"
        case .ceiling: "at the highest possible score"
        case .wholeWeeks: "on a day that is a multiple of 7"
        }
    }

    /// Two bits a pattern: that the patient has such a score, and one that is not such.
    fileprivate var bit: UInt16 { 1 << (2 * UInt16(Self.allCases.firstIndex(of: self) ?? 0)) }
}

/// How the scores of one instrument lie in its range: one walk over all scores tells all instruments.
struct ScoreSurvey: Sendable {
    /// Scores that show a pattern.
    struct Heap: Sendable {
        let pattern: DigitPattern
        let rows: Int
        /// Who has such a score.
        let with: PersonSet
        /// Who has another one.
        let without: PersonSet
        /// The share if every whole score, or every day, were as likely; `nil` where that says nothing.
        let expected: Double?
    }

    let instrument: Instrument
    let rows: Int
    let persons: PersonSet
    let heaps: [Heap]
    /// Quantiles over scores, to a step of ``ScoreBins``, with who has a score at it or beyond.
    let quantiles: [(probability: Double, value: Double, beyond: PersonSet)]
}

/// A patient's days with a score.
struct ScoredPerson: Sendable {
    let person: Int32
    let days: Int32
    let first: Int32
    let last: Int32
    /// The longest time between two of them.
    let longest: Int32
}

/// What one walk over all scores tells of each instrument, and of each patient's days.
struct ScoreSurveys: Sendable {
    let instruments: [ScoreSurvey]
    let people: [ScoredPerson]
}

/// The walk.
struct ScoreSurveysOf: Derivation {
    static let stage = "score_survey"

    func derive(from study: Study) -> ScoreSurveys {
        let cohort = study.cohort
        let pain = cohort.pain
        let used = pain.countOfInstrument.indices.filter {
            pain.countOfInstrument[$0] > 0 && $0 < cohort.instruments.count
        }
        let bins = cohort.instruments.map(ScoreBins.init)
        var places = [Int](repeating: -1, count: cohort.instruments.count)
        for (place, instrument) in used.enumerated() { places[instrument] = place }
        let placeOf = places
        // Each block holds bins of its own: few blocks, whose number does not depend on the threads.
        let size = max(PeopleBlock.size, (pain.personCount - 1) / 64 + 1)
        let blocks = study.executor.mapBlocks(of: pain.personCount, size: size) { people in
            var block = SurveyBlock(people, used.map { bins[$0] })
            for person in people { block.add(pain[person], of: person, bins, placeOf) }
            return block
        }
        return ScoreSurveys(
            instruments: used.enumerated().map { place, instrument in
                survey(cohort.instruments[instrument], bins[instrument], place, blocks)
            }, people: blocks.flatMap(\.scored))
    }

    private func survey(_ instrument: Instrument, _ bins: ScoreBins, _ place: Int, _ blocks: [SurveyBlock])
        -> ScoreSurvey
    {
        var (all, inexact) = ([Int](repeating: 0, count: bins.count), [Int](repeating: 0, count: bins.count))
        for block in blocks {
            for bin in all.indices {
                all[bin] += block.counts[place][bin]
                inexact[bin] += block.inexact[place][bin]
            }
        }
        let rows = all.reduce(0, +)
        func persons(_ isMember: @escaping (PersonScores) -> Bool) -> PersonSet {
            PersonSet(
                ascending: blocks.flatMap { block in
                    block.persons[place].enumerated().lazy.filter { $1.bits != 0 && isMember($1) }
                        .map { block.first + $0.offset }
                })
        }
        let heaps = DigitPattern.allCases.map { pattern in
            let rows =
                pattern == .wholeWeeks
                ? blocks.reduce(0) { $0 + $1.weeks[place] }
                : all.indices.reduce(0) { $0 + (bins.bits[$1] & pattern.bit != 0 ? all[$1] - inexact[$1] : 0) }
            return ScoreSurvey.Heap(
                pattern: pattern, rows: rows, with: persons { $0.bits & pattern.bit != 0 },
                without: persons { $0.bits & (pattern.bit << 1) != 0 },
                expected: bins.expected(pattern, hasFractions: rows < all.reduce(0, +)))
        }
        return ScoreSurvey(
            instrument: instrument, rows: rows, persons: persons { _ in true }, heaps: heaps,
            quantiles: PersonQuantiles.probabilities.compactMap { probability in
                guard let bin = Self.bin(at: probability, of: all, rows) else { return nil }
                return (
                    probability, bins.value(bin),
                    persons { probability <= 0.5 ? $0.lowest <= bin : $0.highest >= bin }
                )
            })
    }

    /// The bin of the score at the nearest rank.
    private static func bin(at probability: Double, of counts: [Int], _ rows: Int) -> Int? {
        let rank = max(1, Int((probability * Double(rows)).rounded(.up)))
        var below = 0
        return counts.firstIndex { count in
            below += count
            return below >= rank
        }
    }
}

/// The range of an instrument in equal steps: tenths, or hundredths of a short range, or coarser ones of a very long one.
struct ScoreBins: Sendable {
    let lowest: Double
    let step: Double
    let count: Int
    /// What a score that is exactly at a step shows, and does not show.
    let bits: [UInt16]
    /// What any other score shows.
    static let other: UInt16 = DigitPattern.allCases.reduce(0) { $0 | ($1 == .wholeWeeks ? 0 : $1.bit << 1) }
    private let range: ClosedRange<Double>

    init(_ instrument: Instrument) {
        let range = instrument.range
        let width = range.upperBound - range.lowerBound
        step = width <= 5 ? 0.01 : width <= 2000 ? 0.1 : width / 20_000
        count = Int((width / step).rounded()) + 1
        lowest = range.lowerBound
        self.range = range
        let (lowest, step) = (lowest, step)
        bits = (0..<count).map { bin in
            let value = lowest + Double(bin) * step
            let isWhole = abs(value - value.rounded()) < 1e-6
            func bits(_ pattern: DigitPattern, _ isSuch: Bool) -> UInt16 { isSuch ? pattern.bit : pattern.bit << 1 }
            return bits(.whole, isWhole)
                | bits(.endingInFive, isWhole && Int(value.rounded()) % 5 == 0)
                | bits(.floor, bin == 0) | bits(.ceiling, abs(value - range.upperBound) < 1e-6)
        }
    }

    @inline(__always)
    func bin(_ score: Double) -> Int { min(count - 1, max(0, Int((score - lowest) / step + 0.5))) }

    /// Without the rounding of a step in binary.
    func value(_ bin: Int) -> Double { ((lowest + Double(bin) * step) * 1e6).rounded() / 1e6 }

    func expected(_ pattern: DigitPattern, hasFractions: Bool) -> Double? {
        let whole = bits.count { $0 & DigitPattern.whole.bit != 0 }
        switch pattern {
        case .wholeWeeks: return 1.0 / 7
        case .endingInFive:
            let fives = bits.count { $0 & DigitPattern.endingInFive.bit != 0 }
            return whole < 10 ? nil : Double(fives) / Double(whole)
        case .whole, .floor, .ceiling: return nil
        }
    }
}

/// A patient's scores of one instrument.
private struct PersonScores: Sendable {
    var bits: UInt16 = 0
    var lowest = Int.max
    var highest = Int.min
}

/// What the walk keeps of a block of people.
private struct SurveyBlock: Sendable {
    let first: Int
    /// By instrument and bin.
    var counts: [[Int]]
    /// Those of them that are not exactly at a step.
    var inexact: [[Int]]
    /// Scores on days that are multiples of 7, by instrument.
    var weeks: [Int]
    /// By instrument and person.
    var persons: [[PersonScores]]
    var scored: [ScoredPerson] = []

    init(_ people: Range<Int>, _ bins: [ScoreBins]) {
        first = people.lowerBound
        counts = bins.map { Array(repeating: 0, count: $0.count) }
        inexact = counts
        weeks = bins.map { _ in 0 }
        persons = bins.map { _ in Array(repeating: PersonScores(), count: people.count) }
    }

    mutating func add(_ pain: PersonPain, of person: Int, _ bins: [ScoreBins], _ places: [Int]) {
        var (days, start, last, longest) = (Int32(0), Int32(0), Int32.min, Int32(0))
        let week = DigitPattern.wholeWeeks.bit
        for score in pain {
            let day = score.day.rawValue
            if day != last {
                if days == 0 { start = day } else { longest = max(longest, day - last) }
                days += 1
                last = day
            }
            let number = Int(score.instrument)
            guard number < places.count, places[number] >= 0 else { continue }
            let place = places[number]
            let bin = bins[number].bin(score.score)
            counts[place][bin] += 1
            let isExact = abs(bins[number].lowest + Double(bin) * bins[number].step - score.score) < 1e-9
            if !isExact { inexact[place][bin] += 1 }
            let isWeek = day % 7 == 0
            if isWeek { weeks[place] += 1 }
            let bits = (isExact ? bins[number].bits[bin] : ScoreBins.other) | (isWeek ? week : week << 1)
            persons[place][person - first].bits |= bits
            if bin < persons[place][person - first].lowest { persons[place][person - first].lowest = bin }
            if bin > persons[place][person - first].highest { persons[place][person - first].highest = bin }
        }
        guard days > 0 else { return }
        scored.append(
            ScoredPerson(
                person: Int32(truncatingIfNeeded: person), days: days, first: start, last: last, longest: longest))
    }
}
