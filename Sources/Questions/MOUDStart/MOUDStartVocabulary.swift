import Cohort
import Findings

/// The drug of a first dose.
enum StartDrug: String, Term, CaseIterable {
    case buprenorphine
    case methadone
    case naltrexone
    case other
    case notNamed = "not_named"
    case several

    /// Drugs that are compared with each other.
    static let compared: [StartDrug] = [.buprenorphine, .methadone, .naltrexone]

    init(_ drug: MOUDDrug?) {
        switch drug {
        case .buprenorphine: self = .buprenorphine
        case .methadone: self = .methadone
        case .naltrexone: self = .naltrexone
        case .other: self = .other
        case nil: self = .notNamed
        }
    }

    var label: String {
        switch self {
        case .buprenorphine, .methadone, .naltrexone: rawValue
        case .other: "another drug"
        case .notNamed: "a drug that the data do not name"
        case .several: "several drugs on one day"
        }
    }
}

/// How scores after the start are compared between drugs.
enum StartModel: String, Term, CaseIterable {
    case mixedModel = "mixed_model"
    case leastSquares = "least_squares"

    var label: String {
        switch self {
        case .mixedModel: "mixed model for repeated measures (Kenward\u{2013}Roger)"
        case .leastSquares: "least squares at each day, CR2 errors"
        }
    }
}

/// What a number of who started is about.
struct StartedKey: GroupKey {
    /// The level of a column; `nil` for all.
    var group: StudyPlace?
    /// Within how many days; `nil` for ever.
    var within: Int?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?

    static let axes: [Axis] = [.variable, RestartKey.within, .column]

    var coordinates: [Coordinate] {
        [
            group.map { Coordinate(.variable, .study($0)) },
            within.map { Coordinate(RestartKey.within, .setting(Double($0))) },
            part.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a number of the delay and the dose is about.
struct StartDoseKey: GroupKey {
    let drug: StartDrug
    /// Within how many days of where the delay is counted from.
    var within: Int?
    /// Days after the first dose.
    var day: Int?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?

    static let axes: [Axis] = [DoseKey.drug, RestartKey.within, .day, .column]

    var coordinates: [Coordinate] {
        [
            Coordinate(DoseKey.drug, drug), within.map { Coordinate(RestartKey.within, .setting(Double($0))) },
            day.map { Coordinate(.day, .number($0)) }, part.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a number of pain after the start is about.
struct StartPainKey: GroupKey {
    let instrument: InstrumentInfo
    let drug: StartDrug
    /// The drug that it is compared with, of a difference.
    var comparator: StartDrug?
    var model: StartModel?
    /// Days after the first dose; `nil` before it.
    var day: Int?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?

    static let axes: [Axis] = [.instrument, .model, DoseKey.drug, .comparator, .day, .column]

    var coordinates: [Coordinate] {
        [
            Coordinate(instrument), model.map { Coordinate(.model, $0) }, Coordinate(DoseKey.drug, drug),
            comparator.map { Coordinate(.comparator, $0) }, day.map { Coordinate(.day, .number($0)) },
            part.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a number of withdrawal after the start is about.
struct StartWithdrawalKey: GroupKey {
    let drug: StartDrug
    let scale: WithdrawalScaleName
    var denominator: Denominator?
    /// Days after the first dose; `nil` around it.
    var day: Int?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?

    static let scale = Axis("scale", label: "Scale")
    static let axes: [Axis] = [.denominator, DoseKey.drug, scale, .day, .column]

    var coordinates: [Coordinate] {
        [
            denominator.map { Coordinate(.denominator, $0) }, Coordinate(DoseKey.drug, drug),
            Coordinate(Self.scale, scale), day.map { Coordinate(.day, .number($0)) },
            part.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a number of withdrawal scores around the first dose is about.
struct PrecipitatedKey: GroupKey {
    let drug: StartDrug
    let scale: WithdrawalScaleName
    /// Why the change cannot be told; `nil` where it can.
    var reason: FirstDoseScores.Untold?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?

    static let reason = Axis("reason", label: "Reason")
    static let axes: [Axis] = [DoseKey.drug, StartWithdrawalKey.scale, reason, .column]

    var coordinates: [Coordinate] {
        [
            Coordinate(DoseKey.drug, drug), Coordinate(StartWithdrawalKey.scale, scale),
            reason.map { Coordinate(Self.reason, $0) }, part.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}
