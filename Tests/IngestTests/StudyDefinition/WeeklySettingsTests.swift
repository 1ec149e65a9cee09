import StudyFile
import Testing

@testable import Ingest

@Suite struct WeeklySettingsTests {
    private func study(_ weekly: String) throws -> WeeklySettings {
        try StudyDefinition.parse("nocitrend: 1\n\(weekly)\n" + StudyFolder.pain + "}]\n", path: "study.yaml").weekly
    }

    @Test func whatIsNotSaidIsUsual() throws {
        for text in ["", "weekly:", "weekly: {}"] {
            let weekly = try study(text)
            #expect(weekly.maxAge == nil && weekly.keep == 53 && weekly.timeLimit == 14_400)
        }
        let weekly = try study("weekly: {max_age: 10, keep: 5, time_limit: 30m}")
        #expect(weekly.maxAge == 10 && weekly.keep == 5 && weekly.timeLimit == 1800)
    }

    @Test(arguments: ["max_age: 0", "max_age: soon", "keep: 0", "keep: all", "time_limit: 0s", "time_limit: 4d"])
    func errorsNameLineAndKey(_ setting: String) {
        let key = String(setting.prefix { $0 != ":" })
        let message = complaint(parsing: "nocitrend: 1\nweekly: {\(setting)}\n" + StudyFolder.pain + "}]\n")
        #expect(message.hasPrefix("study.yaml line 2, column "), "\(message)")
        #expect(message.contains(key), "\(message)")
    }

    @Test(
        arguments: [
            ("90", 90), ("90s", 90), ("30m", 1800), ("4h", 14_400), ("720h", 2_592_000), ("721h", nil), ("0", nil),
            ("", nil),
            ("h", nil), ("-1s", nil), ("1.5h", nil), ("9999999999999999999s", nil), ("٣s", nil),
        ] as [(String, Int?)])
    func times(_ text: String, _ seconds: Int?) {
        #expect(WeeklySettings.seconds(text) == seconds)
    }
}
