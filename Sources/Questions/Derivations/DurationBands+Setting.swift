import Cohort
import Findings
import StudyFile

extension SettingKind where Value == DurationBands {
    /// The first day of each band.
    static var bands: SettingKind {
        SettingKind(
            type: "first day of each band, from 0 upwards",
            read: { value, key, _ throws(StudyFileError) in
                try value.bands(as: key, make: DurationBands.init(lowerBounds:))
            }, text: { "[\($0.lowerBounds.map(String.init).joined(separator: ", "))]" })
    }
}
