import Cohort
import Estimation
import StudyFixtures
import Testing

@testable import Questions

@Suite("One walk over the scores")
struct PainWalkTests {
    /// Twenty people of none to nine scores, two of them a day now and then, before and in an era whose dose changes.
    private var cohort: Cohort {
        let people = (0..<20).map { person in
            var own = CohortFixture.Person()
            for visit in 0..<(person % 10) {
                let day = Int32(25 * visit - 30 + person)
                own.pain.append((day, Double((person * 7 + visit * 3) % 11)))
                if visit % 3 == 2 { own.pain.append((day, Double((person + visit) % 11))) }
            }
            own.supplies = [(0...59, 30), (60...119, person % 4 == 0 ? nil : 60), (120...300, 90)]
            return own
        }
        return CohortFixture(people: people).cohort
    }

    private var exposed: ExposedPain {
        ExposedPain(cohort: cohort, settings: .init(), bands: .standard, executor: .serial)
    }

    @Test("What is asked together is what is asked one by one, and again")
    func together() {
        let all = PainWalk(exposed, parts: .all, executor: .serial)
        let none = PainWalk(exposed, parts: [], executor: .serial)
        let courses = all.courses
        #expect(courses == none.courses)
        #expect(courses.count == 20 && courses[0] == nil && courses[9] != nil)
        let slopes = all.ownSlopes
        #expect(slopes == none.ownSlopes)
        #expect(slopes.courses.count == slopes.persons.count && slopes.persons.persons.contains(9))
        let curved = all.curved(knots: 4)
        #expect(curved == none.curved(knots: 4))
        #expect(curved == all.curved(knots: 4))
        #expect(curved.columns.count == 5 && all.curved(knots: 3).columns.count == 4)
        let dosed = all.dosed()
        #expect(dosed == none.dosed() && dosed.rowCount < curved.rowCount)
    }

    @Test("The sums of each band are those of its scores")
    func bands() {
        let exposed = exposed
        let bands = DurationBands.standard
        var counts = [Int](repeating: 0, count: bands.count)
        for (position, sums) in exposed.bandSums.enumerated() { counts[position % bands.count] += Int(sums.n) }
        var expected = [Int](repeating: 0, count: bands.count)
        for (day, count) in exposed.exposureDays.counts.enumerated() { expected[bands.band(of: day)] += count }
        #expect(counts == expected && exposed.bandSums.count == 20 * bands.count)
        for person in 0..<20 {
            let own = (0..<bands.count).map { exposed.bandSums[person * bands.count + $0] }
            #expect(own.reduce(0) { $0 + $1.n } == exposed.people[person].n)
            #expect(own.reduce(0) { $0 + $1.x } == exposed.people[person].x)
        }
    }
}
