import ArgumentParser
import Foundation

/// The manual pages, from what `--help` says: one of the tool and one of each command, in the macros of man(7).
struct ManualPages {
    /// Names of files with their text.
    let files: [(name: String, text: String)]

    /// The pages of a command line.
    init(of root: any ParsableCommand.Type) throws {
        let tool = try JSONDecoder().decode(Tool.self, from: Data(root._dumpHelp().utf8)).command
        let commands = (tool.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        files =
            [(tool.commandName + ".1", tool.page(named: tool.commandName, beside: commands))]
            + commands.map { command in
                let name = tool.commandName + "-" + command.commandName
                return (name + ".1", command.page(named: name, below: tool))
            }
    }

    /// What ArgumentParser says of a command line; it writes the same for its own tools (`--experimental-dump-help`).
    private struct Tool: Decodable {
        let command: Command
    }

    fileprivate struct Command: Decodable {
        let commandName: String
        let shouldDisplay: Bool
        let abstract: String?
        let discussion: String?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    fileprivate struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let defaultValue: String?
        let allValues: [String]?
    }
}

extension ManualPages.Command {
    private static let example = "Example: "
    private static let exitStatus = "Exit status: "

    private var shown: [ManualPages.Argument] { (arguments ?? []).filter(\.shouldDisplay) }

    /// The page of the tool.
    fileprivate func page(named name: String, beside commands: [ManualPages.Command]) -> String {
        let list = commands.flatMap { command in
            [".TP", ".BR \(name)-\(Roff.name(command.commandName)) (1)", Roff.text(command.abstract ?? "")]
        }
        return page(
            named: name, synopsis: [".B \(name)", ".I command", "[options]"], [".SH COMMANDS"] + list,
            seeAlso: commands.map { "\(name)-\($0.commandName)" })
    }

    /// The page of a command of a tool.
    fileprivate func page(named name: String, below tool: ManualPages.Command) -> String {
        let operands = shown.filter { $0.kind == "positional" }.map { ".I \(Roff.name($0.valueName ?? "file"))" }
        return page(
            named: name, synopsis: [".B \(tool.commandName) \(Roff.name(commandName))", "[options]"] + operands, [],
            seeAlso: [tool.commandName])
    }

    private func page(named name: String, synopsis: [String], _ more: [String], seeAlso: [String]) -> String {
        let lines = (discussion ?? "").components(separatedBy: "\n")
        let examples = lines.filter { $0.hasPrefix(Self.example) }.map { String($0.dropFirst(Self.example.count)) }
        let statuses = lines.filter { $0.hasPrefix(Self.exitStatus) }.map {
            String($0.dropFirst(Self.exitStatus.count))
        }
        let words = lines.filter { !$0.hasPrefix(Self.example) && !$0.hasPrefix(Self.exitStatus) }
        var page = [
            ".\\\" Made by nocitrend documents --manual.",
            ".TH \(name.uppercased()) 1 \"\" \"nocitrend \(Version.current)\" \"nocitrend manual\"",
            ".SH NAME", Roff.text("\(name) \\- ") + Roff.text(Self.uncapitalized(abstract ?? "")),
            ".SH SYNOPSIS",
        ]
        page += synopsis + [".SH DESCRIPTION"] + Roff.paragraphs(words) + more
        page += [".SH OPTIONS"] + shown.flatMap(\.entry)
        if !statuses.isEmpty { page += [".SH EXIT STATUS"] + statuses.map(Roff.text) }
        if !examples.isEmpty {
            page += [".SH EXAMPLES"] + examples.flatMap { [".PP", ".nf", Roff.text($0), ".fi"] }.dropFirst()
        }
        page += [".SH SEE ALSO"]
        page += seeAlso.enumerated().map { number, name in
            ".BR \(Roff.name(name)) (1)" + (number + 1 < seeAlso.count ? "," : "")
        }
        return page.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// As a name's line has it: without a capital and a full stop.
    private static func uncapitalized(_ text: String) -> String {
        let text = text.hasSuffix(".") ? String(text.dropLast()) : text
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension ManualPages.Argument {
    /// The name and what it does.
    fileprivate var entry: [String] {
        let value = Roff.name(valueName ?? "value")
        let spelled = (names ?? []).sorted { $0.kind == "short" && $1.kind != "short" }.map { name in
            "\\fB" + Roff.name((name.kind == "short" ? "-" : "--") + name.name) + "\\fR"
        }.joined(separator: ", ")
        let head =
            switch kind {
            case "positional": "\\fI\(value)\\fR"
            case "option": spelled + " \\fI\(value)\\fR"
            default: spelled
            }
        var words = abstract ?? ""
        if let allValues, !allValues.isEmpty { words += " One of \(allValues.joined(separator: ", "))." }
        if kind == "option", let defaultValue, !words.contains("default") {
            words += " The default is \(defaultValue)."
        }
        return [".TP", head, Roff.text(words)]
    }
}

/// Text as roff reads it.
private enum Roff {
    /// A line of running text.
    static func text(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "\\e-", with: "\\-")
            .replacingOccurrences(of: "--", with: "\\-\\-")
            .replacingOccurrences(of: "`", with: "\\(ga")
        // Of a line that begins with one of them roff would take a command.
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// A name, in which a hyphen is that of the keyboard.
    static func name(_ text: String) -> String { text.replacingOccurrences(of: "-", with: "\\-") }

    /// Lines of a discussion: an empty line between paragraphs, and lists of `  item: meaning`, whose own lists have four blanks.
    static func paragraphs(_ lines: [String]) -> [String] {
        var page: [String] = []
        var depth = 0
        func indent(to new: Int) {
            while depth < new { page.append(".RS"); depth += 1 }
            while depth > new { page.append(".RE"); depth -= 1 }
        }
        for line in lines {
            let words = line.drop { $0 == " " }
            let blanks = line.count - words.count
            guard !words.isEmpty else {
                indent(to: 0)
                if let last = page.last, last != ".PP" { page.append(".PP") }
                continue
            }
            guard blanks >= 2, let colon = words.range(of: ": ") else {
                indent(to: 0)
                page.append(text(String(words)))
                continue
            }
            indent(to: blanks / 2 - 1)
            let head = words[..<colon.lowerBound]
            let name = head.prefix { $0 != " " }
            page += [
                ".TP", "\\fB" + text(String(name)) + "\\fR" + text(String(head.dropFirst(name.count))),
                text(String(words[colon.upperBound...])),
            ]
        }
        indent(to: 0)
        while page.last == ".PP" { page.removeLast() }
        return page
    }
}
