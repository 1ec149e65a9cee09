import Foundation

/// As much of JSON Schema 2020-12 as `docs/results.schema.json` uses. A keyword that it does not know is a violation, so
/// that the schema cannot come to say more than is checked.
struct JSONSchema {
    private let root: [String: Any]

    init(contentsOf url: URL) throws {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        root = object as? [String: Any] ?? [:]
    }

    /// What of the document the schema does not allow, each with its place.
    func violations(in document: Data) throws -> [String] {
        check(try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed), root, at: "$")
    }

    private func check(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        schema.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
            keywordViolations(value, keyword, rule, schema, at: place)
        }
    }

    private func keywordViolations(
        _ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any], at place: String
    ) -> [String] {
        func verdict(_ isFine: Bool) -> [String] { isFine ? [] : ["\(place): \(keyword)"] }
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then", "else":
            return []
        case "type":
            let names = rule as? [String] ?? [rule as? String ?? ""]
            return verdict(names.contains { isOfType(value, $0) })
        case "const":
            return verdict((rule as? NSObject) == (value as? NSObject))
        case "enum":
            return verdict((rule as? [NSObject] ?? []).contains { $0 == (value as? NSObject) })
        case "pattern":
            guard let text = value as? String, let pattern = rule as? String else { return [] }
            return verdict(text.range(of: pattern, options: .regularExpression) != nil)
        case "minLength":
            guard let text = value as? String else { return [] }
            return verdict(Double(text.count) >= number(rule))
        case "minItems", "maxItems":
            guard let array = value as? [Any] else { return [] }
            let count = Double(array.count)
            return verdict(keyword == "minItems" ? count >= number(rule) : count <= number(rule))
        case "minimum", "exclusiveMinimum", "exclusiveMaximum":
            guard isOfType(value, "number") else { return [] }
            let (own, limit) = (number(value), number(rule))
            return verdict(
                keyword == "minimum" ? own >= limit : keyword == "exclusiveMinimum" ? own > limit : own < limit)
        case "required":
            guard let object = value as? [String: Any] else { return [] }
            return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): lacks \($0)" }
        case "properties":
            guard let object = value as? [String: Any], let rules = rule as? [String: [String: Any]] else { return [] }
            return rules.sorted { $0.key < $1.key }.flatMap { key, own in
                object[key].map { check($0, own, at: "\(place).\(key)") } ?? []
            }
        case "additionalProperties":
            guard let object = value as? [String: Any] else { return [] }
            let known = (schema["properties"] as? [String: Any])?.keys.map { $0 } ?? []
            let others = object.filter { !known.contains($0.key) }
            guard let own = rule as? [String: Any] else { return others.map { "\(place): unknown \($0.key)" } }
            return others.flatMap { check($0.value, own, at: "\(place).\($0.key)") }
        case "items":
            guard let array = value as? [Any], let own = rule as? [String: Any] else { return [] }
            return array.enumerated().flatMap { check($0.element, own, at: "\(place)[\($0.offset)]") }
        case "oneOf":
            let choices = rule as? [[String: Any]] ?? []
            return verdict(choices.count { check(value, $0, at: place).isEmpty } == 1)
        case "$ref":
            let name = (rule as? String ?? "").replacing("#/$defs/", with: "")
            guard let own = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else { return verdict(false) }
            return check(value, own, at: place)
        case "if":
            let holds = check(value, rule as? [String: Any] ?? [:], at: place).isEmpty
            return (schema[holds ? "then" : "else"] as? [String: Any]).map { check(value, $0, at: place) } ?? []
        default:
            return ["\(place): the keyword \(keyword) is not checked"]
        }
    }

    private func isOfType(_ value: Any, _ name: String) -> Bool {
        switch name {
        case "null": value is NSNull
        case "string": value is String
        case "array": value is [Any]
        case "object": value is [String: Any]
        case "boolean": isBoolean(value)
        case "number": value is NSNumber && !isBoolean(value)
        case "integer": value is NSNumber && !isBoolean(value) && number(value) == number(value).rounded()
        default: false
        }
    }

    /// A JSON true or false, which Foundation also takes for a number.
    private func isBoolean(_ value: Any) -> Bool {
        (value as? NSNumber).map { CFBooleanTypeCheck.isBoolean($0) } ?? false
    }

    private func number(_ value: Any) -> Double {
        (value as? NSNumber)?.doubleValue ?? .nan
    }

    private enum CFBooleanTypeCheck {
        static func isBoolean(_ number: NSNumber) -> Bool {
            type(of: number) == type(of: NSNumber(value: true)) && String(cString: number.objCType) == "c"
        }
    }
}
