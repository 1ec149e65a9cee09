import Foundation
import Testing

@testable import Ingest

/// The guard over lists of names, values and innocent columns, written as other people's files have them.
@Suite struct IdentifierListTests {
    /// A line of a list that the guard judged otherwise.
    struct Miss: CustomStringConvertible {
        let what: String
        let expected: String
        let found: String
        var description: String { "\(what): expected \(expected), found \(found)" }
    }

    private func report(_ misses: [Miss], of list: [[String]], _ what: String) {
        print("\(what): \(list.count - misses.count) of \(list.count)")
        for miss in misses { print("  ", miss) }
    }

    @Test func knowsEveryNameOfTheList() throws {
        let list = try IdentifierLists.rows(of: "names.csv")
        #expect(list.count >= 300)
        let misses = list.compactMap { row -> Miss? in
            let found = IdentifierNames.verdict(onName: row[0])?.identifier.rawValue ?? "nothing"
            return found == row[1] ? nil : Miss(what: row[0], expected: row[1], found: found)
        }
        report(misses, of: list, "names")
        #expect(misses.isEmpty)
    }

    /// Each value is all that its column holds.
    @Test func knowsEveryValueOfTheList() throws {
        let list = try IdentifierLists.rows(of: "values.csv")
        #expect(list.count >= 150)
        let misses = list.compactMap { row -> Miss? in
            let found = IdentifierGuard.identifier(ofColumn: "x", cells: [row[0]])?.rawValue ?? "nothing"
            return found == row[1] ? nil : Miss(what: row[0], expected: row[1], found: found)
        }
        report(misses, of: list, "values")
        #expect(misses.isEmpty)
    }

    @Test func leavesInnocentColumnsAlone() throws {
        let list = try IdentifierLists.rows(of: "innocent.csv")
        #expect(list.count >= 100)
        let misses = list.compactMap { row -> Miss? in
            let cells = row[1].split(separator: ";").map(String.init)
            return IdentifierGuard.identifier(ofColumn: row[0], cells: cells).map {
                Miss(what: "\(row[0]) (\(row[1]))", expected: "nothing", found: $0.rawValue)
            }
        }
        report(misses, of: list, "innocent")
        #expect(misses.isEmpty)
    }
}

/// What the document says of the guard is what the guard does.
@Suite struct IdentifierCatalogueTests {
    private func document(file: String = #filePath) throws -> String {
        let root = (1...4).reduce(URL(fileURLWithPath: file)) { url, _ in url.deletingLastPathComponent() }
        return try String(contentsOf: root.appendingPathComponent("docs/identifiers.md"), encoding: .utf8)
    }

    @Test func theTableIsOfTheCode() throws {
        #expect(try document().contains(IdentifierCatalogue.table), "run \"make documents\"")
    }

    @Test func theCountsAreOfTheLists() throws {
        let text = try document().replacing("\n", with: " ")
        #expect(text.contains("\(try IdentifierLists.rows(of: "names.csv").count) names of columns"))
        #expect(text.contains("\(try IdentifierLists.rows(of: "values.csv").count) cells by class"))
        #expect(text.contains("\(try IdentifierLists.rows(of: "innocent.csv").count) innocent columns"))
    }

    /// Each class has names in each language, and no phrase stands in two classes of a language.
    @Test func everyClassHasNamesInEveryLanguage() {
        for language in IdentifierPhrases.Language.allCases {
            let lists = IdentifierPhrases.of(language)
            for identifier in IdentifierClass.allCases where identifier != .ageOver89 {
                #expect(lists.contains { $0.identifier == identifier }, "\(language) \(identifier)")
            }
            let classes = Dictionary(grouping: lists.flatMap(\.phrases)) { $0.words.joined(separator: " ") }
            for (phrase, known) in classes {
                #expect(Set(known.map(\.identifier)).count == 1, "\(language.rawValue): \(phrase)")
            }
        }
    }
}
