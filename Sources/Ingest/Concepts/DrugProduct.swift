import Cohort
import DelimitedText

/// A drug as RxNorm names it: "acetaminophen 325 MG / oxycodone hydrochloride 10 MG Oral Tablet [Percocet]",
/// "72 HR fentanyl 0.025 MG/HR Transdermal System", "1 ML morphine sulfate 5 MG/ML Injection", or an ingredient alone.
///
/// Of the name's parts, that of the opioid (or of the medication for opioid use disorder) is read; what stands beside it in a product
/// does not matter, but for naloxone beside buprenorphine.
struct DrugProduct: Sendable, Hashable {
    /// What it is in a study.
    enum Use: Sendable, Hashable {
        case opioid(Opioid)
        case moud(MOUDDrug)
        /// A drug for pain that is no opioid, by the name of its ingredient.
        case nonopioid(String)
    }

    let use: Use
    /// How it is given, as far as the name says so.
    let route: Route?
    /// Milligrams in a unit of the product, as it is counted; `nil` where the name says none.
    let strength: Double?
    /// Micrograms an hour, of a patch.
    let rate: Double?
    /// Whether the name says nothing of the form, so that buprenorphine and methadone may be for pain or for opioid use disorder.
    let isFormUnknown: Bool

    /// The product that a name tells; `nil` where it is none that a study asks about.
    init?(_ name: String) {
        let text = RxNormName(name)
        let route = Route(inDrugWord: text.form)
        self.route = route
        guard let part = text.parts.first(where: { Self.opioid(in: $0.ingredient) != nil }),
            let opioid = Self.opioid(in: part.ingredient)
        else {
            guard let other = Self.other(text, route) else { return nil }
            (use, strength, rate, isFormUnknown) = (other, nil, nil, false)
            return
        }
        let hasForm = !text.form.isEmpty || part.strength != nil
        isFormUnknown = !hasForm && (opioid == .buprenorphine || opioid == .methadone)
        if let medication = Self.medication(opioid, part, text, route) {
            // What is injected or implanted for weeks is no daily dose.
            let isDepot = route != .sublingual && route != .buccal && medication == .buprenorphine
            (use, rate, strength) = (.moud(medication), nil, isDepot ? nil : part.strength?.milligrams(in: text))
            return
        }
        use = .opioid(opioid)
        rate = part.strength?.rate.map { $0 * 1000 }
        strength = rate == nil ? part.strength?.milligrams(in: text).map { $0 * Self.unit(of: opioid, by: route) } : nil
    }

    /// Doses of fentanyl through the mouth or the nose and of buprenorphine through the cheek are in micrograms.
    private static func unit(of opioid: Opioid, by route: Route?) -> Double {
        switch (opioid, route) {
        case (.fentanyl, .buccal), (.fentanyl, .sublingual), (.fentanyl, .intranasal), (.fentanyl, .oral),
            (.buprenorphine, .buccal):
            1000
        default: 1
        }
    }

    /// The opioid of a part: by all of its words, or by one of them.
    private static func opioid(in ingredient: String) -> Opioid? {
        let whole = Opioid(word: ingredient)
        if whole != .other { return whole }
        return ingredient.split(separator: " ").lazy.map { Opioid(word: String($0)) }.first { $0 != .other }
    }

    /// Whether a product of an opioid is for opioid use disorder: buprenorphine under the tongue, with naloxone, or injected and implanted for
    /// weeks; methadone in the two forms that are licensed for nothing else, the concentrate of 10 mg/mL and the dispersible tablet of 40 mg.
    private static func medication(
        _ opioid: Opioid, _ part: RxNormName.Part, _ text: RxNormName, _ route: Route?
    ) -> MOUDDrug? {
        let form = text.form.lowercased()
        switch opioid {
        case .buprenorphine:
            if text.parts.contains(where: { $0.ingredient.lowercased().contains("naloxone") }) { return .buprenorphine }
            // Injections for a week or a month have 50 mg/mL and more; those for pain 0.3.
            let isDepot = part.strength.map { $0.unit == .perMilliliter && $0.amount >= 50 } ?? false
            if route == .sublingual || isDepot || form.contains("implant") { return .buprenorphine }
            let brand = text.brand?.lowercased() ?? ""
            return ["sublocade", "brixadi", "probuphine", "subutex", "zubsolv"].contains { brand.contains($0) }
                ? .buprenorphine : nil
        case .methadone:
            let isConcentrate = part.strength.map { $0.amount == 10 && $0.unit == .perMilliliter } ?? false
            let isDispersible = part.strength.map { $0.amount == 40 && $0.unit == .whole } ?? false
            if isConcentrate, form.contains("oral") || form.contains("concentrate") { return .methadone }
            return isDispersible
                && (form.contains("suspension") || form.contains("soluble") || form.contains("dispers"))
                ? .methadone : nil
        default: return nil
        }
    }

    /// Naltrexone that is injected, or a drug for pain that is no opioid.
    private static func other(_ text: RxNormName, _ route: Route?) -> Use? {
        let ingredients = text.parts.map(\.ingredient)
        if ingredients.contains(where: { $0.lowercased().hasPrefix("naltrexone") }) {
            let isInjected =
                text.form.lowercased().contains("inject") || text.form.lowercased().contains("suspension")
                || text.brand?.lowercased().contains("vivitrol") == true
            return isInjected ? .moud(.naltrexone) : nil
        }
        // On the skin it is no drug for the whole body.
        guard ingredients.count == 1, let first = ingredients.first, !text.form.lowercased().contains("topical"),
            !text.form.lowercased().contains("ophthalmic")
        else { return nil }
        let word = first.lowercased().split(separator: " ").first.map(String.init) ?? ""
        return InterventionKind(word: word) == .nonopioidDrug ? .nonopioid(word) : nil
    }
}

extension DrugProduct {
    /// What the product stands for in each respect.
    var words: [(aspect: ConceptAspect, word: String)] {
        var words: [(ConceptAspect, String)] = []
        switch use {
        case .opioid(let opioid): words.append((.opioid, Self.word(opioid.rawValue, by: route)))
        case .moud(let medication): words.append((.moud, Self.word(medication.rawValue, by: route)))
        case .nonopioid(let drug): words.append((.nonopioid, drug))
        }
        if let strength { words.append((.strength, "\(strength)")) }
        if let rate { words.append((.rate, "\(rate)")) }
        return words
    }

    /// The name of a drug with the way in which it is given, where that is not by mouth.
    private static func word(_ drug: String, by route: Route?) -> String {
        switch route {
        case nil, .oral: drug
        case .other: drug + " injection"
        case .some(let route): "\(drug) \(route.rawValue)"
        }
    }
}
