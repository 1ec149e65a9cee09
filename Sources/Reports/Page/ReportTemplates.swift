import Foundation
import Mustache

/// The templates of the page and of the mail, which are part of the program.
enum ReportTemplates {
    /// Renders a template that is named as its file is, without the extension.
    static func render(_ object: Any, with name: String) throws -> String {
        var library = MustacheLibrary()
        for (name, bytes) in sources {
            do {
                library.register(try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)), named: name)
            } catch {
                throw ReportError.template(name: name, reason: "\(error)")
            }
        }
        guard let text = library.render(object, withTemplate: name) else {
            throw ReportError.template(name: name, reason: "it is not part of the program")
        }
        return text
    }

    private static var sources: [(name: String, bytes: [UInt8])] {
        [
            ("report", PackageResources.report_mustache), ("table", PackageResources.table_mustache),
            ("style", PackageResources.style_css),
        ]
    }
}
