import Disclosure
import Findings
import Presentation

/// Slopes by subgroup, what sites and trials come to together, and how far a difference may be believed.
struct SubgroupsTables {
    let finding: ReleasedFinding
    let settings: SubgroupsSettings

    /// Each subgroup beside the reference of its column.
    func slopes(_ instrument: InstrumentInfo) -> PageTable? {
        var table = PageTable(
            "Slopes of the score by subgroup, in \(instrument.unitWords) per 30 days of exposure, with 95% intervals",
            heads: [
                .init("Subgroup"), .init("Patients", isNumeric: true), .init("Slope", isNumeric: true),
                .init("Difference from the reference", isNumeric: true),
            ], note: instrument.directionNote)
        for column in finding.subgroupColumns(of: instrument) {
            table.group("By \(Wording.phrase(column.name)): \(column.model.subgroupWords)")
            for row in column.rows {
                table.row([
                    row.place.label, EstimateText.count(row.patients?.value), EstimateText.cell(row.slope),
                    row.difference.map { EstimateText($0).cell }
                        ?? (row.slope == nil ? EstimateText.absent : "reference"),
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    /// The mean slope of sites or trials, and how much theirs differ.
    func pooled(_ instrument: InstrumentInfo) -> PageTable? {
        var table = PageTable(
            "Slopes pooled with random effects, in \(instrument.unitWords) per 30 days of exposure, with 95% intervals",
            heads: [
                .init("Column"), .init("Pooled slope", isNumeric: true), .init("Slope of another", isNumeric: true),
                .init("SD between (\u{03C4})", isNumeric: true), .init("I\u{00B2}", isNumeric: true),
            ],
            note: "The slope of another site or trial lies in the prediction interval, if these are a sample of theirs."
        )
        for (key, estimate) in finding.all(.pooledSlope) where key.instrument == instrument {
            table.row([
                Wording.capitalized(Wording.phrase(key.column.column.text)), EstimateText(estimate).cell,
                EstimateText.cell(finding[.slopeOfAnother, key]), EstimateText.cell(finding[.slopeSD, key]),
                EstimateText.cell(finding[.slopeI2, key]),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// The tests of interaction, and what ICEMAN asks of them.
    var tests: PageTable? {
        var table = PageTable(
            "Whether slopes differ between subgroups: tests of interaction",
            heads: [.init("Slopes by")] + PValueCells.heads + [.init("Planned"), .init("Chance as an explanation")],
            note: PValueCells.note
                + " Chance after ICEMAN by the unadjusted p: very likely above 0.05, likely above 0.01, perhaps above 0.005, unlikely below."
        )
        for (key, test) in finding.all(DeclaredTest.slopesAreEqual) {
            let name = key.column.column.text
            table.row(
                [Wording.phrase(name)] + PValueCells.cells(test) + [
                    settings.planned.contains(name) ? "planned" : "exploratory",
                    EstimateText.text(test.p) { Self.chance($0) },
                ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// How likely chance explains a difference, in ICEMAN's words.
    static func chance(_ p: Double) -> String {
        switch p {
        case let p where p > 0.05: "very likely"
        case let p where p > 0.01: "likely"
        case let p where p > 0.005: "perhaps"
        default: "unlikely"
        }
    }
}

/// What is shown of a column whose subgroups are listed.
struct ShownSubgroups {
    /// A subgroup.
    struct Row {
        let place: StudyPlace
        let patients: ReleasedEstimate?
        let slope: ReleasedEstimate?
        /// From the reference; `nil` of the reference itself.
        let difference: ReleasedEstimate?
    }

    let name: String
    let model: TrendModelName
    let rows: [Row]
}

extension ReleasedFinding {
    /// The columns whose subgroups are listed, in the order of the finding.
    func subgroupColumns(of instrument: InstrumentInfo) -> [ShownSubgroups] {
        let slopes = all(.subgroupSlope).filter { $0.key.instrument == instrument }
        let differences = all(.slopeDifference).filter { $0.key.instrument == instrument }
        return slopes.map(\.key.column.column).inOrderOfAppearance().map { name in
            let own = slopes.filter { $0.key.column.column == name }
            return ShownSubgroups(
                name: name.text, model: own.first?.key.model ?? .unadjusted,
                rows: own.map { key, slope in
                    let place = key.column
                    return ShownSubgroups.Row(
                        place: place,
                        patients: self[.subgroupPatients, SubgroupKey(instrument: instrument, column: place)],
                        slope: slope.value == nil ? nil : slope,
                        difference: differences.first {
                            $0.key.column.column == name && $0.key.column.level == place.level
                                && $0.key.column.origin == place.origin
                        }?.estimate)
                })
        }
    }
}

extension TrendModelName {
    /// What slopes of subgroups are of.
    var subgroupWords: String {
        self == .againstUnexposed ? "against unexposed scores of the same subgroup" : "exposed scores alone"
    }
}
