import Testing

@testable import Simulation

/// What is planted comes out of the files by a simple computation, and a naive one finds what the truth says that it finds.
@Suite struct PlantedChangeTests {
    private static let people = 5000

    private static let tables: [Scenario: ChangeTables] = {
        var tables: [Scenario: ChangeTables] = [:]
        for (number, scenario) in Scenario.ofChange.enumerated() {
            guard
                let design = try? StudyDesign(
                    people: people, seed: 81 + UInt64(number), scenario: scenario, untidiness: .none)
            else { continue }
            let study = SimulatedStudy(design: design)
            tables[scenario] = study.truth.ofChange.map { ChangeTables(study, $0) }
        }
        return tables
    }()

    private static func tables(_ scenario: Scenario) throws -> ChangeTables { try #require(tables[scenario]) }

    // MARK: Effects on pain

    /// As an emulated trial: at each visit those whose treatment changes against those whose treatment does not, who are
    /// weighted to the same scores of that visit, and are counted until theirs changes too; weighted by the inverse of the
    /// chance to be there. Without a weight those who changed look worse by a fifth of a point or so: they hurt more before.
    @Test(arguments: Scenario.ofChange)
    func weightedByRecordedScoresThePlantedEffectIsFound(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        var confounding = 0.0, changes = 0.0
        for (option, effect) in tables.truth.effectPoints {
            let (changed, unchanged) = Self.scoresAfter(option, in: tables, isWeighted: true)
            let found = changed.mean - unchanged.mean
            let error =
                (changed.standardError * changed.standardError + unchanged.standardError * unchanged.standardError)
                .squareRoot()
            #expect(abs(found - effect) < 4 * error, "\(option): \(found), truth \(effect), error \(error)")
            let (crude, others) = Self.scoresAfter(option, in: tables, isWeighted: false)
            confounding += Double(crude.count) * (crude.mean - others.mean - effect)
            changes += Double(crude.count)
        }
        #expect(confounding / changes > 0.15, "\(confounding / changes)")
    }

    /// Scores at the visit `afterPlannedVisits` after each at which treatment changed to an option, and of those there then
    /// whose treatment has not changed.
    private static func scoresAfter(
        _ option: String, in tables: ChangeTables, isWeighted: Bool
    ) -> (changed: WeightedSample, unchanged: WeightedSample) {
        let truth = tables.truth
        let ahead = truth.afterPlannedVisits
        var changed = WeightedSample()
        var unchanged = WeightedSample()
        for person in tables.people {
            let change = tables.change(of: person)
            for visit in truth.visitsOfChange[0]...truth.visitsOfChange[1] {
                if let change, change.visit < visit { break }
                guard let score = person.scores[visit], let after = person.scores[visit + ahead] else { break }
                let isChange = change?.visit == visit
                if isChange, change?.name != option { break }
                if !isChange, let change, change.visit < visit + ahead { continue }
                var weight = 1.0
                if isWeighted {
                    if !isChange {
                        let leaves = ChangeTables.chance(truth.chanceOfLeaving, score)
                        let changes = ChangeTables.chance(truth.chanceOfChange, score)
                        weight = tables.chance(of: option, score) / (1 - changes) / (1 - leaves)
                    }
                    for next in visit + 1..<visit + ahead {
                        guard let score = person.scores[next] else { continue }
                        weight /= 1 - ChangeTables.chance(truth.chanceOfLeaving, score)
                        if !isChange, next <= truth.visitsOfChange[1] {
                            weight /= 1 - ChangeTables.chance(truth.chanceOfChange, score)
                        }
                    }
                }
                if isChange { changed.add(after, weight: weight) } else { unchanged.add(after, weight: weight) }
            }
        }
        return (changed, unchanged)
    }

    @Test(arguments: Scenario.ofChange)
    func aComparisonOfBeforeAndAfterFindsWhatTheTruthSaysThatItFinds(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        var differences: [String: [Double]] = [:]
        var changedPeople = 0
        for person in tables.people {
            guard let change = tables.change(of: person) else { continue }
            changedPeople += 1
            if let before = person.scores[change.visit],
                let after = person.scores[change.visit + tables.truth.afterPlannedVisits]
            {
                differences[change.name, default: []].append(after - before)
            }
        }
        for (option, expected) in tables.truth.naiveBeforeAfterPoints {
            let sample = Sample(differences[option] ?? [])
            let effect = try #require(tables.truth.effectPoints[option])
            #expect(abs(sample.mean - expected) < 4 * sample.standardError, "\(option): \(sample.mean), \(expected)")
            #expect(sample.mean < effect - 2 * sample.standardError)
        }
        let share = tables.truth.changedShare
        let error = (share * (1 - share) / Double(Self.people)).squareRoot()
        #expect(abs(Double(changedPeople) / Double(Self.people) - share) < 4 * error)
    }

    @Test(arguments: Scenario.ofChange)
    func scoresFallAfterEntry(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        let falls = tables.people.compactMap { person in
            person.scores[0].flatMap { baseline in person.scores[1].map { $0 - baseline } }
        }
        let sample = Sample(falls)
        #expect(abs(sample.mean - tables.truth.changeAfterEntryPoints) < 4 * sample.standardError)
        #expect(tables.people.allSatisfy { ($0.scores[0] ?? 0) >= tables.truth.entryScoreAtLeast })
    }

    // MARK: Withdrawal

    /// The contact 13 days after a step has the step's whole effect and withdrawal, the next visit the effect alone.
    @Test(arguments: [Scenario.tapering, .abruptStop])
    func painIsRaisedForTwoWeeksAfterAReduction(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        var differences: [Double] = []
        for person in tables.people {
            guard let change = tables.change(of: person) else { continue }
            for step in 0..<tables.truth.reductions {
                let contact = person.contactScores[change.day + step * ChangeModel.interval + 13]
                guard let contact, let settled = person.scores[change.visit + step + 1] else { continue }
                differences.append(contact - settled)
            }
        }
        let sample = Sample(differences)
        // The steps of one person share no residual: a visit is in one difference only.
        #expect(abs(sample.mean - tables.truth.withdrawalPainPoints) < 4 * sample.standardError)
        #expect(sample.count > 1500)
    }

    @Test(arguments: [Scenario.tapering, .abruptStop, .opioidRotation])
    func withdrawalIsRecordedAfterEachStepAndIsThatOfTheTruth(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        var found: [String: (events: Int, all: Int)] = [:]
        for person in tables.people {
            let change = tables.change(of: person)
            for assessment in person.withdrawal {
                let days = change.map { assessment.day - $0.day } ?? -1
                let sinceStep = days < 0 ? -1 : days % ChangeModel.interval
                let isContact = [3, 7, 13].contains(sinceStep) && person.contactScores[assessment.day] != nil
                let key = isContact ? "day_\(sinceStep)" : "planned_visits"
                found[key, default: (0, 0)].all += 1
                found[key, default: (0, 0)].events += assessment.isPresent ? 1 : 0
            }
        }
        #expect(Set(found.keys) == Set(tables.truth.withdrawalShare.keys))
        for (key, share) in tables.truth.withdrawalShare {
            let (events, all) = try #require(found[key])
            // A person's assessments are alike: at most 20 of them, half of the variance their own.
            let error = (share * (1 - share) / Double(all)).squareRoot() * (key == "planned_visits" ? 3.2 : 1.6)
            #expect(
                abs(Double(events) / Double(all) - share) < 4 * error,
                "\(key): \(Double(events) / Double(all)), \(share)")
        }
    }

    @Test func theShareOnDaySevenOfMedicationIsThatOfTheTruth() throws {
        let design = try StudyDesign(people: 8000, seed: 91, scenario: .moudInitiation, untidiness: .none)
        let study = SimulatedStudy(design: design)
        let truth = try #require(study.truth.ofChange)
        var free: [String: [Double]] = [:]
        for person in (0..<8000).lazy.map(study.person) {
            guard let arm = person.arm, let isFree = person.hasNoWithdrawalOnDay7 else { continue }
            free[arm.rawValue, default: []].append(isFree ? 1 : 0)
            #expect(person.moudDoses.first { $0.milligrams > 0 }?.day == person.moudStartDay)
            #expect(person.exposures.allSatisfy { $0.endDay < person.moudStartDay ?? 0 })
        }
        #expect(Set(free.keys) == Set(truth.noWithdrawalShareDay7ByArm.keys))
        for (arm, share) in truth.noWithdrawalShareDay7ByArm {
            let sample = Sample(free[arm] ?? [])
            #expect(abs(sample.mean - share) < 4 * sample.standardError, "\(arm): \(sample.mean), \(share)")
        }
    }

    /// From the rows: the last score before the time of the first dose, and the highest within the hour after it.
    @Test func theShareWithPrecipitatedWithdrawalIsThatOfTheTruth() throws {
        let design = try StudyDesign(people: 8000, seed: 92, scenario: .moudInitiation, untidiness: .none)
        let study = SimulatedStudy(design: design)
        let truth = try #require(study.truth.ofChange?.precipitatedWithdrawalShareByArm)
        var rises: [String: [Double]] = [:]
        for person in (0..<8000).lazy.map(study.person) {
            guard let arm = person.arm, let first = person.moudRows.first(where: { $0.doseTenths > 0 }),
                let dose = first.minute
            else { continue }
            let scored = person.withdrawalAssessments.filter { $0.day == first.day }
            let earlier = try #require(scored.last { $0.minute.map { $0 <= dose } ?? false })
            let later = scored.filter { $0.minute.map { (dose + 1...dose + 60).contains($0) } ?? false }.map(\.score)
            #expect(
                later.count == 2
                    && person.withdrawalAssessments.allSatisfy { ($0.minute == nil) == ($0.day != first.day) })
            let rise = (later.max() ?? 0) - earlier.score
            rises[arm.rawValue, default: []].append(rise >= (earlier.scale == .cows ? 6 : 10) ? 1 : 0)
        }
        #expect(Set(rises.keys) == Set(truth.keys) && truth["methadone"] == 0)
        for (arm, share) in truth {
            let sample = Sample(rises[arm] ?? [])
            // Of those without it an error of the assessment reaches so far in about one of a thousand.
            #expect(abs(sample.mean - share) < 4 * sample.standardError + 0.002, "\(arm): \(sample.mean), \(share)")
        }
    }

    // MARK: Who changes, who leaves

    /// Whoever hurts more changes and leaves sooner, as often as the truth says at each score.
    @Test(arguments: Scenario.ofChange)
    func changesAndDeparturesFollowRecordedScores(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        let truth = tables.truth
        var changes = [Bool: Counted](), departures = [Bool: Counted]()
        let lastVisit = ChangeModel.lastVisit(followUpDays: tables.followUpDays)
        for person in tables.people where person.deathDay == nil {
            let change = tables.change(of: person)
            for (visit, score) in person.scores {
                let isHigh = score >= 5.5
                let mayChange =
                    (truth.visitsOfChange[0]...truth.visitsOfChange[1]).contains(visit)
                    && change.map { $0.visit >= visit } ?? true
                let isChange = change?.visit == visit
                if mayChange {
                    changes[isHigh, default: Counted()].add(
                        isChange, chance: ChangeTables.chance(truth.chanceOfChange, score))
                }
                guard !isChange, visit < lastVisit else { continue }
                let leaves = person.dropoutDay != nil && visit == person.lastVisit
                departures[isHigh, default: Counted()]
                    .add(leaves, chance: ChangeTables.chance(truth.chanceOfLeaving, score))
            }
        }
        for counted in [changes, departures] {
            let low = try #require(counted[false]), high = try #require(counted[true])
            #expect(abs(low.happened - low.expected) < 4 * low.variance.squareRoot())
            #expect(abs(high.happened - high.expected) < 4 * high.variance.squareRoot())
            #expect(high.happened / high.times > 1.5 * low.happened / low.times)
        }
    }

    private struct Counted {
        var happened = 0.0
        var expected = 0.0
        var variance = 0.0
        var times = 0.0

        mutating func add(_ happens: Bool, chance: Double) {
            happened += happens ? 1 : 0
            expected += chance
            variance += chance * (1 - chance)
            times += 1
        }
    }

    // MARK: Doses

    /// The criterion of Agnoli et al. 2021 (JAMA 326:411, 10.1001/jama.2021.11013): a mean daily dose of at least 50 MME over
    /// twelve months, and then a mean of 60 days that is lower by 15% or more in one of six windows within seven months.
    @Test func everyTaperIsOneByTheFieldsDefinitionAndNothingElseIs() throws {
        let study = SimulatedStudy(
            design: try StudyDesign(people: 1000, seed: 92, scenario: .tapering, untidiness: .none))
        var tapers = 0
        for person in (0..<1000).lazy.map(study.person) {
            // A death ends the record.
            guard !person.events.contains(where: { $0.kind == .death }) else { continue }
            var daily: [Int: Double] = [:]
            for supply in person.exposures {
                for day in supply.startDay...supply.endDay { daily[day, default: 0] += supply.mme }
            }
            let index = person.change?.changeDay ?? 100
            let baseline = (index - 365..<index).map { daily[$0] ?? 0 }
            #expect(baseline.allSatisfy { $0 == baseline[0] && $0 >= 50 })
            let windows = stride(from: index, through: index + 150, by: 30).map { start in
                (start..<start + 60).reduce(0) { $0 + (daily[$1] ?? 0) } / 60
            }
            let lowest = (windows.min() ?? 0) / baseline[0]
            #expect(person.change == nil ? lowest == 1 : lowest <= 0.85)
            tapers += person.change == nil ? 0 : 1
        }
        #expect(tapers > 300)
    }

    @Test func theOtherChangesLeaveTheDoseOrEndIt() throws {
        for person in try Self.tables(.opioidRotation).people {
            let drugs = Set(person.supplies.map(\.drug))
            #expect(drugs.count <= 2)
            #expect(
                zip(person.supplies, person.supplies.dropFirst()).allSatisfy {
                    $0.days.upperBound + 1 == $1.days.lowerBound
                })
        }
        let rotation = SimulatedStudy(
            design: try StudyDesign(people: 500, seed: 93, scenario: .opioidRotation, untidiness: .none))
        for person in (0..<500).lazy.map(rotation.person) {
            let doses = person.exposures.map(\.mme)
            #expect((doses.max() ?? 0) <= (doses.min() ?? 0) * 1.15)
        }
        for person in try Self.tables(.nonopioidCare).people {
            #expect(Set(person.supplies.map(\.milligrams)).count == 1)
        }
    }

    // MARK: Harms

    /// Rates before and from the change on, in the person-time that the baseline score weights.
    @Test(arguments: Scenario.ofChange)
    func ratesOfEventsAreThoseOfTheTruth(_ scenario: Scenario) throws {
        let tables = try Self.tables(scenario)
        let truth = tables.truth
        var years = (before: 0.0, after: 0.0)
        var events: [String: (before: Double, after: Double)] = [:]
        for person in tables.people {
            let baseline = try #require(person.scores[0])
            let factor = 1 + truth.rateIncreasePerBaselinePoint * (baseline - 5)
            let last = person.deathDay ?? person.dropoutDay ?? tables.followUpDays
            let change = min(last + 1, tables.change(of: person)?.day ?? .max)
            years.before += factor * Double(change - 1) / 365.25
            years.after += factor * Double(last + 1 - change) / 365.25
            for event in person.events where event.kind != "dropout" {
                #expect((1...last).contains(event.day))
                if event.day < change {
                    events[event.kind, default: (0, 0)].before += 1
                } else {
                    events[event.kind, default: (0, 0)].after += 1
                }
            }
        }
        #expect(Set(events.keys) == Set(truth.eventsPerYear.keys))
        for (kind, rate) in truth.eventsPerYear {
            let (before, after) = try #require(events[kind])
            let expected = rate * years.before
            #expect(abs(before - expected) < 4 * expected.squareRoot(), "\(kind): \(before), \(expected)")
            let ratio = try #require(truth.hazardRatios[kind])
            let expectedAfter = ratio * rate * years.after
            #expect(abs(after - expectedAfter) < 4 * expectedAfter.squareRoot(), "\(kind): \(after), \(expectedAfter)")
        }
        // Nothing is recorded of a patient after death.
        for person in tables.people {
            guard let death = person.deathDay else { continue }
            #expect(person.supplies.allSatisfy { $0.days.upperBound <= death })
            #expect(person.scores.keys.allSatisfy { $0 * ChangeModel.interval - ChangeModel.visitTolerance <= death })
            #expect(person.dropoutDay == nil)
        }
    }
}
