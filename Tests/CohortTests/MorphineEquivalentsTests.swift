import Testing

@testable import Cohort

@Suite struct MorphineEquivalentsTests {
    static let set = MorphineEquivalents(
        name: "test", source: "none",
        conversions: [
            ("oxycodone", .factor(1.5)), ("fentanyl transdermal", .factor(2.4)), ("buprenorphine", .notConvertible),
            ("methadone", .doseBands([.init(upTo: 20, factor: 4), .init(upTo: .infinity, factor: 8)])),
        ])

    @Test func doseTimesFactor() {
        #expect(Self.set.dailyMME(of: "oxycodone", dailyDose: 20) == .milligrams(30))
    }

    @Test func namesAreComparedWithoutCaseSpacesAndHyphens() {
        #expect(Self.set.dailyMME(of: "Oxy-Codone ", dailyDose: 2) == .milligrams(3))
    }

    /// The factor of a patch is for micrograms an hour: 25 mcg/h are 60 mg a day.
    @Test func routeIsTriedFirst() {
        #expect(Self.set.dailyMME(of: "Fentanyl", route: .transdermal, dailyDose: 25) == .milligrams(60))
        #expect(Self.set.dailyMME(of: "fentanyl", route: .buccal, dailyDose: 25) == .notConvertible)
        #expect(Self.set.dailyMME(of: "oxycodone", route: .oral, dailyDose: 2) == .milligrams(3))
    }

    @Test func bandsGoByTheDailyDose() {
        #expect(Self.set.dailyMME(of: "methadone", dailyDose: 20) == .milligrams(80))
        #expect(Self.set.dailyMME(of: "methadone", dailyDose: 20.5) == .milligrams(164))
        #expect(Self.set.dailyMME(of: "methadone", dailyDose: nil) == .unknown)
    }

    @Test func unknownDosesAndUnknownDrugsAreNotZero() {
        #expect(Self.set.dailyMME(of: "oxycodone", dailyDose: nil) == .unknown)
        #expect(Self.set.dailyMME(of: "oxycodone", dailyDose: .nan) == .unknown)
        #expect(Self.set.dailyMME(of: "buprenorphine", dailyDose: 8) == .notConvertible)
        #expect(Self.set.dailyMME(of: "heroin", dailyDose: 100) == .notConvertible)
    }
}
