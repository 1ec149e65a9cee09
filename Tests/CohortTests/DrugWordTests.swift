import Testing

@testable import Cohort

/// What people write in a drug column, and what it stands for.
@Suite struct DrugWordTests {
    @Test(
        arguments: [
            ("Oxycodone HCl", Opioid.oxycodone, Route?.none), ("OXYCODONE-ACETAMINOPHEN 5-325 MG", .oxycodone, nil),
            ("Percocet", .oxycodone, nil), ("Hydrocodone/APAP", .hydrocodone, nil),
            ("morphine sulfate ER", .morphine, nil),
            ("Oxycodone HCl 10 mg tablet", .oxycodone, nil), ("morphine 15mg q12h", .morphine, nil),
            ("Tylenol #3", .codeine, nil), ("acetaminophen with codeine 300-30 mg", .codeine, nil),
            ("Fentanyl patch (mcg/hr)", .fentanyl, .transdermal), ("fentanyl 25 mcg/hr TD", .fentanyl, .transdermal),
            ("Duragesic", .fentanyl, .transdermal), ("Fentanyl nasal (mcg)", .fentanyl, .intranasal),
            ("Fentanyl oral (mcg)", .fentanyl, .oral), ("Actiq", .fentanyl, .oral),
            ("Buprenorphine tablet/film (mg) sublingual", .buprenorphine, .sublingual),
            ("Buprenorphine buccal film (mcg) buccal", .buprenorphine, .buccal),
            ("Butrans", .buprenorphine, .transdermal),
            ("Suboxone film", .buprenorphine, .sublingual), ("morphine injection", .morphine, .other),
            ("HYDROmorphone PCA", .hydromorphone, .intravenous), ("morphine IV/IM", .morphine, .other),
            ("Fentanyl nasal spray", .fentanyl, .intranasal), ("morphine IV infusion", .morphine, .intravenous),
            ("Hydromorphone HCl inj, subcutaneous", .hydromorphone, .subcutaneous),
            ("morphine infusion", .morphine, .other),
            ("morphine suppository", .morphine, .rectal), ("morphine rectal suppository 20 mg", .morphine, .rectal),
            ("Subsys", .fentanyl, .sublingual), ("fentanyl transmucosal lozenge", .fentanyl, nil),
            ("morphine IV/IM injection", .morphine, .other),
            ("tramadol (mg) LA", .tramadol, nil), ("Levorphanol tartrate (mg)", .levorphanol, nil),
            ("butalbital-caffeine-acetaminophen-codeine", .codeine, nil),
        ])
    func wordsAreResolved(_ word: String, _ opioid: Opioid, _ route: Route?) {
        #expect(Opioid(word: word) == opioid)
        #expect(Route(inDrugWord: word) == route)
    }

    /// Two opioids in one tablet, a drug that is none, and nothing but what is left out, are not guessed at.
    @Test(arguments: ["oxycodone/morphine", "acetaminophen", "Tylenol", "10 mg", "iv", "ibuprofen 600", "opioid", ""])
    func nothingIsGuessed(_ word: String) {
        #expect(Opioid(word: word) == .other)
    }

    @Test(arguments: [
        ("PO", Route.oral), ("p.o.", .oral), ("TD", .transdermal), ("IV Push", .intravenous), ("SubQ", .subcutaneous),
        ("dermal", .other),
    ])
    func routesAreResolved(_ word: String, _ route: Route) {
        #expect(Route(word: word) == route)
    }
}
