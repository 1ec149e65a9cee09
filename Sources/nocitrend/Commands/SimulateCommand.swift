import ArgumentParser
import Estimation
import Foundation
import Questions
import Simulation

extension Scenario: ExpressibleByArgument {}

/// `nocitrend simulate`: a synthetic study with a known truth.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write a synthetic study with a known truth: CSV files, a study file and truth.json.",
        discussion: """
            The same options give the same bytes on every machine. By default the files are as untidy as real ones: \
            empty cells, unreadable cells, scores out of range, a few doubled rows. An earlier simulation in the folder \
            is replaced if nobody changed it; SHA256SUMS keeps its digests.

            Pain follows the length of exposure in null (it does not), hyperalgesia and tolerance. In tapering, abrupt_stop, \
            opioid_rotation, moud_initiation and nonopioid_care it does not, and treatment changes once, sooner for those in \
            more pain: truth.json holds the effect on pain, the withdrawal and the rates of harm that were planted, and what \
            a comparison of before and after would find instead. Visits are then planned every four weeks.

            The others hold the answer of one question: spreading (symptoms and body sites follow the length of exposure), \
            mixed_patterns (each patient's course is of one pattern), return_to_use (pain foretells return to use, and who uses \
            misses visits), evoked_tests (cold is tolerated for less long), pain_drives_dose (the dose follows pain, and not \
            pain the dose).

            Example: nocitrend simulate trial --people 500 --scenario hyperalgesia --seed 7
            Example: nocitrend simulate tapers --people 2000 --scenario tapering
            Example: nocitrend simulate trial --scenario return_to_use --follow-up 400
            """)

    @Argument(help: "Folder to write to; made if it does not exist.", completion: .directory)
    var folder: String

    @Option(help: "People in the study.")
    var people = 2_000

    @Option(help: "Pain scores planned a person, on average, where pain follows exposure; by default 20.")
    var scores: Int?

    @Option(
        help:
            "Days of follow-up; 365 or more where treatment changes, within narrower limits where one question's answer is held."
    )
    var followUp = 540

    @Option(help: "Seed of the random numbers.")
    var seed: UInt64 = 1

    @Option(help: "What is true.")
    var scenario: Scenario = .hyperalgesia

    @Flag(help: "Write tidy files: nothing missing and nothing wrong.")
    var tidy = false

    @Flag(help: "Nobody leaves the study early.")
    var noDropout = false

    @Option(help: "Threads; by default one for each core.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var logging: LogOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads is at least 1.") }
        guard scores == nil || scenario.isOfExposure else {
            throw ValidationError(
                "--scores has no meaning in \(scenario.rawValue): its visits are planned.")
        }
        _ = try design()
    }

    func run() throws {
        do {
            try write(SimulatedStudy(design: try design()))
        } catch let failure as CommandFailure {
            throw failure.exit
        }
    }

    private func design() throws -> StudyDesign {
        do {
            return try StudyDesign(
                people: people, meanScoresPerPerson: scores ?? 20, followUpDays: followUp, seed: seed,
                scenario: scenario,
                untidiness: tidy ? .none : .realistic, dropout: !noDropout)
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func write(_ study: SimulatedStudy) throws(CommandFailure) {
        let progress = ProgressLine(isShown: logging.showsProgress)
        defer { progress.clear() }
        let target = SignedFolder(path: folder, writer: "simulate", remedy: "name another folder")
        try target.checkPlace(for: study.files.map(\.name) + [Self.studyFile, Self.truth])
        try target.replace { files in
            try addTables(of: study, to: &files, progress)
            // Elsewhere every question is asked: those about what is planted are the ones of interest.
            let analyses = study.design.scenario.isOfExposure ? AllQuestions.sample : []
            try files.add(Self.studyFile, Array(study.studyFile(analyses: analyses).utf8))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try files.add(Self.truth, Array(encoder.encode(study.truth)) + [UInt8(ascii: "\n")])
        }
        progress.clear()
        if !logging.quiet { try StandardOutput.print(URL(fileURLWithPath: folder + "/" + Self.studyFile).relativePath) }
    }

    private static let studyFile = "study.yaml"
    private static let truth = "truth.json"

    /// Blocks of people are made side by side and written in order, some at a time, so that memory stays small.
    private func addTables(
        of study: SimulatedStudy, to files: inout SignedFolder.Staging, _ progress: ProgressLine
    ) throws {
        let tables = try study.files.map { table in
            let file = try files.begin(table.name)
            try file.append(study.header(of: table))
            return (table: table, file: file)
        }
        let executor = BlockExecutor.dispatch(threads: threads)
        let wave = threads * 4
        progress.begin(StageProgress("simulating"))
        var first = 0
        while first < study.blockCount {
            let count = min(wave, study.blockCount - first)
            let start = first
            let blocks = executor.mapBlocks(of: count, size: 1) { study.block(start + $0.lowerBound) }
            for (table, file) in tables {
                for block in blocks { try file.append(block.bytes(of: table)) }
            }
            first += count
            let people = study.design.people
            progress.update { $0.note("people", done: min(people, first * SimulatedBlock.people), of: people) }
        }
        for (_, file) in tables { try files.finish(file) }
    }
}
