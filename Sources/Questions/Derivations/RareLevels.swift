import Cohort
import Findings

/// Levels of the patients table that few patients have, taken together before any question sees them.
///
/// The name of a level tells that the study has such a patient, whatever becomes of its numbers. So the levels of a column with fewer
/// patients than the smallest cell are one, "other levels". Are they still too few together, the level with the fewest patients of the
/// others joins them, unless fewer than two levels would keep their names: then there would be nothing left to compare, and the numbers
/// of the few are withheld as ever. Patients without a value stand with them where they are few as well; in a model they stay without
/// one. (Global recoding: Hundepool et al., Statistical Disclosure Control, 2012, 10.1002/9781118348239, chapter 3.)
enum RareLevels {
    /// The level that stands for several.
    static let name = "other levels"
    /// As many levels keep their names before another one joins the rare ones.
    static let fewestNamed = 2
}

extension Cohort {
    /// The same cohort with the rare levels of each column of the patients table taken together.
    ///
    /// - Parameter least: levels of fewer patients are rare.
    func poolingRareLevels(fewerThan least: Int) -> Cohort {
        with(covariates: patients.covariates.map { $0.poolingRareLevels(fewerThan: least) })
    }
}

extension Covariate {
    /// The same column with its rare levels taken together.
    func poolingRareLevels(fewerThan least: Int) -> Covariate {
        guard case .categorical(let levels, let codes) = values else { return self }
        var counts = [Int](repeating: 0, count: levels.count)
        var missing = 0
        for code in codes {
            if let code { counts[Int(code)] += 1 } else { missing += 1 }
        }
        func isRare(_ count: Int) -> Bool { (1..<max(1, least)).contains(count) }
        let rare = levels.indices.filter { isRare(counts[$0]) }
        guard !rare.isEmpty else { return self }
        var named = levels.indices.filter { counts[$0] >= least }
        var together = rare.reduce(isRare(missing) ? missing : 0) { $0 + counts[$1] }
        if together < least, named.count > RareLevels.fewestNamed,
            let next = named.min(by: { (counts[$0], $0) < (counts[$1], $1) })
        {
            named.removeAll { $0 == next }
            together += counts[next]
        }
        var places = [Int32](repeating: Int32(named.count), count: levels.count)
        for (place, level) in named.enumerated() { places[level] = Int32(place) }
        return Covariate(
            name: name,
            values: .categorical(
                levels: named.map { levels[$0] } + [RareLevels.name], codes: codes.map { $0.map { places[Int($0)] } }),
            pooled: PooledLevel(index: named.count, takesMissing: isRare(missing)))
    }

    /// A level of the column, or no value where it has fewer levels; what stands for several is a word of the tool.
    func place(ofLevel level: Int, against reference: Int? = nil) -> StudyPlace {
        guard case .categorical(let levels, _) = values, levels.indices.contains(level) else {
            return StudyPlace(StudyWord(name), level: .notRecorded)
        }
        return StudyPlace(
            StudyWord(name), origin: level == pooled?.index ? .tool : .study,
            level: .recorded(StudyWord(levels[level])),
            reference: reference.map { StudyWord(levels[$0]) })
    }

    /// The level at which each person is shown: those without a value are one of their own, the last, unless they stand with others.
    func shownLevels(of codes: [Int32?], levels: Int) -> [Int] {
        let missing = pooled.flatMap { $0.takesMissing ? $0.index : nil } ?? levels
        return codes.map { $0.map(Int.init) ?? missing }
    }
}
