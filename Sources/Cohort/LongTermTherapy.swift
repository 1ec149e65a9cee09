/// Whether a person's opioid therapy is long-term, by three definitions in use side by side.
///
/// Studies use dozens of definitions (Oliveira Costa 2021, 10.1111/bcp.14798, counted 78 in 126 studies), and the share that they call
/// long-term differs with them: a share without its definition says little.
public struct LongTermTherapy: Sendable, Hashable {
    /// A definition.
    public enum Definition: String, Sendable, Hashable, CaseIterable {
        /// An episode of more than 90 days with at least 10 dispensings or 120 days' supply (Von Korff 2008,
        /// 10.1097/AJP.0b013e318169d03b).
        case consort
        /// At least 90 covered days within 365 days: the commonest of those that Oliveira Costa 2021 (10.1111/bcp.14798) found.
        case ninetyDays = "ninety_days"
        /// More than 4,500 mg of oral morphine equivalents dispensed within 365 days, in at least three of their four quarters: the wide
        /// definition of persistent use (Svendsen 2012, 10.1002/j.1532-2149.2011.00018.x), by amount in morphine equivalents.
        case svendsen = "svendsen_wide"
    }

    /// What a definition says of a person.
    public enum Verdict: Sendable, Hashable {
        /// Long-term.
        case met
        /// Not long-term.
        case notMet
        /// It depends on doses that are not known or not convertible.
        case unknown
    }

    /// By CONSORT's definition.
    public let consort: Verdict
    /// By 90 covered days within a year.
    public let ninetyDays: Verdict
    /// By Svendsen's wide definition.
    public let svendsen: Verdict

    /// What a definition says.
    public subscript(definition: Definition) -> Verdict {
        switch definition {
        case .consort: consort
        case .ninetyDays: ninetyDays
        case .svendsen: svendsen
        }
    }

    /// An episode is longer than this many days (CONSORT).
    public static let episodeDays = 90
    /// Dispensings of an episode that are enough (CONSORT).
    public static let dispensings = 10
    /// Days' supply of an episode that are enough (CONSORT).
    public static let daysSupplied = 120
    /// Covered days that are enough.
    public static let coveredDays = 90
    /// More milligrams of oral morphine equivalents than this (Svendsen).
    public static let milligrams = 4500.0
    /// Days of a year.
    public static let year = 365
    /// Quarters in which something is dispensed that are enough (Svendsen).
    public static let quarters = 3
}

extension DrugHistory where Regimen == OpioidRegimen {
    /// Whether a person's therapy is long-term, by each definition.
    ///
    /// An episode is an era: exposures merged while the drug-free gap is at most `gap` days. A dispensing is a row of days' supply, or one
    /// of first and last day that spans more than one day: rows of single days are a diary. Days' supply are those of all rows together, so
    /// that a day which two of them cover counts twice. A year is any 365 consecutive days; Svendsen's begin with a row, and its quarters
    /// begin on its days 1, 92, 183 and 274. A row that is no dispensing counts in every quarter that it covers a day of, and up to 365 of
    /// its days towards the amount.
    ///
    /// - Complexity: linear in the person's exposures.
    public func longTermTherapy(of person: Int, gap: Int) -> LongTermTherapy {
        let spans = self[person]
        return LongTermTherapy(
            consort: hasLongEpisode(spans, gap: gap) ? .met : .notMet,
            ninetyDays: Self.mostCoveredDays(of: spans, within: LongTermTherapy.year) >= LongTermTherapy.coveredDays
                ? .met : .notMet,
            svendsen: persistence(spans))
    }

    private func hasLongEpisode(_ spans: ArraySlice<DrugSpan>, gap: Int) -> Bool {
        var (start, reached, dispensings, supplied) = (0, Int.min / 2, 0, 0)
        for span in spans {
            let (first, last) = (Int(span.start.rawValue), Int(span.end.rawValue))
            if first - reached - 1 > gap { (start, dispensings, supplied) = (first, 0, 0) }
            reached = Swift.max(reached, last)
            supplied += last - first + 1
            if last > first || regimens[Int(span.regimen)].isSupply { dispensings += 1 }
            if reached - start + 1 > LongTermTherapy.episodeDays,
                dispensings >= LongTermTherapy.dispensings || supplied >= LongTermTherapy.daysSupplied
            {
                return true
            }
        }
        return false
    }

    /// The most days of a window that any exposure covers, over all places of the window.
    ///
    /// As the window moves by a day, the count changes only where a covered stretch enters or leaves it, so the most is found with the
    /// window's first day on the first of a stretch, or its last day on the last of one.
    private static func mostCoveredDays(of spans: ArraySlice<DrugSpan>, within window: Int) -> Int {
        var stretches: [(first: Int, last: Int, before: Int)] = []
        var covered = 0
        for span in spans {
            let (first, last) = (Int(span.start.rawValue), Int(span.end.rawValue))
            guard let open = stretches.last, first <= open.last + 1 else {
                stretches.append((first, last, covered))
                covered += last - first + 1
                continue
            }
            guard last > open.last else { continue }
            covered += last - open.last
            stretches[stretches.count - 1].last = last
        }
        var (most, after, from) = (0, 0, 0)
        for stretch in stretches {
            let last = stretch.first + window - 1
            while after < stretches.count, stretches[after].last <= last { after += 1 }
            // Stretches before `after` end within the window; the next may begin in it.
            let begun = after < stretches.count ? Swift.max(0, last - stretches[after].first + 1) : 0
            let whole = (after < stretches.count ? stretches[after].before : covered) - stretch.before
            most = Swift.max(most, whole + begun)
            let first = stretch.last - window + 1
            while stretches[from].last < first { from += 1 }
            let upTo = stretch.before + stretch.last - stretch.first + 1
            most = Swift.max(most, upTo - stretches[from].before - Swift.max(0, first - stretches[from].first))
        }
        return most
    }

    private func persistence(_ spans: ArraySlice<DrugSpan>) -> LongTermTherapy.Verdict {
        // Before each row: the amount, the rows without a known one, and the last day that a row which is no dispensing reaches.
        var amounts = [0.0], unknowns = [0], reaches = [Int.min]
        amounts.reserveCapacity(spans.count + 1)
        unknowns.reserveCapacity(spans.count + 1)
        reaches.reserveCapacity(spans.count + 1)
        var (amount, unknown, reach) = (0.0, 0, Int.min)
        for span in spans {
            let (first, last) = (Int(span.start.rawValue), Int(span.end.rawValue))
            let regimen = regimens[Int(span.regimen)]
            if case .milligrams(let daily) = regimen.dailyMME {
                amount += daily * Double(Swift.min(last - first + 1, LongTermTherapy.year))
            } else {
                unknown += 1
            }
            if !regimen.isSupply { reach = Swift.max(reach, last) }
            amounts.append(amount)
            unknowns.append(unknown)
            reaches.append(reach)
        }
        var verdict = LongTermTherapy.Verdict.notMet
        let base = spans.startIndex
        // The first row on or after the start of each quarter but the first, and of the next year.
        var next = [0, 0, 0, 0]
        for row in 0..<spans.count {
            let start = Int(spans[base + row].start.rawValue)
            for quarter in next.indices {
                while next[quarter] < spans.count,
                    Int(spans[base + next[quarter]].start.rawValue) < start + Self.quarterStarts[quarter]
                {
                    next[quarter] += 1
                }
            }
            var quarters = 1
            for quarter in 0..<3
            where next[quarter] < next[quarter + 1] || reaches[next[quarter]] >= start + Self.quarterStarts[quarter] {
                quarters += 1
            }
            guard quarters >= LongTermTherapy.quarters else { continue }
            // A sum of products that is 4,500 but for rounding is not more.
            if amounts[next[3]] - amounts[row] > LongTermTherapy.milligrams * (1 + 1e-12) { return .met }
            if unknowns[next[3]] > unknowns[row] { verdict = .unknown }
        }
        return verdict
    }

    /// Days from the start of a year to its second, third and fourth quarter, and to the next year.
    private static var quarterStarts: [Int] { [91, 182, 273, LongTermTherapy.year] }
}
