// swift-tools-version: 6.1
import PackageDescription

// The house: one row of rooms, data flows one way. A target may import only what its line names; a test in
// Tests/Acceptance fails on any other import.
let package = Package(
    name: "nocitrend",
    products: [
        .executable(name: "nocitrend", targets: ["nocitrend"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev"])]),
        .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CRename"),
        .target(name: "DelimitedText", dependencies: ["CLibCSV", "CZlib", "COpenSSL"]),
        .target(name: "Cohort"),
        .target(name: "StudyFile", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(
            name: "Ingest",
            dependencies: ["DelimitedText", "Cohort", "StudyFile"],
            resources: [
                .embedInCode("Resources/mme/cdc-2016.yaml"), .embedInCode("Resources/mme/cdc-2022.yaml"),
                .embedInCode("Resources/mme/heal-2025.yaml"),
                .embedInCode("Resources/presets/ctn0094.yaml"), .embedInCode("Resources/presets/omop.yaml"),
                .embedInCode("Resources/concepts/omop-concepts.yaml"),
            ]),
        .target(name: "Estimation", dependencies: ["CGSL"]),
        .target(name: "Findings"),
        .target(name: "Disclosure", dependencies: ["Findings", "CGLPK"]),
        .target(name: "Presentation", dependencies: ["Findings", "Disclosure"]),
        .target(
            name: "Questions",
            dependencies: ["Cohort", "Estimation", "StudyFile", "Findings", "Disclosure", "Presentation"]),
        // SQLite through GRDB, whose system library needs libsqlite3-dev.
        .target(
            name: "History",
            dependencies: ["Findings", "Disclosure", "Presentation", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "Reports",
            dependencies: [
                "Findings", "Disclosure", "Presentation",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.embedInCode("Templates")]),
        .target(name: "Simulation"),
        .executableTarget(
            name: "nocitrend",
            dependencies: [
                "CRename", "DelimitedText", "Cohort", "StudyFile", "Ingest", "Estimation", "Findings", "Disclosure",
                "Presentation",
                "Questions", "History", "Reports", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        // The model part of `make bench`; no product.
        .executableTarget(
            name: "model-bench", dependencies: ["DelimitedText", "Estimation", "Questions"], path: "Benchmarks/models"),

        // `make coverage`; no product.
        .executableTarget(
            name: "coverage-bench",
            dependencies: ["Cohort", "Disclosure", "Estimation", "Findings", "Questions", "StudyFile"],
            path: "Benchmarks/coverage",
            exclude: ["introduction.md", "changes.md", "changes.py", "people.md", "people.py", "planted.py"]),

        // Each target's tests, under its name. Tests/Acceptance drives the built tool from Python; Tests/References
        // holds R's numbers and the scripts that wrote them.
        .testTarget(name: "DelimitedTextTests", dependencies: ["DelimitedText"]),
        .testTarget(name: "CohortTests", dependencies: ["Cohort"]),
        .testTarget(name: "StudyFileTests", dependencies: ["StudyFile"]),
        .testTarget(
            name: "IngestTests", dependencies: ["Ingest", "Cohort", "DelimitedText", "StudyFile"],
            exclude: ["IdentifierGuard/Lists"]),
        .testTarget(name: "EstimationTests", dependencies: ["Estimation"]),
        .testTarget(name: "FindingsTests", dependencies: ["Findings"]),
        // A cohort written down by hand, and one that every question has an answer to; no product.
        .target(name: "StudyFixtures", dependencies: ["Cohort"], path: "Tests/StudyFixtures"),
        .testTarget(
            name: "QuestionsTests",
            dependencies: [
                "Questions", "Cohort", "Estimation", "StudyFile", "Findings", "Disclosure", "Presentation",
                "StudyFixtures",
            ]),
        .testTarget(name: "PresentationTests", dependencies: ["Presentation", "Findings", "Disclosure"]),
        .testTarget(name: "DisclosureTests", dependencies: ["Disclosure", "Findings"]),
        .testTarget(
            name: "HistoryTests",
            dependencies: ["History", "Findings", "Presentation", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Findings", "Disclosure", "Presentation", "Questions", "Cohort", "StudyFile",
                "StudyFixtures",
            ],
            exclude: ["Snapshots"]),
        .testTarget(name: "SimulationTests", dependencies: ["Simulation"], exclude: ["References"]),
        .testTarget(
            name: "CoverageTests",
            dependencies: ["Simulation", "Questions", "Cohort", "Estimation", "Findings", "StudyFile"]),
    ],
    swiftLanguageModes: [.v6]
)
