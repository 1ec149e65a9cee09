import Testing

@testable import Cohort

/// Oxycodone to day 49, and what comes of morphine.
@Suite struct DrugTimelineTests {
    private func morphine(
        from start: Int32, _ rule: RotationRule = RotationRule()
    ) throws -> [DrugChange] {
        let changes = try DoseFixture(
            [.init(days: 0...49, dose: 60), .init(days: start...99, dose: 40, drug: 1)], observed: 0...120
        ).changes(rule)
        #expect(changes.routeChanges.isEmpty && changes.unnamed == 0)
        return changes.rotations
    }

    @Test func oneEndsAndTheOtherStarts() throws {
        let rotations = try morphine(from: 50)
        #expect(
            rotations == [
                DrugChange(
                    old: DrugForm(drug: .oxycodone, route: .oral), new: DrugForm(drug: .morphine, route: .oral),
                    lastDayOfOld: 49, firstDayOfNew: 50, doseBefore: 60, doseAfter: 40)
            ])
        #expect(rotations.map(\.freeDays) == [0] && rotations.map(\.overlapDays) == [0])
    }

    /// 7 free days are a rotation, 8 are not.
    @Test func theGap() throws {
        let rotations = try morphine(from: 57)
        #expect(rotations.map(\.freeDays) == [7] && rotations.map(\.overlapDays) == [0])
        #expect(rotations.map(\.doseBefore) == [60] && rotations.map(\.doseAfter) == [40])
        #expect(try morphine(from: 58).isEmpty)
        #expect(try morphine(from: 58, RotationRule(gap: 8)).count == 1)
    }

    /// 7 days of both are a rotation, 8 are not; 28 are in the sensitivity analysis, 29 are not.
    @Test func theOverlap() throws {
        let rotations = try morphine(from: 43)
        #expect(rotations.map(\.overlapDays) == [7] && rotations.map(\.freeDays) == [0])
        // Before day 43 and from day 50 on, and none of the days with both.
        #expect(rotations.map(\.doseBefore) == [60] && rotations.map(\.doseAfter) == [40])
        #expect(try morphine(from: 42).isEmpty)
        #expect(try morphine(from: 22, RotationRule(overlap: 28)).map(\.overlapDays) == [28])
        #expect(try morphine(from: 21, RotationRule(overlap: 28)).isEmpty)
    }

    /// A drug that is taken before and after beside another that ends: no rotation. Nor is a short course beside a long one.
    @Test func twoDrugsAtOnceAreNoRotation() throws {
        for rows: [DoseFixture.Row] in [
            [.init(days: 0...49, dose: 60), .init(days: 0...99, dose: 40, drug: 1)],
            [.init(days: 0...49, dose: 60), .init(days: 45...47, dose: 40, drug: 1)],
            [.init(days: 0...99, dose: 60), .init(days: 45...60, dose: 40, drug: 1)],
            // Both end on one day, or begin on one day.
            [.init(days: 0...49, dose: 60), .init(days: 45...49, dose: 40, drug: 1)],
            [.init(days: 47...49, dose: 60), .init(days: 47...99, dose: 40, drug: 1)],
        ] {
            #expect(try DoseFixture(rows, observed: 0...99).changes() == DrugChanges())
        }
        // Of two, one is replaced by a third.
        let third = try DoseFixture(
            [
                .init(days: 0...49, dose: 60), .init(days: 0...99, dose: 40, drug: 1),
                .init(days: 50...99, dose: 30, drug: 6),
            ], observed: 0...99
        ).changes().rotations
        #expect(third.map(\.old.drug) == [.oxycodone] && third.map(\.new.drug) == [.hydromorphone])
        #expect(third.map(\.doseBefore) == [100] && third.map(\.doseAfter) == [70])
    }

    /// Percocet is oxycodone; "oxycodone" again after 30 free days is the same course, after 31 it is a new one.
    @Test func oneDrugUnderTwoNames() throws {
        let names = try DoseFixture(
            [.init(days: 0...49, dose: 60), .init(days: 50...99, dose: 60, drug: 2)], observed: 0...99)
        #expect(names.changes() == DrugChanges())
        for (back, count): (Int32, Int) in [(80, 0), (81, 1)] {
            let rows: [DoseFixture.Row] = [
                .init(days: 0...49, dose: 60), .init(days: 50...120, dose: 40, drug: 1),
                .init(days: back...200, dose: 60, drug: 2),
            ]
            // The oxycodone of day 49 goes on, or ended and is followed by morphine.
            #expect(try DoseFixture(rows, observed: 0...200).changes().rotations.count == count)
        }
    }

    @Test func aRouteAlone() throws {
        // Two routes of one drug: as recorded, and by mouth where nothing is recorded.
        let changed = try DoseFixture(
            [.init(days: 0...49, dose: 60, drug: 1), .init(days: 52...99, dose: 40, drug: 5, route: .rectal)],
            observed: 0...99
        ).changes()
        #expect(changed.rotations.isEmpty && changed.unnamed == 0)
        #expect(changed.routeChanges.map(\.old) == [DrugForm(drug: .morphine, route: .oral)])
        #expect(changed.routeChanges.map(\.new) == [DrugForm(drug: .morphine, route: .rectal)])
        #expect(changed.routeChanges.map(\.freeDays) == [2])
        // A route that nobody knows is no change, of another drug it is a rotation.
        for route: Route? in [nil, .other] {
            let fentanyl = try DoseFixture(
                [.init(days: 0...49, dose: 60, drug: 3), .init(days: 50...99, dose: 40, drug: 3, route: route)],
                observed: 0...99)
            #expect(fentanyl.changes() == DrugChanges())
        }
        let both = try DoseFixture(
            [.init(days: 0...49, dose: 60), .init(days: 50...99, dose: 60, drug: 3)], observed: 0...99
        ).changes()
        #expect(both.routeChanges.isEmpty)
        #expect(both.rotations.map(\.new) == [DrugForm(drug: .fentanyl, route: .transdermal)])
    }

    @Test func whatNoNameSaysIsCountedApart() throws {
        let unnamed = try DoseFixture(
            [.init(days: 0...49, dose: 60), .init(days: 50...99, dose: 60, drug: 4)], observed: 0...99
        ).changes()
        #expect(unnamed.unnamed == 1 && unnamed.rotations.isEmpty && unnamed.routeChanges.isEmpty)
    }

    /// Of two that end, the nearer is followed by the one that starts; the other by nothing, or by the next start.
    @Test func eachEndIsFollowedOnce() throws {
        let rows: [DoseFixture.Row] = [
            .init(days: 0...49, dose: 60), .init(days: 0...46, dose: 10, drug: 3),
            .init(days: 50...99, dose: 40, drug: 1),
        ]
        let one = try DoseFixture(rows, observed: 0...99).changes().rotations
        #expect(one.map(\.old.drug) == [.oxycodone])
        let two = try DoseFixture(rows + [.init(days: 52...99, dose: 5, drug: 6)], observed: 0...99).changes().rotations
        #expect(two.map(\.old.drug) == [.oxycodone, .fentanyl])
        #expect(two.map(\.new.drug) == [.morphine, .hydromorphone])
    }

    /// 3 of 30 days unknown are allowed, 4 are not.
    @Test func aMeanOfTooManyUnknownDaysIsNone() throws {
        for (unknown, before): (Int32, Double?) in [(3, 60), (4, nil)] {
            let rotations = try DoseFixture(
                [
                    .init(days: 0...(49 - unknown), dose: 60), .init(days: (50 - unknown)...49, dose: nil),
                    .init(days: 50...80, dose: 40, drug: 1),
                ], observed: 0...75
            ).changes().rotations
            #expect(rotations.map(\.doseBefore) == [before] && rotations.map(\.doseAfter) == [40])
        }
        let ends = try DoseFixture(
            [.init(days: 0...49, dose: 60), .init(days: 50...60, dose: 40, drug: 1)], observed: 0...75)
        // Observed for 26 of the 30 days.
        #expect(ends.changes().rotations.map(\.doseAfter) == [nil])
    }
}
