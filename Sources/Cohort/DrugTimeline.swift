/// When a person took which opioid, by drug and by route.
///
/// One serves many people: ``begin(_:)`` goes to a person and keeps the storage.
public struct DrugTimeline: Sendable {
    private let exposures: OpioidExposures
    /// Of each regimen, the number of its drug; one number for all drugs that no name says.
    private let drugs: [Int]
    /// Of each regimen, the number of its drug and route; `nil` where one is not known.
    private let routes: [Int?]
    private let forms: [DrugForm]
    private let routeCount: Int
    private var spans: ArraySlice<DrugSpan> = []

    /// A timeline that stands at nobody.
    public init(_ exposures: OpioidExposures) {
        self.exposures = exposures
        let codes = Opioid.allCases
        let forms = exposures.regimens.map { DrugForm($0, of: exposures.drug(of: $0)) }
        drugs = forms.map { form in codes.firstIndex(of: form.drug) ?? 0 }
        var numbers: [DrugForm: Int] = [:]
        routes = forms.map { form in
            guard form.drug != .other, form.route != nil, form.route != .other else { return nil }
            if let number = numbers[form] { return number }
            numbers[form] = numbers.count
            return numbers.count - 1
        }
        routeCount = numbers.count
        self.forms = forms
    }

    /// Goes to a person.
    public mutating func begin(_ person: Int) {
        spans = exposures[person]
    }

    /// The person's rotations, and changes of route alone.
    ///
    /// A drug's days are merged over gaps as an era's are, whatever it is called; where such a stretch ends and one of another drug starts
    /// within the rule's days, of which each goes on alone on its own side, that is a rotation. Each start is matched with the nearest end
    /// that no earlier start has taken, of ends as near with the earlier. Two drugs that are taken together are none.
    ///
    /// - Parameter doses: the doses of the same person.
    /// - Complexity: n in the person's exposures, and k log k in the stretches of one drug.
    public func changes(_ rule: RotationRule, doses: DoseTimeline) -> DrugChanges {
        var changes = DrugChanges()
        guard let first = spans.first else { return changes }
        let (drug, route) = (drugs[Int(first.regimen)], routes[Int(first.regimen)])
        let isOneDrug = spans.allSatisfy { drugs[Int($0.regimen)] == drug }
        // Nearly everybody takes one drug in one way.
        if isOneDrug, spans.allSatisfy({ routes[Int($0.regimen)] == route }) { return changes }
        if !isOneDrug {
            let stretches = stretches(rule, keyCount: Opioid.allCases.count) { drugs[$0] }
            for (old, new) in Self.matches(stretches, rule, where: { $0.key != $1.key }) {
                let change = change(old, new, rule, doses)
                if change.old.drug == .other || change.new.drug == .other {
                    changes.unnamed += 1
                } else {
                    changes.rotations.append(change)
                }
            }
        }
        let stretches = stretches(rule, keyCount: routeCount) { routes[$0] }
        let matches = Self.matches(stretches, rule) { old, new in
            old.key != new.key && forms[old.last].drug == forms[new.first].drug
        }
        for (old, new) in matches { changes.routeChanges.append(change(old, new, rule, doses)) }
        return changes
    }

    /// The person's stretches of each drug, whatever it is called, in order of first days; words that name no drug count as one drug,
    /// ``Opioid/other``.
    ///
    /// - Parameter gap: The most days without a drug over which its days are merged; 0 gives the days that it was taken on.
    public func stretches(gap: Int) -> [DrugStretch] {
        stretches(RotationRule(drugGap: gap), keyCount: Opioid.allCases.count) { drugs[$0] }.map { stretch in
            DrugStretch(
                drug: forms[stretch.first].drug, start: StudyDay(Int32(clamping: stretch.start)),
                end: StudyDay(Int32(clamping: stretch.end)))
        }
    }

    /// Days of one drug, or of one route of it.
    private struct Stretch {
        let key: Int
        let start: Int
        var end: Int
        /// The regimen of the first day.
        let first: Int
        /// The regimen of the last day.
        var last: Int
    }

    /// In order of first days.
    private func stretches(_ rule: RotationRule, keyCount: Int, key: (Int) -> Int?) -> [Stretch] {
        var stretches: [Stretch] = []
        var open = [Int?](repeating: nil, count: keyCount)
        for span in spans {
            let regimen = Int(span.regimen)
            guard let key = key(regimen) else { continue }
            let (start, end) = (Int(span.start.rawValue), Int(span.end.rawValue))
            if let number = open[key], start - stretches[number].end - 1 <= rule.drugGap {
                guard end >= stretches[number].end else { continue }
                (stretches[number].end, stretches[number].last) = (end, regimen)
            } else {
                open[key] = stretches.count
                stretches.append(Stretch(key: key, start: start, end: end, first: regimen, last: regimen))
            }
        }
        return stretches
    }

    /// Which stretch follows which.
    private static func matches(
        _ stretches: [Stretch], _ rule: RotationRule, where isChange: (Stretch, Stretch) -> Bool
    ) -> [(old: Stretch, new: Stretch)] {
        guard stretches.count > 1 else { return [] }
        let ends = stretches.indices.sorted { (stretches[$0].end, $0) < (stretches[$1].end, $1) }
        var isTaken = [Bool](repeating: false, count: stretches.count)
        var matches: [(old: Stretch, new: Stretch)] = []
        var from = 0
        for new in stretches {
            // Ends too early for this start are so for all later ones.
            while from < ends.count, stretches[ends[from]].end < new.start - 1 - rule.gap { from += 1 }
            var nearest: (number: Int, distance: Int)?
            var place = from
            while place < ends.count, stretches[ends[place]].end <= new.start - 1 + rule.overlap {
                let old = stretches[ends[place]]
                let distance = abs(new.start - 1 - old.end)
                if !isTaken[ends[place]], old.start < new.start, old.end < new.end, isChange(old, new),
                    nearest.map({ distance < $0.distance }) ?? true
                {
                    nearest = (ends[place], distance)
                }
                place += 1
            }
            guard let nearest else { continue }
            isTaken[nearest.number] = true
            matches.append((stretches[nearest.number], new))
        }
        return matches
    }

    private func change(_ old: Stretch, _ new: Stretch, _ rule: RotationRule, _ doses: DoseTimeline) -> DrugChange {
        let (first, last) = (min(new.start, old.end + 1), max(new.start, old.end + 1))
        return DrugChange(
            old: forms[old.last], new: forms[new.first], lastDayOfOld: StudyDay(Int32(clamping: old.end)),
            firstDayOfNew: StudyDay(Int32(clamping: new.start)),
            doseBefore: doses.mean(
                from: first - rule.doseDays, days: rule.doseDays, mostUnknown: rule.mostUnknown),
            doseAfter: doses.mean(from: last, days: rule.doseDays, mostUnknown: rule.mostUnknown))
    }
}

extension DrugForm {
    /// What a regimen is of: a drug that no name says is ``Opioid/other``.
    fileprivate init(_ regimen: OpioidRegimen, of drug: ClinicalTerm<Opioid>?) {
        let code = drug?.code ?? .other
        let named = regimen.route ?? drug.flatMap { Route(inDrugWord: $0.word) }
        self.init(drug: code, route: named ?? (code.hasOralForm ? .oral : nil))
    }
}
