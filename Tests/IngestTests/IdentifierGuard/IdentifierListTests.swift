import DelimitedText
import Testing

@testable import Ingest

/// The guard over lists of names, values and innocent columns, written as other people's files have them.
@Suite struct IdentifierListTests {
    struct Miss: CustomStringConvertible {
        let what: String
        let expected: String
        let found: String
        var description: String { "\(what): expected \(expected), found \(found)" }
    }

    @Test func knowsEveryNameOfTheList() throws {
        let list = try IdentifierLists.rows(of: "names.csv")
        #expect(list.count >= 300)
        var misses: [Miss] = []
        for row in list {
            let found = IdentifierNames.verdict(onName: row[0])?.identifier.rawValue ?? "nothing"
            if found != row[1] { misses.append(Miss(what: row[0], expected: row[1], found: found)) }
        }
        print("names: \(list.count - misses.count) of \(list.count)")
        for miss in misses { print("  ", miss) }
        #expect(misses.isEmpty)
    }
}
