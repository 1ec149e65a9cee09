import Disclosure
import Findings
import Presentation

/// datapackage.json: the Frictionless description of the tables (specs.frictionlessdata.io/data-package and
/// datapackage.org version 2, whose common part this is).
struct DataPackage: Encodable {
    struct Resource: Encodable {
        let name: String
        let title: String
        let description: String
        let path: String
        let profile = "tabular-data-resource"
        let format = "csv"
        let mediatype = "text/csv"
        let encoding = "utf-8"
        let schema: Schema
    }

    struct Schema: Encodable {
        let fields: [Field]
        let missingValues: [String]
    }

    struct Field: Encodable {
        let name: String
        let type: String
        let description: String
    }

    let profile = "tabular-data-package"
    let name: String
    let title: String
    let description: String
    let version: String
    let resources: [Resource]

    init(_ results: Released, tables: [TidyTable]) {
        name = Self.packageName(results.run.id)
        title = results.study.title
        description =
            (results.study.synthetic ? "SYNTHETIC DATA. " : "")
            + (results.isInternal ? InternalMark.sentence + " " : "")
            + "Tidy tables of a nocitrend report. The word withheld stands for a number that is not shown."
        version = results.run.version
        resources = tables.map { table in
            Resource(
                name: Self.packageName(table.name), title: table.title, description: table.description,
                path: "tables/\(table.name).csv",
                schema: Schema(
                    fields: table.fields.map {
                        .init(name: $0.name, type: $0.kind.rawValue, description: $0.description)
                    },
                    missingValues: ["", TidyTable.withheld]))
        }
    }

    /// A name as the specification asks: lower-case letters, digits, `.`, `-`, `_`.
    static func packageName(_ text: String) -> String {
        let name = String(
            text.lowercased().map { character in
                character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
                    ? character : "-"
            })
        return name.isEmpty ? "nocitrend" : name
    }
}
