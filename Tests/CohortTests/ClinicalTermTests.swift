import Testing

@testable import Cohort

@Suite struct ClinicalTermTests {
    @Test(arguments: [
        ("oxycodone", Opioid.oxycodone), ("OXYCODONE HCL", .oxycodone), ("Oxycodone/APAP", .oxycodone),
        ("Percocet", .oxycodone), ("morphine sulfate ER", .morphine), ("MS Contin", .morphine),
        ("Buprenorphine-Naloxone", .buprenorphine), ("Suboxone film", .buprenorphine), ("fentanyl patch", .fentanyl),
        // Not guessed: several at once, near misses, parts of words, what is put beside an opioid, nothing.
        ("mixed", .other), ("morphine or codeine", .other), ("oxycodon", .other), ("apomorphine", .other),
        ("acetaminophen", .other), ("", .other),
    ])
    func wordsOfOpioids(word: String, opioid: Opioid) {
        #expect(Opioid(word: word) == opioid)
    }

    @Test func wordsOfOtherLists() {
        #expect(MOUDDrug(word: "XR-NTX") == .naltrexone && MOUDDrug(word: "Methadone") == .methadone)
        #expect(MOUDDrug(word: "placebo") == .other)
        #expect(
            Route(word: "TD") == .transdermal && Route(word: "by mouth") == .oral && Route(word: "G-tube") == .other)
        #expect(InterventionKind(word: "Cognitive-behavioral therapy") == .cognitiveBehaviouralTherapy)
        #expect(InterventionKind(word: "physio") == .physicalTherapy && InterventionKind(word: "nerve block") == .other)
        #expect(Symptom(word: "Allodynia") == .allodynia && Symptom(word: "sleep_lost_to_pain") == .sleepLostToPain)
    }

    @Test func everyTermIsSpelledAsItself() {
        func check<Code: ClinicalCode>(_ type: Code.Type) {
            for code in Code.allCases {
                for spelling in [code.rawValue] + code.synonyms { #expect(Code(word: spelling) == code, "\(spelling)") }
            }
        }
        check(Opioid.self)
        check(MOUDDrug.self)
        check(Route.self)
        check(InterventionKind.self)
        check(Symptom.self)
    }

    @Test func aTermKeepsItsWord() {
        let term = ClinicalTerm<Opioid>("Oxycodone HCl")
        #expect(term.word == "Oxycodone HCl" && term.code == .oxycodone)
    }

    /// Scores and exposures are what fills memory.
    @Test func rowsStaySmall() {
        #expect(MemoryLayout<DrugSpan>.stride == 12)
        #expect(MemoryLayout<WithdrawalAssessment>.stride == 8)
        #expect(MemoryLayout<StudyDay>.stride == 4)
    }
}
