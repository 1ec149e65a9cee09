import Disclosure
import Findings
import Foundation

/// results.json: the machine-readable twin of the report, as `docs/results-format.md` describes it.
enum ResultsDocument {
    static func bytes(_ released: Released) throws -> [UInt8] {
        Array(try encoder().encode(Document(released))) + [UInt8(ascii: "\n")]
    }

    /// The encoder of every JSON file: sorted keys, so that the same value gives the same bytes.
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return encoder
    }

    /// The whole document.
    private struct Document: Encodable {
        let schema = Findings.Results.schema
        let study: Findings.Results.Study
        let run: Findings.Results.Run
        let inputs: [Findings.Results.Input]
        let quality: [Findings.Results.TableQuality]
        let analyses: [Analysis]

        init(_ released: Released) {
            study = released.study
            run = released.run
            inputs = released.inputs
            quality = released.quality
            analyses = released.findings.map(Analysis.init)
        }
    }

    /// A finding.
    private struct Analysis: Encodable {
        let finding: ReleasedFinding

        private enum Keys: String, CodingKey {
            case id, title, status, reason, population, estimand, method, settings, estimates, tests, cautions
        }

        private enum PopulationKeys: String, CodingKey {
            case patients, observations, description
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(finding.id, forKey: .id)
            try container.encode(finding.title, forKey: .title)
            try container.encode(finding.isEstimated ? "estimated" : "not_estimable", forKey: .status)
            try container.encode(finding.reason, forKey: .reason)
            var population = container.nestedContainer(keyedBy: PopulationKeys.self, forKey: .population)
            try population.encode(finding.patients, forKey: .patients)
            try population.encode(finding.observations, forKey: .observations)
            try population.encode(finding.population, forKey: .description)
            try container.encode(finding.estimand, forKey: .estimand)
            try container.encode(finding.method, forKey: .method)
            try container.encode(
                Dictionary(finding.settings.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), forKey: .settings)
            try container.encode(finding.estimates.map(Number.init), forKey: .estimates)
            try container.encode(finding.tests.map(Test.init), forKey: .tests)
            try container.encode(finding.cautions, forKey: .cautions)
        }
    }

    /// An estimate.
    private struct Number: Encodable {
        let estimate: ReleasedEstimate

        private enum Keys: String, CodingKey {
            case name, group, column, variable, value, se, lower, upper, level, interval, n, events, unit
        }

        func encode(to encoder: any Encoder) throws {
            let place = Place(estimate.key)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(estimate.quantity.id, forKey: .name)
            try container.encode(place.group, forKey: .group)
            try container.encode(place.column, forKey: .column)
            try container.encode(place.variable, forKey: .variable)
            try container.encode(estimate.value, forKey: .value)
            try container.encode(estimate.se, forKey: .se)
            try container.encode(estimate.lower, forKey: .lower)
            try container.encode(estimate.upper, forKey: .upper)
            try container.encode(estimate.level, forKey: .level)
            try container.encode(estimate.interval, forKey: .interval)
            try container.encode(estimate.n, forKey: .n)
            try container.encode(estimate.events, forKey: .events)
            try container.encode(estimate.unit, forKey: .unit)
        }
    }

    /// A test.
    private struct Test: Encodable {
        let test: ReleasedTest

        private enum Keys: String, CodingKey {
            case name, group, column, variable, statistic, df, p, family
            case holm = "p_holm"
            case benjaminiHochberg = "p_benjamini_hochberg"
        }

        func encode(to encoder: any Encoder) throws {
            let place = Place(test.key)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(test.test.id, forKey: .name)
            try container.encode(place.group, forKey: .group)
            try container.encode(place.column, forKey: .column)
            try container.encode(place.variable, forKey: .variable)
            try container.encode(test.statistic, forKey: .statistic)
            try container.encode(test.df, forKey: .df)
            try container.encode(test.p, forKey: .p)
            try container.encode(test.family, forKey: .family)
            try container.encode(test.holm, forKey: .holm)
            try container.encode(test.benjaminiHochberg, forKey: .benjaminiHochberg)
        }
    }

    /// Where a number lies: the tool's own words by axis, and apart from them the study's columns.
    private struct Place {
        var group: [String: String] = [:]
        var column: Column?
        var variable: Column?

        init(_ key: any GroupKey) {
            for coordinate in key.coordinates {
                switch coordinate.place {
                case .study(let place) where coordinate.axis == .column: column = Column(place: place)
                case .study(let place): variable = Column(place: place)
                default: group[coordinate.axis.id] = coordinate.id
                }
            }
        }
    }

    /// A column of the study, maybe with a level.
    private struct Column: Encodable {
        let place: StudyPlace

        private enum Keys: String, CodingKey {
            case name, origin, level, reference
            case isRecorded = "recorded"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(place.column.text, forKey: .name)
            try container.encode(place.origin == .study ? "study" : "tool", forKey: .origin)
            try container.encode(place.level?.text, forKey: .level)
            try container.encode(place.level.map { $0 != .notRecorded }, forKey: .isRecorded)
            try container.encode(place.reference?.text, forKey: .reference)
        }
    }
}
