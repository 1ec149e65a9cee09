import DelimitedText
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
