import Disclosure
import Findings
import Foundation
import Presentation

/// results.json: the machine-readable twin of the report, as `docs/results-format.md` describes it. Keys are sorted, so that the same
/// results give the same bytes.
enum ResultsDocument {
    static func bytes(_ released: Released, since: SinceLastRun? = nil) -> [UInt8] {
        var json = JSONText()
        json.object { json in
            json.member("analyses") { $0.array(released.findings) { $0.add($1) } }
            json.member("inputs") { $0.array(released.inputs) { $0.add($1) } }
            json.member("quality") { $0.array(released.quality) { $0.add($1) } }
            json.member("run") { $0.add(released.run, released.withheld) }
            json.member("schema", Findings.Results.schema)
            json.member("since") { $0.add(since) }
            json.member("study") { $0.add(released.study, notAnswered: PlanWords(released)?.notAnswered ?? []) }
        }
        json.end()
        return json.bytes
    }

    /// The encoder of the notebook and its description: sorted keys, so that the same value gives the same bytes.
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return encoder
    }
}

extension JSONText {
    fileprivate mutating func add(_ finding: ReleasedFinding) {
        object { json in
            json.member("cautions") { $0.array(finding.cautions) { $0.string($1) } }
            json.member("estimand", finding.estimand)
            json.member("estimates") { $0.array(finding.estimates) { $0.add($1) } }
            json.member("frame") { $0.add(finding.frame) }
            json.member("id", finding.id)
            json.member("method", finding.method)
            json.member("plan") { json in
                json.object { json in
                    json.member("date", finding.plan.date)
                    json.member("status", finding.plan.id)
                }
            }
            json.member("population") { json in
                json.object { json in
                    json.member("description", finding.population)
                    json.member("observations", finding.observations)
                    json.day("observations_as_of", finding.populationAsOf.observations)
                    json.member("patients", finding.patients)
                    json.day("patients_as_of", finding.populationAsOf.patients)
                }
            }
            json.member("reason", finding.reason)
            json.member("settings") { json in
                json.object { json in
                    for setting in finding.settings.sorted(by: { $0.name < $1.name }) {
                        json.member(setting.name, setting.value)
                    }
                }
            }
            json.member("status", finding.isEstimated ? "estimated" : "not_estimable")
            json.member("tests") { $0.array(finding.tests) { $0.add($1) } }
            json.member("title", finding.title)
        }
    }

    fileprivate mutating func add(_ frame: ReleasedFrame?) {
        guard let frame else { return null() }
        object { json in
            json.member("attacks") { json in
                json.array(frame.attacks) { json, attack in
                    json.object { json in
                        json.member("attack", attack.attack)
                        json.member("done", attack.done)
                    }
                }
            }
            json.member("comparator", frame.comparator)
            json.member("intercurrent_events") { json in
                json.array(frame.intercurrentEvents) { json, one in
                    json.object { json in
                        json.member("event", one.event)
                        json.member("handling", one.handling)
                    }
                }
            }
            json.member("population", frame.population)
            json.member("strategies", frame.strategies)
            json.member("summary", frame.summary)
            json.member("time_zero", frame.timeZero)
            json.member("variable", frame.variable)
        }
    }

    fileprivate mutating func add(_ estimate: ReleasedEstimate) {
        let place = Place(estimate.key)
        line { json in
            json.day("as_of", estimate.asOf)
            json.member("column", place.column)
            json.member("events", estimate.events)
            json.member("group", place.group)
            json.member("interval", estimate.interval)
            json.member("level", estimate.level)
            json.member("lower", estimate.lower)
            json.member("n", estimate.n)
            json.member("name", estimate.quantity.id)
            json.member("se", estimate.se)
            json.member("unit", estimate.unit)
            json.member("upper", estimate.upper)
            json.member("value", estimate.value)
            json.member("variable", place.variable)
        }
    }

    fileprivate mutating func add(_ test: ReleasedTest) {
        let place = Place(test.key)
        line { json in
            json.day("as_of", test.asOf)
            json.member("column", place.column)
            json.member("df", test.df)
            json.member("family", test.family)
            json.member("group", place.group)
            json.member("name", test.test.id)
            json.member("p", test.p)
            json.member("p_benjamini_hochberg", test.benjaminiHochberg)
            json.member("p_holm", test.holm)
            json.member("statistic", test.statistic)
            json.member("variable", place.variable)
        }
    }

    fileprivate mutating func add(_ input: Results.Input) {
        object { json in
            json.member("file", input.file)
            json.member("table", input.table)
        }
    }

    fileprivate mutating func add(_ quality: ReleasedQuality) {
        object { json in
            json.day("as_of", quality.asOf)
            json.member("doubled", quality.doubled)
            json.member("duplicates", quality.duplicates)
            json.member("filtered", quality.filtered)
            json.member("kept", quality.kept)
            json.member("read", quality.read)
            json.member("reasons") { json in
                json.array(quality.reasons) { json, reason in
                    json.object { json in
                        json.member("column", reason.column)
                        json.member("reason", reason.reason)
                        json.member("rows", reason.rows)
                    }
                }
            }
            json.member("rejected", quality.rejected)
            json.member("table", quality.table)
            json.member("unreadable") { json in
                json.array(quality.unreadable) { json, column in
                    json.object { json in
                        json.member("cells", column.rows)
                        json.member("column", column.column)
                    }
                }
            }
        }
    }

    fileprivate mutating func add(_ run: Results.Run, _ withheld: Released.Withheld) {
        object { json in
            json.member("id", run.id)
            json.member("internal", run.isInternal)
            json.member("minimum_cell", Double(run.minimumCell))
            json.member("version", run.version)
            json.member("withheld") { json in
                json.object { json in
                    json.member("cut_short", withheld.isHurried)
                    json.member("of_few", Double(withheld.primary))
                    json.member("to_protect", Double(withheld.complementary))
                }
            }
        }
    }

    fileprivate mutating func add(_ study: Results.Study, notAnswered: [Results.Study.Plan.Question]) {
        object { json in
            json.member("definitions") { json in
                json.array(study.definitions) { json, definition in
                    json.object { json in
                        json.member("meaning", definition.meaning)
                        json.member("term", definition.term)
                    }
                }
            }
            json.member("index", study.index)
            json.member("plan") { json in
                guard let plan = study.plan else { return json.null() }
                json.object { json in
                    json.member("date", plan.date)
                    json.member("hash", plan.hash)
                    json.member("not_answered") { $0.array(notAnswered) { $0.string($1.id) } }
                    json.member("questions") { $0.array(plan.questions) { $0.string($1.id) } }
                    json.member("status", plan.status.id)
                    json.member("version", plan.version)
                }
            }
            json.member("synthetic", study.synthetic)
            json.member("title", study.title)
        }
    }

    /// The day of an earlier release, only where one stands.
    private mutating func day(_ key: String, _ day: ReleaseDate?) {
        if let day { member(key, day.description) }
    }

    private mutating func member(_ key: String, _ measure: Measure?) {
        guard case .withheld(let reason)? = measure else { return member(key, measure?.number) }
        member(key) { $0.object { $0.member("withheld", reason) } }
    }

    private mutating func member(_ key: String, _ group: [(axis: String, word: String)]) {
        member(key) { json in
            json.object { json in for (axis, word) in group { json.member(axis, word) } }
        }
    }

    private mutating func member(_ key: String, _ place: StudyPlace?) {
        guard let place else { return member(key, nil as String?) }
        member(key) { json in
            json.object { json in
                json.member("level", place.level?.text)
                json.member("name", place.column.text)
                json.member("origin", place.origin == .study ? "study" : "tool")
                json.member("recorded", place.level.map { $0 != .notRecorded })
                json.member("reference", place.reference?.text)
            }
        }
    }
}

/// Where a number lies: the tool's own words by axis, and apart from them the study's columns.
private struct Place {
    var group: [(axis: String, word: String)] = []
    var column: StudyPlace?
    var variable: StudyPlace?

    init(_ key: any GroupKey) {
        for coordinate in key.coordinates {
            switch coordinate.place {
            case .study(let place) where coordinate.axis == .column: column = place
            case .study(let place): variable = place
            default: group.append((coordinate.axis.id, coordinate.id))
            }
        }
        group.sort { $0.axis < $1.axis }
    }
}
