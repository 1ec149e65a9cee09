import Findings
import Testing

@Suite("Prose")
struct ProseTests {
    private static let few = PersonSet(ascending: [1, 2, 3])

    @Test("keeps a number apart from the words, with the persons behind it")
    func segments() {
        let prose: Prose = "Not used: \(Measured.count(Self.few, "patient", "patients")) of \(StudyWord("arm A"))."
        #expect(
            prose.segments.filter { $0 != .words("") } == [
                .words("Not used: "), .measured(.count(Self.few, "patient", "patients")), .words(" of "),
                .words("arm A"), .words("."),
            ])
    }

    @Test("settings are words, whole numbers without a decimal point")
    func settings() {
        let prose: Prose = "day \(setting: 7), claim \(setting: 0.95), change \(setting: 2.0)"
        let text = prose.segments.map { segment in if case .words(let words) = segment { words } else { "?" } }
        #expect(text.joined() == "day 7, claim 0.95, change 2")
    }

    @Test("lists with commas and a last and")
    func list() {
        let lists: [([Prose], String)] = [
            ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
        ]
        for (parts, expected) in lists {
            let words = parts.listed.segments.map { segment in
                if case .words(let words) = segment { words } else { "?" }
            }
            #expect(words.joined() == expected)
        }
    }

    @Test("a measurement that is not finite is none")
    func notFinite() {
        #expect(Measured(.nan, .byError, basis: .of(Self.few)) == nil)
        #expect(Measured(.infinity, .byError, basis: .of(Self.few)) == nil)
    }
}
