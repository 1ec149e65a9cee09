import Cohort
import Findings
import StudyFile

extension SettingKind where Value == DurationBands {
    /// The first day of each band.
    static var bands: SettingKind {
        SettingKind(
            type: "first day of each band, from 0 upwards",
            read: { value, key, _ throws(StudyFileError) in
                let bounds = try value.list(as: key).map { day throws(StudyFileError) in
                    try day.integer(as: "the first day of a band", in: 0...1_000_000)
                }
                guard let bands = DurationBands(lowerBounds: bounds) else {
                    throw value.error("\(key) must be the first day of each, from 0 upwards: [0, 30, 90, 180, 365]")
                }
                return bands
            }, text: { "[\($0.lowerBounds.map(String.init).joined(separator: ", "))]" })
    }
}
