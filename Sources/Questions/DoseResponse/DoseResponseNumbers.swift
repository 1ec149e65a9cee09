import Estimation
import Findings
import Foundation

/// The numbers of `dose_response`, each with who stands behind it.
struct DoseResponseNumbers {
    let instrument: InstrumentInfo
    let dosed: DosedScores
    /// With an exposed score, its dose known or not.
    let everybody: PersonSet
    let level: ConfidenceLevel

    private var key: DoseResponseKey { DoseResponseKey(instrument: instrument) }
    /// Who is scored while exposed, and not in the models: told by the two numbers of patients.
    private var leftOut: PersonSet { everybody.subtracting(dosed.persons) }
    private var basis: Basis { .of(dosed.persons) }

    var population: FindingBuilder.Population {
        .init(
            "patients with a pain score while exposed on a day whose dose is known; observations are those scores",
            patients: dosed.persons, apart: [leftOut], observations: dosed.known,
            observationsBasis: .of(dosed.persons, apart: [dosed.personsWithUnknown]))
    }

    /// Adds what part of the exposed scores has a known dose.
    func addKnown(to finding: inout FindingBuilder) {
        guard dosed.scores > 0 else { return }
        finding.add(
            .knownDoseShare, key, Double(dosed.known) / Double(dosed.scores),
            basis: .of(everybody, apart: [dosed.persons, dosed.personsWithUnknown]))
    }

    /// Adds whose dose is not always the same.
    func addVarying(to finding: inout FindingBuilder) {
        finding.add(
            share: .varyingDoseShare, key, of: dosed.personsWithVaryingDose, among: dosed.persons, intervals: [.wilson],
            level: level, apart: [leftOut])
    }

    /// Adds how duration and dose move together.
    func addCorrelations(to finding: inout FindingBuilder) {
        for (term, sums, persons) in [
            (DoseTerm.overScores, dosed.overScores, dosed.persons), (.within, dosed.within, dosed.personsWithTwo),
            (.between, dosed.between, dosed.persons),
        ] {
            guard let correlation = sums.correlation else { continue }
            finding.add(
                .durationDoseCorrelation, DoseResponseKey(instrument: instrument, term: term), correlation,
                basis: .of(persons))
        }
    }

    /// Adds the doses at which the slope is read. Those who were scored beyond one stand apart.
    func add(_ levels: [(level: DoseLevel, logDose: Double)], to finding: inout FindingBuilder) {
        for (level, logDose) in levels {
            let beyond = dosed.persons {
                $0.known > 0 && (level == .high ? $0.highest >= logDose : $0.lowest <= logDose)
            }
            finding.add(
                .doseAtLevel, DoseResponseKey(instrument: instrument, dose: level), exp2(logDose),
                basis: .of(dosed.persons, apart: [beyond]))
        }
    }

    /// Adds what is reported of a model, and its tests.
    func add(
        _ fitted: DoseModels.Fitted, of model: DoseModels.Model, to finding: inout FindingBuilder,
        _ tests: inout [HypothesisTest]
    ) {
        for reported in model.reported {
            guard let estimate = fitted.fit.prediction(reported.weights) else { continue }
            let key = DoseResponseKey(
                instrument: instrument, model: model.name, term: reported.term, dose: reported.dose)
            finding.add(
                reported.quantity, key, estimate.value, se: estimate.standardError,
                fitted.fit.interval(reported.weights, level: level), basis: basis)
            if let test = reported.test, let result = fitted.fit.test(reported.weights) {
                tests.append(HypothesisTest(test, key, result, basis: basis))
            }
        }
    }

    /// Adds the mean score over time at each dose, by the model with the product.
    func addLines(
        _ fit: any FittedCoefficients, _ levels: [(level: DoseLevel, logDose: Double)], upTo last: Int,
        to finding: inout FindingBuilder
    ) {
        let step = max(30, (last / 12 + 29) / 30 * 30)
        for (level, logDose) in levels {
            for day in Swift.stride(from: 0, through: last, by: step) {
                let weights = DoseModels.mean(at: Double(day) / MainTrend.days, logDose)
                guard let mean = fit.prediction(weights) else { continue }
                finding.add(
                    .meanAtDose,
                    DoseResponseKey(instrument: instrument, model: .product, dose: level, exposureDays: day),
                    mean.value, se: mean.standardError, fit.interval(weights, level: self.level), basis: basis)
            }
        }
    }
}
