import Foundation
import Presentation

/// Turns what gnuplot draws into a standalone figure, and a standalone figure into a part of the page.
enum FigureSVG {
    /// A standalone figure: gnuplot's own title, description and script are taken out and the figure's put in, every
    /// identifier bears the figure's name, colours are written in one way.
    static func standalone(_ drawn: String, name: String, title: String, altText: String) -> String {
        var body = drawn
        body = body.replacing(/<(title|desc|script)\b[^>]*>[\s\S]*?<\/\1>\s*/, with: "")
        body = body.replacing(/<filter id='(?:textbox|greybox)'[\s\S]*?<\/filter>\s*/, with: "")
        body = body.replacing(/(id|href)=(['"])(#?)(gp[A-Za-z0-9_]+|gnuplot_canvas)\2/) { match in
            "\(match.1)=\"\(match.3)\(name)_\(match.4)\""
        }
        body = body.replacing(/rgb\(\s*(\d+),\s*(\d+),\s*(\d+)\)/) { match in
            let parts = [match.1, match.2, match.3].map { UInt8($0) ?? 0 }
            return String(format: "#%02x%02x%02x", parts[0], parts[1], parts[2])
        }
        body = body.replacing("'black'", with: "'\(FigureColor.ink.rawValue)'")
        body = body.replacing("\"black\"", with: "\"\(FigureColor.ink.rawValue)\"")
        body = body.replacing("font-family=\"sans-serif\"", with: "font-family=\"\(SVGText.fontFamily)\"")
        body = body.replacing(/<g [^<>]*>\s*<\/g>\n?/, with: "")
        guard let start = body.range(of: "<svg"), let open = body[start.upperBound...].firstIndex(of: ">"),
            let viewBox = body.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/)
        else { return drawn }
        let inside = body[body.index(after: open)...].replacing(/\n\s*\n+/, with: "\n")
        return header(name: name, title: title, altText: altText, width: viewBox.1, height: viewBox.2)
            + inside.trimmingPrefix(/\s+/)
    }

    /// The opening of a standalone figure, its title and description.
    static func header(
        name: String, title: String, altText: String, width: some StringProtocol, height: some StringProtocol
    ) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 \(width) \(height)" \
        width="\(width)" height="\(height)" role="img" aria-labelledby="\(name)_title \(name)_desc">
        <title id="\(name)_title">\(SVGText.escaped(title))</title>
        <desc id="\(name)_desc">\(SVGText.escaped(altText))</desc>

        """
    }

    /// The figure as a part of the page: no namespaces, sized by the page, colours by the page's variables.
    static func inline(_ standalone: String) -> String {
        var svg = standalone
        svg = svg.replacing(/\sxmlns(:xlink)?="[^"]*"/, with: "")
        svg = svg.replacing("xlink:href", with: "href")
        svg = svg.replacing(/(<svg viewBox="[^"]*") width="\d+" height="\d+"/) { "\($0.1)" }
        svg = svg.replacing(" font-family=\"\(SVGText.fontFamily)\"", with: "")
        for color in FigureColor.allCases {
            svg = svg.replacing(color.rawValue, with: "var(\(color.variable))")
        }
        return svg
    }
}
