import Cohort

/// On which days scores name body sites, and how many of the sites had pain then or within so many days before; one serves many people.
struct PainfulSites {
    private let cohort: Cohort
    private let within: Int
    /// By instrument: the score that is no pain; `nil` of a test that provokes pain.
    private let painFree: [Double?]

    init(_ cohort: Cohort, within: Int) {
        self.cohort = cohort
        self.within = within
        painFree = cohort.instruments.map { own in
            guard own.modality == .clinical else { return nil }
            return own.direction == .higherIsMorePain ? own.range.lowerBound : own.range.upperBound
        }
    }

    /// Calls `visit` with each day on which a site is recorded of a person, ascending, and the number of painful sites.
    func forEachDay(of person: Int, _ visit: (_ day: StudyDay, _ count: Int) -> Void) {
        let (pain, sites) = (cohort.pain[person], cohort.pain.sites(of: person))
        guard !sites.isEmpty else { return }
        var recent: [(day: Int, site: UInt16)] = []
        var row = pain.startIndex
        while row < pain.endIndex {
            let day = pain[row].day
            let number = Int(day.rawValue)
            var isAsked = false
            recent.removeAll { $0.day < number - within }
            while row < pain.endIndex, pain[row].day == day {
                if sites[row] > 0, let painFree = painFree[Int(pain[row].instrument)] {
                    isAsked = true
                    if pain[row].score != painFree { recent.append((number, sites[row])) }
                }
                row += 1
            }
            if isAsked { visit(day, Self.distinct(recent)) }
        }
    }

    /// Different sites among a few.
    private static func distinct(_ recent: [(day: Int, site: UInt16)]) -> Int {
        recent.indices.count { position in !recent[..<position].contains { $0.site == recent[position].site } }
    }
}
