import Cohort
import StudyFixtures
import Testing

@testable import Questions

@Suite("Care of a patient")
struct PersonCareTests {
    private func care(
        _ rows: [(days: ClosedRange<Int32>, kind: String)], washout: Int = 180, together: Int = 30
    ) -> (care: PersonCare, kinds: CareKinds) {
        let cohort = CohortFixture(people: [.init(pain: [(0, 5)]).with(rows)]).cohort
        let kinds = CareKinds(cohort.interventions, fewest: 1, named: nil)
        return (
            PersonCare(cohort.interventions[0], numbers: kinds.numbers, washout: washout, together: together), kinds
        )
    }

    /// The kinds of words, of which each has as many patients as said.
    private static func kinds(
        _ words: [ClinicalTerm<InterventionKind>], patients: [Int] = [], fewest: Int = 1, named: String? = nil
    ) -> CareKinds {
        var block = PersonBlock<Intervention>()
        for (number, count) in patients.enumerated() {
            for person in 0..<count {
                block.append(Intervention(start: StudyDay(0), end: nil, kind: UInt16(number)), of: Int32(person))
            }
        }
        return CareKinds(
            Interventions(personCount: patients.max() ?? 0, blocks: [block], kinds: words), fewest: fewest, named: named
        )
    }

    @Test("own words of ten patients are one kind, those of eleven keep their name, and so does a negative control")
    func rareWords() {
        let words: [ClinicalTerm<InterventionKind>] = ["massage", "yoga", "reiki", "Reiki!", "hypnosis", "cupping"]
        let kinds = Self.kinds(words, patients: [11, 2, 6, 10, 3, 1], fewest: 11, named: "cupping")
        #expect(kinds.words.map(\.id) == ["study: massage", "yoga", "other", "study: cupping"])
        #expect(kinds.numbers == [0, 1, 2, 2, 2, 3])
        #expect(Self.kinds(words, patients: [11, 2, 6, 10, 3, 1]).words.count == 5)
    }

    @Test("kinds by what words say: classes of analgesics, what the tool knows, and the study's own word")
    func kinds() {
        let kinds = Self.kinds([
            "CBT", "cognitive behavioural therapy", "Ibuprofen", "naproxen", "gabapentin", "duloxetine",
            "paracetamol", "nonopioid drug", "Spinal manipulation", "spinal-manipulation", "together",
        ])
        #expect(kinds.numbers == [0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 7])
        #expect(
            kinds.words.map(\.id) == [
                "cognitive_behavioural_therapy", "nsaid", "gabapentinoid", "antidepressant", "acetaminophen",
                "nonopioid_drug", "study: Spinal manipulation", "study: together",
            ])
        #expect(kinds.number(of: "celecoxib") == 1 && kinds.number(of: "cbt") == 0 && kinds.number(of: "yoga") == nil)
    }

    /// Of care whose last day is 10, day 190 has it among the 180 days before (10...189), day 191 has not.
    @Test("the last day of a washout, and the first after it")
    func washout() {
        let own = care([(5...10, "yoga")]).care
        #expect(!own.had(0, before: 5) && own.had(0, before: 6) && own.had(0, before: 190))
        #expect(!own.had(0, before: 191) && !own.had(nil, before: 191) && own.had(nil, before: 190))
        #expect(!own.had(nil, before: 190, except: 0))
        // 180 days without are a new start, 179 are not.
        #expect(care([(5...10, "yoga"), (191...200, "yoga")]).care.courses.map(\.start) == [5, 191])
        #expect(care([(5...10, "yoga"), (190...200, "yoga")]).care.courses.map(\.start) == [5])
        #expect(care([(5...10, "yoga"), (190...200, "yoga")]).care.courses.map(\.end) == [200])
    }

    @Test("together at 30 days and not at 31; the month is that of the second kind")
    func together() throws {
        let own = care([(20...20, "acupuncture"), (50...50, "yoga")]).care
        #expect(own.begun(0..<30, except: nil).alone == 0)
        let second = own.begun(30..<60, except: nil)
        #expect(second.isTogether && second.kinds == [1] && second.alone == nil)
        #expect(own.hadTogether(before: 51, except: nil) && !own.hadTogether(before: 50, except: nil))
        #expect(own.hadTogether(before: 230, except: nil) && !own.hadTogether(before: 231, except: nil))
        let apart = care([(19...19, "acupuncture"), (50...50, "yoga")]).care
        #expect(apart.begun(30..<60, except: nil).alone == 1)
        let same = care([(40...40, "acupuncture"), (40...40, "yoga")]).care.begun(30..<60, except: nil)
        #expect(same.isTogether && same.kinds == [0, 1])
    }

    @Test("the first and the last day of a month; what comes next; the negative control does not count")
    func months() {
        let own = care([(30...30, "acupuncture"), (60...60, "yoga")]).care
        #expect(own.begun(0..<30, except: nil).kinds.isEmpty)
        #expect(own.begun(30..<60, except: nil).kinds == [0] && own.begun(60..<90, except: nil).kinds == [1])
        #expect(own.next(from: 30, except: nil) == 30 && own.next(from: 31, except: nil) == 60)
        #expect(own.next(from: 31, except: 1) == nil)
        #expect(own.begun(60..<90, except: 0).alone == 1)
        #expect(own.begun(60..<90, except: nil).isTogether)
    }
}

extension CohortFixture.Person {
    func with(_ care: [(days: ClosedRange<Int32>, kind: String)]) -> CohortFixture.Person {
        var person = self
        person.care = care
        return person
    }
}
