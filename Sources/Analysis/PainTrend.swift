import Cohort
import Estimation
import Findings

/// The main question: how pain moves with the duration of opioid exposure.
///
/// A linear mixed model with a random intercept and slope for each patient, by REML. Beside the unadjusted model stand those
/// that a critic would ask for: the slope split into what happens within a patient over time and how patients differ
/// (Mundlak 1978, 10.2307/1913646), adjusted for patients' columns, curved, and with the dose held constant.
struct PainTrend {
    let cohort: Cohort
    let exposed: ExposedPain
    let main: Result<MainTrend, MainTrend.Missing>
    let own: OwnSlopes?
    let models: AnalysisSettings.TrendModels
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "pain_trend"
    private static let days = MainTrend.days

    func finding() -> Finding {
        let main: MainTrend
        switch self.main {
        case .success(let trend): main = trend
        case .failure(let missing): return notEstimable(missing.reason)
        }
        let candidates = TrendModels(
            moments: main.moments, cohort: cohort, settings: models, units: main.units, executor: executor)
        let unadjusted = main.fitted

        var answer = TrendAnswer(instrument: main.instrument, level: level)
        answer.add(
            unadjusted.fit, of: main.model, profile: unadjusted.fit.profileLikelihood(executor: executor).fit)
        if let test = main.model.slopeVarianceTest(unadjusted, executor: executor) {
            answer.add(test, ofSlopesIn: unadjusted.fit, model: main.model.id)
        }
        answer.addLine(unadjusted.fit, upTo: longestShownExposure, days: Self.days)
        var cautions = self.cautions + self.cautions(of: unadjusted)
        for candidate in candidates.others() {
            switch candidate.model {
            case .failure(let problem):
                cautions.append("\(candidate.title) could not be fitted: \(problem.reason).")
            case .success(let model):
                switch model.fitted(executor: executor) {
                case .success(let fitted):
                    answer.add(fitted.fit, of: model, leavesOut: candidate.leavesOut(exposed, fitted.fit))
                case .failure(let reason):
                    cautions.append("\(candidate.title) could not be fitted: \(reason.withoutCounts).")
                }
            }
        }
        // Of a few levels most patients' median slope is zero, however many rise.
        let alternatives = TrendAlternatives(
            moments: main.moments, own: main.instrument.isOrdinal ? nil : own, cohort: cohort, level: level,
            executor: executor)
        for attempt in alternatives.attempts() {
            switch attempt.slope {
            case .success(let slope):
                answer.add(slope, unit: main.units.slope, everybody: exposed.peopleExposed)
            case .failure(let reason): cautions.append("\(attempt.title) could not be had: \(reason.withoutCounts).")
            }
        }
        cautions += influence(alternatives)
        if main.instrument.isOrdinal { cautions += addLevels(to: &answer) }
        return Finding(
            id: Self.id, title: title, population: exposed.population, estimand: estimand, method: method,
            settings: settings(unadjusted), estimates: answer.estimates, tests: answer.testFamilies, cautions: cautions)
    }

    /// Adds what the scores say as ordered levels; returns what could not be had.
    private func addLevels(to answer: inout TrendAnswer) -> [String] {
        guard let rows = exposed.rows(executor: executor) else { return [] }
        do throws(NotEstimable) {
            let trend = try OrdinalTrend(rows, level: level, executor: executor)
            return trend.attempts(adjustedBy: adjustment).compactMap { attempt in
                switch attempt.ratios {
                case .success(let ratios):
                    for ratio in ratios { answer.add(ratio, everybody: exposed.peopleExposed) }
                    return nil
                case .failure(let reason): return "\(attempt.title) could not be had: \(reason.withoutCounts)."
                }
            }
        } catch {
            return ["The scores could not be taken as ordered levels: \(error.withoutCounts)."]
        }
    }

    /// The columns of the adjusted models; `nil` where there are none, or none that can be used: the adjusted mixed model says
    /// why.
    private var adjustment: TrendAdjustment? {
        models.adjust.isEmpty
            ? nil
            : try? TrendAdjustment(models.adjust, cohort: cohort, hasScores: exposed.people.map { $0.n > 0 })
    }

    private func influence(_ alternatives: TrendAlternatives) -> [String] {
        var sentences: [String] = []
        if let keeps = alternatives.keepsSignWithoutAnyone {
            sentences.append(
                keeps
                    ? "No single patient decides the sign of the slope within patients: it stays without any one of them."
                    : "The sign of the slope within patients hangs on a single patient: it changes without one of them."
            )
        }
        if let keeps = alternatives.keepsSignWithoutAnySite {
            sentences.append(
                keeps
                    ? "No single site decides it either."
                    : "The sign of the slope within patients hangs on a single site: it changes without one of them.")
        }
        return sentences
    }

    private func cautions(of unadjusted: TrendModel.Fitted) -> [String] {
        var cautions: [String] = []
        if !unadjusted.hasRandomSlope {
            cautions.append(
                "Patients have too few scores each to tell differing slopes from noise: the model has a random intercept only, "
                    + "and its interval may be too narrow.")
        }
        if unadjusted.fit.isSingular {
            cautions.append("The fit lies on the boundary: a variance of the random effects is estimated as zero.")
        }
        return cautions
    }

    /// The line is drawn as far as at least ``fewestBeyond`` patients are observed, in whole steps of 30 days: where the
    /// data end is itself something about a few.
    private var longestShownExposure: Int {
        let longest = exposed.people.filter { $0.n > 0 }.map { Int($0.longest) }.sorted()
        guard longest.count > Self.fewestBeyond else { return 0 }
        return longest[longest.count - 1 - Self.fewestBeyond] / Int(Self.days) * Int(Self.days)
    }

    private static let fewestBeyond = 20

    // MARK: - Words

    private var title: String { "Pain against duration of opioid exposure" }

    private var estimand: String {
        "Difference in mean \(exposed.instrument?.title ?? "pain score") per \(Int(Self.days)) days of "
            + (exposed.clock == .eraDays ? "the current exposure era" : "cumulative exposure")
            + ", among assessments made while exposed."
    }

    private var method: String {
        "Linear mixed model with correlated random intercept and slope for each patient, restricted maximum likelihood "
            + "(profiled as Bates et al. 2015, 10.18637/jss.v067.i01); t intervals with Satterthwaite's degrees of freedom "
            + "(Kuznetsova et al. 2017, 10.18637/jss.v082.i13), beside them Wald and profile-likelihood intervals of the "
            + "unadjusted slope. The model with sites adds a random intercept for each site, patients nested in sites. Whether slopes differ between patients: likelihood-ratio test with the boundary's mixture of "
            + "chi-squares (Stram and Lee 1994, 10.2307/2533455). The within/between model enters a "
            + "patient's mean exposure and the deviation from it (Mundlak 1978, 10.2307/1913646). The adjusted model takes "
            + "patients with a value in every column. The spline is a restricted cubic one with knots at Harrell's "
            + "percentiles of exposure (10.1007/978-3-319-19425-7). The models with the dose take the scores on days with a "
            + "known dose, as log2 of the day's MME. "
            + ordinalMethod
            + HypothesisTest.adjustment(
                of: "two families: the slope by every model, and the shape of the line"
                    + (exposed.instrument?.isOrdinal == true ? "; a third has the odds ratios" : ""))
    }

    private var ordinalMethod: String {
        guard exposed.instrument?.isOrdinal == true else { return "" }
        return
            "As ordered levels: proportional-odds regression (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) and, to "
            + "see whether its one ratio holds, a logistic regression at each cut, both with cluster-robust standard errors "
            + "(CR1). "
    }

    private func settings(_ fit: TrendModel.Fitted) -> [String: String] {
        [
            "instrument": exposed.instrument?.id ?? "", "exposure": exposed.clock.rawValue, "criterion": "REML",
            "random_effects": fit.hasRandomSlope ? "intercept and slope" : "intercept",
            "convergence": fit.fit.convergence.description, "knots": "\(models.knots)",
            "adjust": models.adjust.isEmpty ? "none" : models.adjust.map(\.column).joined(separator: ", "),
        ]
    }

    private var cautions: [String] {
        let unexposed = exposed.scores - exposed.exposedScores
        let ordinal =
            exposed.instrument?.isOrdinal == true
            ? [
                "The instrument has ordered levels: a line treats the steps between them as equal. The odds ratios of the "
                    + "cumulative-link model do not."
            ] : []
        return ordinal + [
            "An association: pain that rises for another reason, or doses raised because of pain, look the same here.",
            "Scores outside any exposure era are not used (\(unexposed) of \(exposed.scores)).",
            "A patient who leaves because of pain already recorded does not bias the model; one who leaves because of pain "
                + "that nobody recorded does.",
        ]
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: exposed.population, estimand: estimand,
            method: method, settings: exposed.instrument.map { ["instrument": $0.id] } ?? [:])
    }
}
