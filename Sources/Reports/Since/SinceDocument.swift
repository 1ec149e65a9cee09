import Findings
import Presentation

/// `since` in results.json.
extension JSONText {
    mutating func add(_ since: SinceLastRun?) {
        guard let since else { return null() }
        object { json in
            json.member("compared", Double(since.compared))
            json.member("day", since.day)
            json.member("expected_by_chance", (since.expectedByChance * 1000).rounded() / 1000)
            json.member("inputs") { json in
                json.object { json in
                    json.member("gone") { $0.array(since.goneInputs) { $0.add($1) } }
                    json.member("new") { $0.array(since.newInputs) { $0.add($1) } }
                }
            }
            json.member("lost_answers") { $0.array(since.lostAnswers) { $0.add($1) } }
            json.member("lost_numbers") { $0.array(since.lostNumbers) { $0.add($1) } }
            json.member("moved") { $0.array(since.moved) { $0.add($1) } }
            json.member("new_answers") { $0.array(since.newAnswers) { $0.add($1) } }
            json.member("new_numbers") { $0.array(since.newNumbers) { $0.add($1) } }
            json.member("rows") { json in
                json.array(since.tables) { json, table in
                    json.line { json in
                        json.member("before", table.before)
                        json.member("now", table.now)
                        json.member("table", table.table)
                    }
                }
            }
            json.member("run", since.run)
            json.member("standing") { $0.array(since.standing) { $0.add($1) } }
        }
    }

    private mutating func add(_ input: Results.Input) {
        line { json in
            json.member("file", input.file)
            json.member("table", input.table)
        }
    }

    private mutating func add(_ question: SinceLastRun.Question) {
        line { json in
            json.member("id", question.finding)
            json.member("reason", question.reason)
        }
    }

    private mutating func add(_ number: SinceLastRun.Number) {
        line { json in
            json.member("before") { $0.add(number.before) }
            json.member("id", number.finding)
            json.member("key", number.key)
            json.member("name", number.quantity)
            json.member("now") { $0.add(number.now) }
        }
    }

    private mutating func add(_ reading: SinceLastRun.Reading?) {
        guard let reading else { return null() }
        line { json in
            if let day = reading.asOf { json.member("as_of", day) }
            json.member("lower", reading.lower)
            json.member("upper", reading.upper)
            json.member("value", reading.value)
        }
    }
}
