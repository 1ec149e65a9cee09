import Testing

@testable import StudyFile

@Suite struct NearestNameTests {
    @Test func toleratesTypingErrorsOnly() {
        let names = ["patient", "day", "score", "instrument", ""]
        #expect(nearestName(to: "pateint", among: names) == "patient")
        #expect(nearestName(to: "DAY", among: names) == "day")
        #expect(nearestName(to: "days", among: names) == "day")
        #expect(nearestName(to: "scroe", among: names) == "score")
        #expect(nearestName(to: "instr", among: names) == nil)
        #expect(nearestName(to: "zzz", among: names) == nil)
        #expect(nearestName(to: "a", among: ["b", "a"]) == "a")
    }

    @Test func suggestionIsTheEndOfAMessage() {
        #expect(suggestion(for: "pian.csv", among: ["day.csv", "pain.csv"]) == "; did you mean \"pain.csv\"?")
        #expect(suggestion(for: "zzz", among: ["day", "pain"]).isEmpty)
    }

    @Test func listsReadAsASentenceDoes() {
        #expect(listed([String]()).isEmpty)
        #expect(listed(["a"]) == "a")
        #expect(listed(["a", "b"]) == "a or b")
        #expect(listed(["a", "b", "c"], conjunction: "and") == "a, b and c")
    }
}
