import Testing

@testable import StudyFile

@Suite struct StudyValueTests {
    private func parse(_ yaml: String) throws -> StudyMapping {
        try StudyValue.root(ofYAML: yaml, path: "s.yaml")
    }

    private func complaint<Value>(_ read: () throws(StudyFileError) -> Value) -> String {
        do {
            _ = try read()
            return "no error"
        } catch { return error.description }
    }

    @Test func valuesKnowWhereTheyStand() throws {
        let root = try parse("days: [4, x]\nby:\n  - arm\n")
        let days = try #require(root["days"]).list(as: "days")
        #expect(try days[0].integer(as: "a day", in: 0...10) == 4)
        #expect(
            complaint { () throws(StudyFileError) in try days[1].integer(as: "a day", in: 0...10) }
                == "s.yaml line 1, column 11: a day must be a whole number, not \"x\"")
        #expect(try #require(root["by"]).oneOrMore().map { try $0.name(as: "a column") } == ["arm"])
    }

    /// Names and keys reach pages and terminals; a delimiter may be a control character.
    @Test func namesHoldNoControlCharacters() throws {
        let root = try parse("title: \"A\\e[31mB\"\nname: \"A\u{202e}B\"\ndelimiter: \"\\x01\"\nfine: Ä b\u{a0}c 👩‍⚕️\n")
        #expect(
            complaint { () throws(StudyFileError) in try root["title"]?.name(as: "title") }
                == "s.yaml line 1, column 8: title holds a control character (A\\u{1b}[31mB); take it out")
        let turned = complaint { () throws(StudyFileError) in try root["name"]?.name(as: "name") }
        #expect(turned.contains("A\\u{202e}B"))
        #expect(try #require(root["delimiter"]).text(as: "delimiter") == "\u{1}")
        #expect(try #require(root["fine"]).name(as: "fine") == "Ä b\u{a0}c 👩‍⚕️")
        let key = complaint { () throws(StudyFileError) in
            try StudyValue.root(ofYAML: "a: {\"x\\a\": 1}\n", path: "s.yaml")["a"]?.mapping(as: "a")
        }
        #expect(key.contains("a key holds a control character (x\\u{7})"))
    }

    @Test func wordsAreMadePrintable() {
        #expect(printable("Percocet 5-325 mg") == "Percocet 5-325 mg")
        #expect(
            printable("a\u{1b}[31m\u{7}\u{85}\u{2028}\u{200f}b\tc\nd")
                == "a\\u{1b}[31m\\u{7}\\u{85}\\u{2028}\\u{200f}b c d")
        #expect(printable("شنبه\u{200c}ها 👩‍⚕️ Ä") == "شنبه\u{200c}ها 👩‍⚕️ Ä")
    }

    @Test func onlyPlainNullIsNothing() throws {
        let root = try parse("a:\nb: ~\nc: null\nd: \"\"\ne: 'null'\n")
        #expect(root.entries.map(\.value.isNull) == [true, true, true, false, false])
    }

    @Test func anAliasStandsForItsAnchor() throws {
        let root = try parse("a: &days {first: 4}\nb: *days\nc: {<<: *days, last: 10}\n")
        #expect(try #require(root["b"]).mapping(as: "b")["first"]?.text(as: "first") == "4")
        #expect(try #require(root["c"]).mapping(as: "c").entries.map(\.key) == ["last", "first"])
    }

    /// Ten lines that stand for ten thousand million values.
    @Test func aliasesOfAliasesEndInAnError() {
        var yaml = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1..<10 {
            yaml += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(
            complaint { () throws(StudyFileError) in try StudyValue.root(ofYAML: yaml, path: "s.yaml") }
                .hasSuffix(
                    "the file stands for more than 1000000 values; look for aliases (\"*name\") that repeat others"))
    }

    @Test func groupsAreColumnsOfCategories() throws {
        let names = SettingNames(
            patientColumns: ["arm", "age"], numericColumns: ["age"], instruments: ["nrs"], instrumentsWithCutOff: [])
        let root = try parse("by: [arm, age, amr, scale]\n")
        let by = try #require(root["by"]).oneOrMore()
        #expect(try by[0].group(among: names) == "arm")
        #expect(try by[3].group(among: names, or: ["scale"]) == "scale")
        #expect(
            complaint { () throws(StudyFileError) in try by[1].group(among: names) }
                == "s.yaml line 1, column 11: \"age\" holds numbers, which make no groups; name a column of categories, or "
                + "write \"types: {age: categorical}\"")
        #expect(
            complaint { () throws(StudyFileError) in try by[2].patientColumn(among: names) }
                == "s.yaml line 1, column 16: \"amr\" is not a column of the patients table; did you mean \"arm\"? "
                + "(known: arm and age)")
    }
}
