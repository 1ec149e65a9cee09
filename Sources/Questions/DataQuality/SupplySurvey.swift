import Cohort
import Estimation
import Findings

/// A patient's exposures as a record of supplies.
struct SuppliedPerson: Sendable {
    let person: Int32
    /// Days of the longest exposure, as it was recorded.
    let longest: Int32
    /// The highest equivalent of one exposure a day; `nil` where none is known.
    let highestDose: Float?
    /// Days that an exposure covers, and days from the first to the last of them.
    let covered: Int32
    let spanned: Int32
    let eras: Int32
    /// Days without the drug between two eras, the most.
    let longestGap: Int32
}

/// The exposures of everybody: how long and how high they are, what of the time they cover, what no factor converts.
struct SupplySurvey: Sendable {
    /// A word for a drug without a factor.
    struct Word: Sendable {
        let word: String
        let rows: Int
        let persons: PersonSet
    }

    let rows: Int
    let people: [SuppliedPerson]
    /// Words of exposures without a factor, most rows first.
    let unconverted: [Word]
}

struct SupplySurveyOf: Derivation {
    static let stage = "supply_survey"

    func derive(from study: Study) -> SupplySurvey {
        let exposures = study.cohort.exposures
        let gap = Int32(clamping: study.cohort.exposureRule.gap)
        let doses = exposures.regimens.map { regimen -> Float? in
            if case .milligrams(let dose) = regimen.dailyMME { Float(dose) } else { nil }
        }
        let wordOf = exposures.regimens.map { $0.dailyMME == .notConvertible ? $0.drug.map(Int.init) : nil }
        let words = exposures.drugs.map(\.word)
        let blocks = study.executor.mapBlocks(of: exposures.spans.personCount, size: PeopleBlock.size) { people in
            var rows = 0
            var taken: [SuppliedPerson] = []
            var counts = [Int](repeating: 0, count: words.count)
            var persons = [[Int]](repeating: [], count: words.count)
            for person in people {
                let spans = exposures[person]
                guard !spans.isEmpty else { continue }
                rows += spans.count
                taken.append(SuppliedPerson(person, spans, gap: gap) { doses[exposures.number(of: $0)] })
                for span in spans {
                    guard let word = wordOf[exposures.number(of: span)] else { continue }
                    counts[word] += 1
                    if persons[word].last != person { persons[word].append(person) }
                }
            }
            return (rows: rows, taken: taken, counts: counts, persons: persons)
        }
        let unconverted = words.indices.map { word in
            SupplySurvey.Word(
                word: words[word], rows: blocks.reduce(0) { $0 + $1.counts[word] },
                persons: PersonSet(ascending: blocks.flatMap { $0.persons[word] }))
        }
        return SupplySurvey(
            rows: blocks.reduce(0) { $0 + $1.rows }, people: blocks.flatMap(\.taken),
            unconverted: unconverted.filter { $0.rows > 0 }.sorted { ($1.rows, $0.word) < ($0.rows, $1.word) })
    }
}

extension SuppliedPerson {
    /// - Parameter spans: a person's, by their first days.
    fileprivate init(_ person: Int, _ spans: ArraySlice<DrugSpan>, gap: Int32, dose: (DrugSpan) -> Float?) {
        var (longest, covered, eras, longestGap) = (Int32(0), Int32(0), Int32(0), Int32(0))
        var highest: Float?
        var (first, reached) = (Int32(0), Int32.min)
        for span in spans {
            let (start, end) = (span.start.rawValue, span.end.rawValue)
            longest = max(longest, end - start + 1)
            if let dose = dose(span) { highest = max(highest ?? dose, dose) }
            if eras == 0 {
                (first, eras, covered, reached) = (start, 1, end - start + 1, end)
                continue
            }
            let free = start - reached - 1
            if free > gap {
                eras += 1
                longestGap = max(longestGap, free)
            }
            if end > reached {
                covered += end - max(reached, start - 1)
                reached = end
            }
        }
        self.init(
            person: Int32(truncatingIfNeeded: person), longest: longest, highestDose: highest, covered: covered,
            spanned: reached - first + 1, eras: eras, longestGap: longestGap)
    }
}
