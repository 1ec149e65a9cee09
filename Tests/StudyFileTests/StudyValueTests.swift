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
