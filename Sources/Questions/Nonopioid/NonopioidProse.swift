import Findings

/// What `nonopioid` says of itself whatever it finds.
enum NonopioidProse {
    static func describe(_ settings: NonopioidSettings, in finding: inout FindingBuilder) {
        finding.set("washout", "\(setting: settings.washout) days")
        finding.set("together", "\(setting: settings.together) days")
        finding.set("follow_up", "\(setting: settings.months * EmulatedTrials.monthDays) days")
        finding.set("score_within", "\(setting: settings.scoreWithin) days")
        finding.set("change_over", "\(setting: settings.changeOver) days")
        finding.estimand = """
            Mean pain score, and mean daily opioid dose of those on opioids, in each month after time zero had the patients compared \
            begun the care, and had they begun another kind of care in its stead (none, where fewer than \
            \(setting: CareComparison.fewest) patients began another); the difference of the two. Patients are new users: without care \
            of the kind in the \(setting: settings.washout) days before. By what was begun in the first month, whatever came later; per \
            protocol, who begins a further kind later is censored. How long care lasted is not part of it. Death ends the follow-up.
            """
        finding.method = """
            Sequential emulated trials of new users with an active comparator (Hernan and Robins 2016, 10.1093/aje/kwv254; Danaei 2013, \
            10.1177/0962280211403603; Lund, Richardson and Sturmer 2015, 10.1007/s40471-015-0053-5), one a month from each patient's \
            first score, those left out that nobody began it in. Groups are made alike by the inverse probability of what was begun and \
            of remaining, from logistic regressions on the last score, its change against the mean of the \
            \(setting: settings.changeOver) days before, the months since the first score, other care before, the dose (log2 of mg of \
            morphine equivalents + 1), the years on opioids and the columns held alike; stabilised, and beside it truncated at the quantile \
            \(setting: EmulationNumbers.truncation). \(EmulationNumbers.outcomes) Standard errors by patient, the estimation of the weights in them. E-value \
            (VanderWeele and Ding 2017, 10.7326/M16-2607) of the last month's difference divided by the SD between patients, where its \
            interval excludes zero. Responders by IMMPACT (Dworkin 2008, 10.1016/j.jpain.2007.09.005). \(EmulationNumbers.adjustment)
            """
    }

    static let cautions: [Prose] = [
        """
        Nobody was assigned the care: what decides over it and over pain, and is not among what is held alike (motivation, access, \
        expectation, a new episode of pain), is in the difference. Time itself may be the confounder: care is begun at a bad time, and \
        bad times pass.
        """,
        """
        Patients know that they have the care, and report their pain knowing it; no comparison of records takes that away.
        """,
        """
        Care that is not in the record counts as none, and care is taken to be new where the record begins less than the washout before.
        """,
    ]

    /// What a negative control says comes before everything else.
    static func control(_ openings: CareOpenings, _ excludesZero: [Bool]) -> [Prose] {
        guard let name = openings.settings.negativeControl else { return [] }
        guard openings.controlEvent != nil || openings.control != nil else {
            return [
                """
                The negative control "\(StudyWord(name))" is neither an event that the tool knows nor a kind of care of this study: \
                nothing is checked by it.
                """
            ]
        }
        let word = StudyWord(name.split(separator: "_").joined(separator: " "))
        guard !excludesZero.isEmpty else {
            return ["The negative control (\(word)) could not be compared: nothing is checked by it."]
        }
        guard excludesZero.contains(true) else { return [] }
        return [
            """
            The negative control (\(word)), which cannot have to do with the care, differs between the groups by more than chance: they \
            are not alike in something that is not held alike, and the other differences may come from the same.
            """
        ]
    }

    /// What was done with months and comparators.
    static func ofMonths(_ openings: CareOpenings, _ compared: [CareComparison]) -> [Prose] {
        var cautions: [Prose] = []
        let idle = compared.filter { !$0.isActive }.map { Prose(StudyWord($0.word.label)) }
        if !idle.isEmpty {
            cautions.append(
                """
                Too few patients began another kind in the months of \(idle.listed): who begins is compared with patients who did not, \
                who may not have needed it.
                """)
        }
        let unknown = compared.filter(\.lacksEarlier).map { Prose(StudyWord($0.word.label)) }
        if !unknown.isEmpty {
            cautions.append(
                """
                Of at least half of those who began \(unknown.listed) one score before is known, and not whether it was worse than \
                usual: who begins care at a bad time gets better than others with the same score, whatever the care.
                """)
        }
        if !openings.holdsDose {
            cautions.append(
                "The opioid dose before is not known of at least half of the months: it is neither held alike nor an outcome."
            )
        }
        if openings.isSample || compared.contains(where: \.isSample) {
            cautions.append("Of the months in which nothing was begun an even sample is used.")
        }
        if compared.count > 2 {
            cautions.append(
                """
                Several kinds are compared, and no interval allows for their number: of twenty kinds that change nothing, one is expected to \
                show a difference.
                """
            )
        }
        return cautions
    }

    static func left(_ left: [StrategyWord]) -> [Prose] {
        guard !left.isEmpty else { return [] }
        return [
            """
            Not compared, as fewer than \(setting: CareComparison.fewest) patients began it in a month that they could enter, or fewer \
            than as many others did not: \(left.map { Prose(StudyWord($0.label)) }.listed).
            """
        ]
    }
}
