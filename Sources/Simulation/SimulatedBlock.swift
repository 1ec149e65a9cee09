/// The rows of some people in every file. A file is its header and then its blocks in order.
public struct SimulatedBlock: Sendable {
    private var files = [CSVRows](repeating: CSVRows(), count: SimulatedFile.allCases.count)

    /// People in a block; the last one may hold fewer.
    public static let people = 256

    /// The block's bytes of a file, with the line end of its last row.
    public func bytes(of file: SimulatedFile) -> [UInt8] { files[file.slot].bytes }

    /// The block's rows of a file, counted by what is wrong with them.
    public func tally(of file: SimulatedFile) -> RowTally { files[file.slot].tally }

    fileprivate init(_ people: Range<Int>, of study: SimulatedStudy) {
        let scores = study.design.meanScoresPerPerson
        files[SimulatedFile.pain.slot].reserve(people.count * (scores + 1) * 36)
        for index in people {
            let person = study.person(index)
            files[SimulatedFile.patients.slot].append(patient: person, of: study.design)
            files[SimulatedFile.pain.slot].append(painOf: person)
            files[SimulatedFile.exposures.slot].append(exposuresOf: person, of: study.design)
            files[SimulatedFile.withdrawal.slot].append(withdrawalOf: person, of: study.design)
            files[SimulatedFile.moud.slot].append(moudOf: person, of: study.design)
            files[SimulatedFile.interventions.slot].append(interventionsOf: person, of: study.design)
            files[SimulatedFile.events.slot].append(eventsOf: person, of: study.design)
            files[SimulatedFile.symptoms.slot].append(symptomsOf: person, of: study.design)
            files[SimulatedFile.screens.slot].append(screensOf: person, of: study.design)
            files[SimulatedFile.visits.slot].append(visitsOf: person, of: study.design)
        }
    }
}

extension SimulatedStudy {
    /// How many blocks the files have.
    public var blockCount: Int {
        (design.people + SimulatedBlock.people - 1) / SimulatedBlock.people
    }

    /// Block `index`, which depends on the design and the index alone; empty outside 0..<`blockCount`.
    public func block(_ index: Int) -> SimulatedBlock {
        guard (0..<blockCount).contains(index) else { return SimulatedBlock(0..<0, of: self) }
        let first = index * SimulatedBlock.people
        return SimulatedBlock(first..<min(design.people, first + SimulatedBlock.people), of: self)
    }

    /// A whole file in memory, for small studies.
    public func contents(of file: SimulatedFile) -> [UInt8] {
        (0..<blockCount).reduce(into: header(of: file)) { $0 += block($1).bytes(of: file) }
    }
}
