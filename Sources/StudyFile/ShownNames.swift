/// A name from a file as a message may carry it: without control characters, terminal escapes and marks that turn the direction of
/// text, which are written as `\u{1b}`, and no longer than 60 characters.
public func shown(_ name: String) -> String {
    let safe = withoutControls(name.unicodeScalars.prefix(mostOfName + 1))
    return safe.count > mostOfName ? safe.prefix(mostOfName) + "…" : safe
}

/// Names as a message lists them: twelve at most, then how many more there are.
public func shownList(_ names: some Collection<String>) -> String {
    let first = names.prefix(mostNames).map(shown)
    let others = names.count - first.count
    return others > 0 ? first.joined(separator: ", ") + " and \(others) more" : listed(first, conjunction: "and")
}

/// A whole message, whatever got into it: one line, no control characters, at most 500 characters.
public func shownMessage(_ message: String) -> String {
    let safe = withoutControls(message.unicodeScalars.prefix(4 * mostOfMessage))
    guard safe.count > mostOfMessage else { return safe }
    // What is wrong stands at the start of a message and the remedy at its end.
    let end = withoutControls(message.unicodeScalars.suffix(mostOfMessage)).suffix(mostOfMessage / 2 - 2)
    return safe.prefix(mostOfMessage / 2 - 1) + "…" + end
}

/// A word of a file as pages, tables and terminals may carry it: control characters, terminal escapes and marks that turn the direction
/// of text are written as `\u{1b}`, line breaks and tabs are blanks. Of any length, and the same word where there are none.
public func printable(_ word: String) -> String {
    guard word.unicodeScalars.contains(where: isUnprintable) else { return word }
    var text = ""
    for scalar in word.unicodeScalars {
        if "\t\n\r".unicodeScalars.contains(scalar) {
            text += " "
        } else if isUnprintable(scalar) {
            text += escaped(scalar)
        } else {
            text.unicodeScalars.append(scalar)
        }
    }
    return text
}

/// Control characters, separators of lines and paragraphs, and what turns the direction of text.
func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7f, 0xa0..<0x61c: false
    case 0..<0x20, 0x7f..<0xa0, 0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
}

private func escaped(_ scalar: Unicode.Scalar) -> String { "\\u{" + String(scalar.value, radix: 16) + "}" }

private let mostOfName = 60
private let mostNames = 12
private let mostOfMessage = 500

private func withoutControls(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
            text += escaped(scalar)
        default:
            text.unicodeScalars.append(scalar)
        }
    }
    return text
}
