/// What becomes of a dispensing that begins before an earlier one of the same drug, route and daily dose ends.
public enum SupplyOverlap: String, Sendable, Hashable, CaseIterable {
    /// The early refill is kept for later: it starts when the supply before it ends (stockpiling, as in the ISPOR checklist of
    /// Peterson 2007, 10.1111/j.1524-4733.2006.00139.x).
    case carryOver = "carry_over"
    /// Both are taken at the same time.
    case sum
    /// What is left of the earlier one is not taken: it ends the day before the refill.
    case latest

    /// The rule in words.
    public var meaning: String {
        switch self {
        case .carryOver:
            "A dispensed supply that begins before one of the same drug, route and daily dose ends starts when that has ended; "
                + "other overlapping exposures are taken at the same time, and their doses are added."
        case .sum: "Overlapping exposures are taken at the same time, and their doses are added."
        case .latest:
            "A dispensed supply ends the day before the next one of the same drug, route and daily dose; other overlapping "
                + "exposures are taken at the same time, and their doses are added."
        }
    }
}

extension DrugHistory where Regimen == OpioidRegimen {
    /// The same history with overlapping supplies decided.
    ///
    /// - Complexity: linear in spans, with a sort of those of each person who has a supply that moves.
    public func deciding(_ rule: SupplyOverlap) -> Self {
        var overlapping = DoubledRows()
        let supplies = supplies
        guard rule != .sum, supplies.contains(where: { $0 != nil }) else { return self }
        var replacements: [(person: Int, rows: [DrugSpan])] = []
        var decision = SupplyDecision(rule, supplies)
        for person in 0..<spans.personCount {
            let (moved, rows) = decision.decide(self[person])
            guard moved > 0 else { continue }
            overlapping.note(moved, of: person)
            replacements.append((person, rows.sorted(by: DrugSpan.precedes)))
        }
        var history = self
        history.replace(replacements)
        history.overlapping = overlapping
        return history
    }

    /// For each regimen the number of what is supplied, which those of one drug, route and dose share whatever they are called;
    /// `nil` of one that is not dispensed.
    private var supplies: [Int?] {
        var numbers: [Supply: Int] = [:]
        return regimens.map { regimen -> Int? in
            guard regimen.isSupply, let drug = drug(of: regimen) else { return nil }
            let supply = Supply(regimen, of: drug)
            if let number = numbers[supply] { return number }
            numbers[supply] = numbers.count
            return numbers.count - 1
        }
    }
}

/// What is dispensed: whatever it is called, a drug in one way and dose.
private struct Supply: Hashable {
    let drug: Opioid
    let unknownWord: String?
    let route: Route?
    let dose: Double?
    let mme: OpioidRegimen.DailyMME

    init(_ regimen: OpioidRegimen, of drug: ClinicalTerm<Opioid>) {
        self.drug = drug.code
        unknownWord = drug.code == .other ? drug.word : nil
        route = regimen.route ?? (drug.code.hasOralForm ? .oral : nil)
        dose = regimen.dailyDose
        mme = regimen.dailyMME
    }
}

/// Moves or cuts the supplies of one person after the other.
private struct SupplyDecision {
    private let rule: SupplyOverlap
    private let supplies: [Int?]
    /// For each supply the person who had it last, the last day that it covers, and where it stands among the rows.
    private var latest: [(person: Int, end: Int32, row: Int)]
    private var person = 0
    /// Far behind every study day, and far from where days end.
    private static let lastDay: Int32 = 1 << 28

    init(_ rule: SupplyOverlap, _ supplies: [Int?]) {
        self.rule = rule
        self.supplies = supplies
        latest = Array(repeating: (0, 0, 0), count: supplies.count)
    }

    /// How many supplies of the next person are moved or cut, and the spans with these.
    mutating func decide(_ spans: ArraySlice<DrugSpan>) -> (moved: Int, rows: [DrugSpan]) {
        person += 1
        var moved = 0
        // Copied once a supply overlaps: hardly anybody has one that does not.
        var rows: [DrugSpan?] = []
        for (row, span) in spans.enumerated() {
            guard let supply = supplies[Int(span.regimen)] else {
                if moved > 0 { rows.append(span) }
                continue
            }
            let before = latest[supply]
            let overlaps = before.person == person && span.start.rawValue <= before.end
            if overlaps, moved == 0 { rows = spans.prefix(row).map { $0 } }
            moved += overlaps ? 1 : 0
            var placed = span
            if overlaps {
                switch rule {
                case .carryOver:
                    let start = min(before.end + 1, Self.lastDay)
                    let length = span.end.rawValue - span.start.rawValue
                    placed = DrugSpan(StudyDay(start), lasting: length, regimen: span.regimen)
                case .latest:
                    rows[before.row] = rows[before.row].flatMap {
                        DrugSpan($0.start, through: StudyDay(span.start.rawValue - 1), regimen: $0.regimen)
                    }
                case .sum: break
                }
            }
            if moved > 0 { rows.append(placed) }
            latest[supply] = (person, min(placed.end.rawValue, Self.lastDay), row)
        }
        return (moved, rows.compactMap(\.self))
    }
}

extension DrugSpan {
    /// A span of a day and so many more, which are not below 0.
    fileprivate init(_ start: StudyDay, lasting days: Int32, regimen: Int32) {
        self.init(unchecked: start, StudyDay(start.rawValue + max(0, days)), regimen)
    }
}
