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
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "DelimitedText", dependencies: ["CLibCSV", "CZlib"]),
        .target(name: "Cohort"),
        .target(
            name: "Ingest",
            dependencies: ["DelimitedText", "Cohort", .product(name: "Yams", package: "Yams")],
            resources: [
                .embedInCode("Resources/mme/cdc-2016.yaml"), .embedInCode("Resources/mme/cdc-2022.yaml"),
                .embedInCode("Resources/presets/ctn0094.yaml"),
            ]),
        .target(name: "Estimation", dependencies: ["CGSL"]),
        .target(name: "Findings"),
        .target(name: "Analysis", dependencies: ["Cohort", "Estimation", "Findings"]),
        .target(name: "Disclosure", dependencies: ["Findings"]),
        .target(
            name: "Reports",
            dependencies: [
                "Findings", "Disclosure",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.embedInCode("Templates")]),
        .target(name: "Simulation"),
        .executableTarget(
            name: "nocitrend",
            dependencies: [
                "DelimitedText", "Cohort", "Ingest", "Estimation", "Findings", "Analysis", "Disclosure", "Reports",
                "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        // The model part of `make bench`; no product.
        .executableTarget(
            name: "model-bench", dependencies: ["DelimitedText", "Estimation", "Analysis"], path: "Benchmarks/models"),

        // `make coverage`; no product.
        .executableTarget(
            name: "coverage-bench", dependencies: ["Estimation", "Analysis"], path: "Benchmarks/coverage",
            exclude: ["introduction.md"]),

        // Each target's tests, under its name. Tests/Acceptance drives the built tool from Python; Tests/References
        // holds R's numbers and the scripts that wrote them.
        .testTarget(name: "DelimitedTextTests", dependencies: ["DelimitedText"]),
        .testTarget(name: "CohortTests", dependencies: ["Cohort"]),
        .testTarget(name: "IngestTests", dependencies: ["Ingest", "Cohort", "DelimitedText"]),
        .testTarget(name: "EstimationTests", dependencies: ["Estimation"]),
        .testTarget(name: "FindingsTests", dependencies: ["Findings"]),
        .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Cohort", "Estimation", "Findings"]),
        .testTarget(name: "DisclosureTests", dependencies: ["Disclosure", "Findings"]),
        .testTarget(
            name: "ReportsTests", dependencies: ["Reports", "Findings", "Disclosure"], exclude: ["Snapshots"]),
        .testTarget(name: "SimulationTests", dependencies: ["Simulation"], exclude: ["References"]),
        .testTarget(
            name: "CoverageTests", dependencies: ["Simulation", "Analysis", "Cohort", "Estimation", "Findings"]),
    ],
    swiftLanguageModes: [.v6]
)
