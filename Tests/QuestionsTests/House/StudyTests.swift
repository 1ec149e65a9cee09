import Cohort
import Estimation
import StudyFixtures
import Synchronization
import Testing

@testable import Questions

@Suite("What several questions share")
struct StudyTests {
    /// Counts how often it is computed.
    private struct Counted: Derivation {
        let number: Int
        static let stage = "counted"
        static let count = Mutex(0)

        func derive(from study: Study) -> Int {
            Self.count.withLock { $0 += 1 }
            return number * study.cohort.patients.count
        }
    }

    @Test("is computed once, whoever asks first, and each by itself")
    func once() throws {
        let study = try StudyFixture(CohortFixture(people: [.init(), .init()]).cohort).study
        #expect(study.shared(Counted(number: 3)) == 6)
        #expect(study.shared(Counted(number: 3)) == 6)
        #expect(study.shared(Counted(number: 4)) == 8)
        #expect(Counted.count.withLock { $0 } == 2)
    }

    @Test("the stages of a run are told with their own time, those inside taken off")
    func stages() throws {
        let stages = Mutex<[Study.Stage]>([])
        let fixture = try StudyFixture(PlantedStudy.cohort, analyses: "[pain_trend]")
        let study = Study(cohort: PlantedStudy.cohort, asked: fixture.study.asked, executor: .serial) { stage in
            stages.withLock { $0.append(stage) }
        }
        _ = study.asked.answers(of: study)
        let told = stages.withLock { $0 }
        #expect(told.map(\.id).contains("exposed_pain") && told.map(\.id).contains("pain_trend.main"))
        #expect(told.filter { $0.id == "exposed_pain" }.count == 1)
        #expect(told.allSatisfy { $0.seconds >= 0 })
    }
}
