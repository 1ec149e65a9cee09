import Cohort

/// A made-up study that every question has an answer to, with planted groups of 1, 10 and 11 patients, levels that are called as the
/// tool calls its own things, and columns that bear the names of keys. Small enough for every test, the same on every machine.
package enum PlantedStudy {
    /// Levels that are words of the tool as well.
    package static let awkwardLevels = ["overall", "not recorded", "withheld", "NA", "all", "missing", "everybody"]
    /// Columns that are called as keys of results are.
    package static let awkwardColumns = [
        "denominator", "claim", "model", "instrument", "scale", "band", "name", "value",
    ]

    /// Patients of the large group.
    package static let many = 400

    /// The study: an instrument of clinical pain, one of evoked pain.
    package static var cohort: Cohort {
        let coldPressor = Instrument.catalogue.first { $0.id == "cold_pressor_s" }
        return CohortFixture(
            people: people, instruments: [Instrument.catalogue[0]] + [coldPressor].compactMap(\.self),
            rule: ExposureRule()
        )
        .cohort
    }

    /// The same people with clinical pain in four ordered levels, and with a column of sites.
    package static var cohortOfLevels: Cohort {
        let coldPressor = Instrument.catalogue.first { $0.id == "cold_pressor_s" }
        let levels = Instrument.catalogue.first { $0.id == "vrs" }
        let people = self.people.enumerated().map { number, person in
            var person = person
            person.pain = person.pain.map { ($0.day, min(3, ($0.score / 2.5).rounded(.down))) }
            person.columns["site"] = "site \(number % 6 + 1)"
            // Without an event of dropout, leaving is read from the last score.
            person.events = []
            return person
        }
        return CohortFixture(people: people, instruments: [levels, coldPressor].compactMap(\.self)).cohort
    }

    private static var people: [CohortFixture.Person] {
        var random = Sequence(state: 7)
        return (0..<(many + 22)).map { person($0, &random) }
    }

    /// Arms of 1, 10 and 11 patients, and two large ones.
    private static func arm(_ number: Int) -> String {
        switch number {
        case ..<many: number % 2 == 0 ? "A" : "B"
        case many: "one"
        case ..<(many + 11): "ten"
        default: "eleven"
        }
    }

    private static func person(_ number: Int, _ random: inout Sequence) -> CohortFixture.Person {
        var person = CohortFixture.Person(
            arm: arm(number), sex: number % 3 == 0 ? nil : number % 3 == 1 ? "female" : "male",
            age: number % 17 == 0 ? nil : Double(20 + number % 50))
        for (place, column) in awkwardColumns.enumerated() where (number + place) % 9 != 0 {
            person.columns[column] = awkwardLevels[(number + place) % awkwardLevels.count]
        }
        // Everybody but eleven starts treatment; of those who do, some are assessed around day 7, on one of two scales.
        if number % 38 != 5 {
            person.doses = [0, 1, 2]
            if number % 5 != 0 {
                person.scale = number % 2 == 0 ? .cows : .sows
                person.withdrawal = [1, 3, 7, 10, 14, 28].compactMap { day in
                    random.next() < 0.2 ? nil : (day, random.next() < 0.4 + Double(day) / 60 ? .none : .mild)
                }
            }
        }
        // Nearly everybody is scored, most of them on opioids with a known dose, some only later; a few leave early.
        guard number % 29 != 3 else { return person }
        let start = Int32(number % 40)
        let length = Int32(60 + 12 * (number % 50))
        if number % 13 != 2 {
            person.supplies = [
                (start...(start + length / 2), number % 11 == 0 ? nil : 20 + 200 * random.next()),
                ((start + length / 2 + 1)...(start + length), 30 + 200 * random.next()),
            ]
        }
        let own = 2 * random.next()
        let slope = 0.02 * random.next()
        for visit in 0..<Int32(3 + number % 8) {
            let day = start + visit * (length / 8) + Int32(random.next() * 5)
            let noise = random.next() + random.next() - 1
            let score = 3 + own + slope * Double(day) / 3 + 1.5 * noise
            person.pain.append((day, min(10, max(0, (score * 2).rounded() / 2))))
            if visit < 3 {
                person.otherPain.append((day, min(300, (30 + 90 * random.next() + 200 * (1 - own / 2)).rounded())))
            }
        }
        // On days with a score, so that nobody is observed for longer; one symptom of the list and words that are the tool's own.
        for (visit, score) in person.pain.enumerated() {
            let isThere = (number * 7 + visit * 3) % 5 < 2
            person.symptoms.append((score.day, number % 2 == 0 ? "allodynia" : "sleep loss", isThere ? 1 : 0))
            person.symptoms.append((score.day, awkwardLevels[number % awkwardLevels.count], Double(visit % 3)))
        }
        if number % 5 < 2, let first = person.pain.first {
            person.care = [((first.day + 5)...(first.day + 40), number % 5 == 0 ? "physiotherapy" : "ibuprofen")]
        }
        if number % 23 == 1, let last = person.pain.last { person.events = [(last.day + 1, .dropout)] }
        return person
    }

    /// Numbers from 0 to 1 that only look like chance (Steele and Vigna 2021, 10.1002/spe.3030: a multiplicative congruential
    /// generator). The generators of Estimation and Simulation are not public.
    private struct Sequence {
        var state: UInt64

        mutating func next() -> Double {
            state = (state | 1) &* 0xD134_2543_DE82_EF95 &+ 2
            return Double(state >> 40) / Double(1 << 24)
        }
    }
}
