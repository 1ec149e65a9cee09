import Cohort
import Testing

@testable import Ingest

/// Names of drugs as RxNorm writes them say ingredient, strength, form and route.
@Suite("Drugs by their RxNorm names") struct DrugProductTests {
    @Test(
        "the opioid of a product, its strength in the units of the factor sets and its route are read from the name",
        arguments: [
            (
                "acetaminophen 325 MG / oxycodone hydrochloride 10 MG Oral Tablet [Percocet]", Opioid.oxycodone, 10,
                nil, Route.oral
            ),
            (
                "Abuse-Deterrent 12 HR oxycodone hydrochloride 10 MG Extended Release Oral Tablet [Oxycontin]",
                .oxycodone, 10, nil, .oral
            ),
            ("acetaminophen 325 MG / hydrocodone bitartrate 7.5 MG Oral Tablet", .hydrocodone, 7.5, nil, .oral),
            ("72 HR fentanyl 0.025 MG/HR Transdermal System", .fentanyl, nil, 25, .transdermal),
            ("1 ML morphine sulfate 5 MG/ML Injection", .morphine, 5, nil, .other),
            ("10 ML morphine sulfate 0.5 MG/ML Injection", .morphine, 5, nil, .other),
            ("morphine sulfate 2 MG/ML Oral Solution", .morphine, 2, nil, .oral),
            ("fentanyl 0.1 MG Buccal Tablet [Fentora]", .fentanyl, 100, nil, .buccal),
            ("fentanyl 0.1 MG/ACTUAT Nasal Spray", .fentanyl, 100, nil, .intranasal),
            ("168 HR buprenorphine 0.005 MG/HR Transdermal System [Butrans]", .buprenorphine, nil, 5, .transdermal),
            ("buprenorphine 0.075 MG Buccal Film [Belbuca]", .buprenorphine, 75, nil, .buccal),
            ("1 ML buprenorphine 0.3 MG/ML Injection", .buprenorphine, 0.3, nil, .other),
            ("methadone hydrochloride 10 MG Oral Tablet", .methadone, 10, nil, .oral),
            ("tapentadol 50 MG Oral Tablet", .tapentadol, 50, nil, .oral), ("oxycodone", .oxycodone, nil, nil, nil),
            ("oxycodone Oral Tablet", .oxycodone, nil, nil, .oral),
            (
                "morphine sulfate 20 MG / naltrexone hydrochloride 0.8 MG Extended Release Oral Capsule", .morphine, 20,
                nil, .oral
            ),
        ] as [(String, Opioid, Double?, Double?, Route?)])
    func opioids(_ name: String, _ opioid: Opioid, _ strength: Double?, _ rate: Double?, _ route: Route?) throws {
        let product = try #require(DrugProduct(name))
        #expect(product.use == .opioid(opioid))
        #expect(product.strength.map { ($0 * 1e6).rounded() / 1e6 } == strength)
        #expect(product.rate.map { ($0 * 1e6).rounded() / 1e6 } == rate)
        #expect(product.route == route)
    }

    @Test(
        "medication for opioid use disorder is told from the same drugs for pain by form and strength",
        arguments: [
            ("buprenorphine 8 MG / naloxone 2 MG Sublingual Film [Suboxone]", MOUDDrug.buprenorphine, 8),
            ("buprenorphine 8 MG Sublingual Tablet", .buprenorphine, 8),
            ("0.5 ML buprenorphine 200 MG/ML Prefilled Syringe [Sublocade]", .buprenorphine, nil),
            ("buprenorphine 74.2 MG Drug Implant", .buprenorphine, nil),
            ("methadone hydrochloride 10 MG/ML Oral Solution", .methadone, 10),
            ("methadone hydrochloride 40 MG Tablet for Oral Suspension", .methadone, 40),
            ("naltrexone 380 MG Injectable Suspension [Vivitrol]", .naltrexone, nil),
        ] as [(String, MOUDDrug, Double?)])
    func medication(_ name: String, _ drug: MOUDDrug, _ strength: Double?) throws {
        let product = try #require(DrugProduct(name))
        #expect(product.use == .moud(drug))
        #expect(product.strength == strength)
    }

    @Test("an ingredient alone does not tell what buprenorphine and methadone are for") func unknownForms() throws {
        #expect(try #require(DrugProduct("buprenorphine")).isFormUnknown)
        #expect(try #require(DrugProduct("methadone")).isFormUnknown)
        #expect(try !#require(DrugProduct("oxycodone")).isFormUnknown)
        #expect(try #require(DrugProduct("buprenorphine sublingual")).use == .moud(.buprenorphine))
    }

    @Test(
        "drugs for pain that are no opioid are known by their ingredient, and other drugs are none",
        arguments: [
            ("ibuprofen 200 MG Oral Tablet", "ibuprofen"), ("gabapentin 300 MG Oral Capsule", "gabapentin"),
            ("diclofenac sodium 10 MG/ML Topical Gel", nil), ("clopidogrel 75 MG Oral Tablet", nil),
            ("naltrexone hydrochloride 50 MG Oral Tablet", nil), ("apomorphine hydrochloride 10 MG/ML Injection", nil),
            ("120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler", nil),
        ] as [(String, String?)])
    func others(_ name: String, _ ingredient: String?) {
        #expect(DrugProduct(name)?.use == ingredient.map { .nonopioid($0) })
    }
}
