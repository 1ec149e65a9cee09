import Cohort
import Findings
import StudyFile

/// Settings of `symptoms`.
struct SymptomsSettings: QuestionSettings {
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The bands; absent, the study's.
    var bands: DurationBands?
    /// Which of a patient's reports in a band counts.
    var report = CountedReport.last
    /// The severity above which a symptom is present.
    var presentAbove = 0.0
    /// The number of body sites above which pain is at several.
    var sitesAbove = 1
    /// Days before a day whose sites count with it.
    var siteWindow = 0
    /// Days after the start of exposure within which a patient must have been asked first.
    var askedWithin = 30
    /// Days after the last report in which death or leaving still ends the time without the symptom.
    var lastReportWithin = 90

    init() {}

    static let fields: [SettingField<SymptomsSettings>] = [
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "bands", \.bands, SettingKind.bands.optional, otherwise: "the study's `bands`",
            "the bands of exposure duration"),
        SettingField(
            "report", \.report, .choice, "which of a patient's reports of a symptom in a band of exposure counts"),
        SettingField(
            "present_above", \.presentAbove, .notNegative("severity"),
            "the severity above which a symptom counts as present; yes is 1 and no is 0"),
        SettingField(
            "sites_above", \.sitesAbove, .integer(in: 1...100),
            "the number of painful body sites above which pain is at several"),
        SettingField(
            "site_window", \.siteWindow, .integer(in: 0...365),
            "days before a day whose painful body sites are counted with those of the day"),
        SettingField(
            "asked_within", \.askedWithin, .integer(in: 0...3650),
            "days after the start of exposure within which a patient must have been asked for the first time, for onset"
        ),
        SettingField(
            "last_report_within", \.lastReportWithin, .integer(in: 0...3650),
            "days after the last report in which death or dropout still competes with onset; later ones are not seen"),
    ]
}

/// Which of several reports of a symptom stands for a patient in a band.
enum CountedReport: String, Term, CaseIterable {
    case last
    case first
    case worst

    var label: String {
        switch self {
        case .last: "the last"
        case .first: "the first"
        case .worst: "the most severe"
        }
    }
}

extension SettingKind where Value == Double {
    /// A number that is 0 or more.
    static func notNegative(_ what: String) -> SettingKind {
        SettingKind(
            type: "\(what) of 0 or more",
            read: { value, key, _ throws(StudyFileError) in
                let number = try value.number(as: key)
                guard number >= 0, number.isFinite else { throw value.error("\(key) must be 0 or more: \(what)") }
                return number
            }, text: { NumberText.plain($0) })
    }
}
