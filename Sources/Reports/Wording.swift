import Findings

/// The words for the keys of the results: denominators, instruments, models, columns.
enum Wording {
    /// An instrument as it reads within a sentence.
    static func instrument(_ name: String) -> String {
        switch name {
        case "nrs": "NRS pain score (0\u{2013}10)"
        case "vas": "VAS pain score (0\u{2013}100)"
        case "vrs": "VRS pain score (0\u{2013}3)"
        case "bpi_severity": "BPI pain severity (0\u{2013}10)"
        case "peg": "PEG score (0\u{2013}10)"
        case "sf36_bp": "SF-36 bodily pain score (0\u{2013}100, high means less pain)"
        case "eq5d_pain": "EQ-5D pain score"
        case "cold_pressor_s": "cold pressor time (seconds, high means less sensitive)"
        case "ppt_kpa": "pressure pain threshold (kPa, high means less sensitive)"
        case "heat_threshold_c": "heat pain threshold (\u{00B0}C, high means less sensitive)"
        default: "\(phrase(name)) score"
        }
    }

    /// An evoked test as it reads within a sentence, without its unit and direction.
    static func evokedTest(_ name: String) -> String {
        let text = instrument(name)
        return text.firstIndex(of: "(").map { String(text[..<$0].dropLast()) } ?? text
    }

    /// A unit within a sentence, without the time that it is per: `s per 30 days` is `seconds`.
    static func unitName(_ unit: String?) -> String {
        guard let unit else { return "" }
        let alone = unit.range(of: " per ").map { String(unit[..<$0.lowerBound]) } ?? unit
        return alone == "s" ? "seconds" : alone
    }

    /// An instrument for a heading or an axis, without the note on its direction.
    static func instrumentHeading(_ name: String) -> String {
        let text = instrument(name)
        guard let comma = text.firstIndex(of: ","), text.hasSuffix(")") else { return capitalized(text) }
        return capitalized(text[..<comma] + ")")
    }

    /// The unit of an instrument's score.
    static func points(_ instrument: String) -> String {
        switch instrument {
        case "cold_pressor_s": "seconds"
        case "ppt_kpa": "kPa"
        case "heat_threshold_c": "\u{00B0}C"
        default: "points"
        }
    }

    /// One unit of an instrument's score.
    static func onePoint(_ instrument: String) -> String {
        switch instrument {
        case "cold_pressor_s": "one second"
        case "ppt_kpa": "1\u{00A0}kPa"
        case "heat_threshold_c": "1\u{00A0}\u{00B0}C"
        default: "one point"
        }
    }

    /// Who stands below the line of a share.
    static func denominator(_ name: String) -> String {
        switch name {
        case "assessed": "Assessed only"
        case "missing_as_withdrawal": "Not assessed = withdrawal"
        case "best_case": "Not assessed = free"
        case "weighted": "Weighted for not being assessed"
        default: capitalized(phrase(name))
        }
    }

    /// A model of the pain trend.
    static func model(_ name: String) -> String {
        switch name {
        case "unadjusted": "Unadjusted"
        case "within_between": "Within and between patients"
        case "adjusted": "Adjusted"
        case "quadratic": "Quadratic"
        case "spline": "Restricted cubic spline"
        case "log_mme": "With the daily dose"
        case "duration_by_dose": "Duration by dose"
        case "site_intercept": "With sites as a random effect"
        case "cumulative_link": "Cumulative link (proportional odds)"
        case "cumulative_link_within_between": "Cumulative link, within and between patients"
        case "cumulative_link_adjusted": "Cumulative link, adjusted"
        case "logistic": "Logistic"
        case "least_squares": "Least squares, robust errors (CR2)"
        case "gee_exchangeable": "Estimating equations, exchangeable"
        case "within_bootstrap": "Within patients, bootstrapped"
        case "theil_sen": "Median of patients' own slopes"
        case "tobit": "Tobit regression"
        case "tobit_adjusted": "Tobit regression, adjusted"
        case "cox": "Hazard ratio of withdrawing the hand (Cox)"
        default: capitalized(phrase(name))
        }
    }

    /// The slope of a model of the pain trend, as a row's name.
    static func slope(model: String, term: String?) -> String {
        switch (model, term) {
        case ("within_between", "within"), ("tobit_within_between", "within"): "Within patients over time"
        case ("within_between", "between"), ("tobit_within_between", "between"): "Between patients"
        case (_, "average"): "\(Self.model(model)), average slope"
        case ("duration_by_dose", "at_mean_log_dose"): "Duration by dose, at the mean dose"
        case ("log_mme", _): "With the daily dose held constant"
        case ("cumulative_link_within_between", let term?): "Cumulative link, \(term) patients"
        case ("logistic", let term?): "Scores \(term) (logistic)"
        default: Self.model(model)
        }
    }

    /// A test of the pain trend, within a sentence.
    static func test(_ name: String) -> String {
        switch name {
        case "wald_slope_is_constant": "test of a constant slope (Wald)"
        case "linear_trend_across_bands": "linear trend across bands"
        case "jonckheere_terpstra": "trend over patients, one value each (Jonckheere\u{2013}Terpstra)"
        case "cuzick": "trend over patients, one value each (Cuzick)"
        case "cochran_armitage": "trend in the share over bands (Cochran\u{2013}Armitage)"
        case "slope_is_zero": "slope against zero"
        case "hazard_ratio_is_one": "hazard ratio against one"
        case "odds_ratio_is_one": "odds ratio against the first band"
        case "slopes_are_equal_across_strata": "test of equal slopes"
        case "wald_interaction_is_zero": "test that the slope does not depend on the dose (Wald)"
        default: phrase(name)
        }
    }

    /// A declared family of tests.
    static func family(_ name: String) -> String {
        switch name {
        case "slope": "The slope by every model"
        case "shape": "The shape of the line"
        case "levels": "Ordered levels"
        case "trend_across_bands": "Trend across bands"
        default: capitalized(evokedTest(name))
        }
    }

    /// A test as a table's row: what it tests, and of which model or band.
    static func row(of test: HypothesisTest) -> String {
        let about =
            test.group["band"].map { "\(band($0)) days" } ?? test.group["model"].map { model($0) } ?? test.group["term"]
        return capitalized(Self.test(test.name)) + (about.map { ", \($0)" } ?? "")
    }

    /// The unit of an estimate of the pain trend, in the words of its instrument.
    static func unit(_ unit: String?, _ instrument: String) -> String {
        guard let unit, let end = unit.range(of: " per ") else { return points(instrument) }
        return points(instrument) + unit[end.lowerBound...]
    }

    /// A parameter of the mixed model.
    static func parameter(_ name: String, term: String?) -> String {
        switch (name, term) {
        case ("slope", "within"): "Slope within patients"
        case ("slope", "between"): "Slope between patients"
        case ("slope", let term?): "Slope, \(phrase(term))"
        case ("slope", nil): "Slope per 30 days"
        case ("coefficient", let term?): capitalized(term)
        case ("curvature", _): "Change of the slope"
        case ("dose_doubling", _): "Twice the daily dose"
        case ("interaction", _): "Exposure by daily dose"
        case ("intercept", _): "Intercept"
        case ("sd_intercept", _): "SD of patients' intercepts"
        case ("sd_slope", _): "SD of patients' slopes"
        case ("sd_site", _): "SD of sites"
        case ("r2_marginal", _): "Variance explained by exposure (marginal R\u{00B2})"
        case ("r2_conditional", _): "With patients' own lines (conditional R\u{00B2})"
        case ("correlation", _): "Correlation of intercepts and slopes"
        case ("sd_residual", _): "Residual SD"
        case ("log_likelihood", _): "Log-likelihood (of the fitted criterion)"
        default: capitalized(phrase(name))
        }
    }

    /// A study variable or its value as a group's name within a sentence.
    static func variable(_ name: String) -> String {
        phrase(name)
    }

    /// A value of a study variable; scales are set as the field writes them.
    static func level(_ level: String, of variable: String) -> String {
        variable == "scale" ? scale(level) : level
    }

    /// A withdrawal scale.
    static func scale(_ name: String) -> String {
        switch name {
        case "cows": "COWS"
        case "sows": "SOWS"
        case "sows_gossop": "Short OWS (Gossop)"
        case "grade": "clinician's grade"
        default: name
        }
    }

    /// A canonical table.
    static func table(_ name: String) -> String {
        name == "moud" ? "MOUD doses" : capitalized(phrase(name))
    }

    /// An interval's method.
    static func interval(_ name: String) -> String {
        switch name {
        case "wilson": "Wilson"
        case "clopper_pearson": "exact (Clopper\u{2013}Pearson)"
        case "wald": "Wald"
        case "wald_log": "Wald, of the logarithm"
        case "student_t": "Student's t"
        case "logit_t": "t on the logit scale"
        case "kaplan_meier_log_log": "Kaplan\u{2013}Meier, log-log"
        default: phrase(name)
        }
    }

    /// A band of days: `0-29` is `0–29`.
    static func band(_ name: String) -> String {
        name.replacing("-", with: "\u{2013}")
    }

    /// A key as words: `first_moud_dose` is `first moud dose`.
    static func phrase(_ key: String) -> String {
        key.replacing("_", with: " ")
    }

    /// With a capital first letter.
    static func capitalized(_ text: some StringProtocol) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A text as a sentence: a capital at its start, a full stop at its end.
    static func statement(_ text: String) -> String {
        sentence(capitalized(text))
    }

    /// A text that ends with a full stop.
    static func sentence(_ text: String) -> String {
        guard let last = text.last else { return text }
        return ".!?".contains(last) ? text : text + "."
    }
}
