import Disclosure
import Estimation
import Findings
import Presentation
import Questions
import StudyFile
import StudyFixtures

/// Runs on the planted study, made as the tool makes them: questions, disclosure, what each shows of itself.
struct ReportFixture {
    let released: Released
    let shown: [ShownQuestion]

    /// Every question, with small numbers withheld.
    static let planted = try? ReportFixture()
    /// The same for a report that does not leave the house.
    static let `internal` = try? ReportFixture(isInternal: true)

    /// A run of the planted study.
    ///
    /// - Parameters:
    ///   - analyses: YAML under `analyses`.
    ///   - words: what stands in every text that a study file or its data may set.
    init(
        _ analyses: String? = nil, isInternal: Bool = false, isSynthetic: Bool = true, words: String = "Planted study",
        quality: [Results.TableQuality] = Self.quality, plan: StudyPlan? = nil
    ) throws {
        let cohort = PlantedStudy.cohort
        let names = SettingNames(
            patientColumns: cohort.patients.covariates.map(\.name), numericColumns: ["age"],
            instruments: cohort.instruments.map(\.id), instrumentsWithCutOff: ["cold_pressor_s"])
        let yaml =
            analyses
            ?? "{day7_withdrawal: {by: [arm, denominator], claim: 0.9}, withdrawal_course: , pain_trend: {adjust: [age, sex]}, other_explanations: , individual_trends: , pain_by_duration_band: , evoked_pain: }"
        let value = try StudyValue.root(ofYAML: "analyses: \(yaml)", path: "study.yaml")["analyses"]
        var asked = try AskedQuestions(value, names: names)
        asked.plan = plan
        let study = Study(cohort: cohort, asked: asked, executor: .serial)
        let results = Results(
            study: .init(
                title: words, synthetic: isSynthetic, index: words,
                definitions: [.init(term: words, meaning: words)] + asked.definitions(of: study), plan: plan?.record),
            run: .init(id: "planted-2026-w48", version: "0.1.0", isInternal: false, minimumCell: 11),
            inputs: [.init(table: "pain", file: words)], quality: quality,
            findings: asked.answers(of: study))
        released = Released.release(results, under: .init(isInternal: isInternal))
        shown = asked.pages(of: released)
    }

    static let quality: [Results.TableQuality] = [
        .init(
            table: "pain", kept: .init(39_600, ofPatients: 900), rejected: .init(500, ofPatients: 11),
            duplicates: .init(0),
            doubled: .init(0), filtered: 0,
            reasons: [.init(column: "score", reason: "value is out of range", count: .init(500, ofPatients: 11))],
            unreadable: [.init(column: "body_site", count: .init(40))])
    ]
}
