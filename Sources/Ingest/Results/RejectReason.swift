/// Why a row is not used. The wording is fixed and never holds the content of a cell.
public enum RejectReason: UInt8, Sendable, Hashable, CaseIterable {
    /// The record has more or fewer fields than the header.
    case fieldCount
    /// A quote that is not doubled, or never closed, makes this line and others one record.
    case swallowedLine
    /// A cell that every row needs is empty or a missing value.
    case missing
    /// Not a number.
    case notANumber
    /// Not a whole number of days.
    case notAWholeDay
    /// Not UTF-8, or with a NUL byte.
    case notText
    /// Outside the range of the instrument, the scale or what a dose or day can be.
    case outOfRange
    /// No such instrument.
    case unknownInstrument
    /// No such withdrawal scale.
    case unknownScale
    /// No such withdrawal grade.
    case unknownGrade
    /// No such event.
    case unknownEvent
    /// Neither yes nor no.
    case notYesOrNo
    /// The study file's list of values does not have the cell.
    case notListed
    /// The last day is before the first.
    case endBeforeStart
    /// The patients table does not have the person.
    case unknownPatient
    /// An earlier row of the same file says otherwise.
    case secondRow
    /// Another file of the patients table says otherwise.
    case conflict
    /// Neither positive nor negative.
    case notPositiveOrNegative
    /// Neither a visit that was kept nor one that was missed.
    case unknownVisit
    /// Not a date as the study file says that dates are written.
    case notADate
    /// A date that two of the study file's formats read as different days.
    case ambiguousDate
    /// Day 0 in a study whose days have none.
    case dayZero
    /// Not a time of day.
    case notATime
    /// Nothing says from which day the patient's days are counted.
    case noOrigin

    /// The reason in words, for `rejects.csv` and the report.
    public var wording: String {
        switch self {
        case .fieldCount: "wrong number of fields"
        case .swallowedLine: "lines run together by a quote that is not doubled"
        case .missing: "value is missing"
        case .notANumber: "value is not a number"
        case .notAWholeDay: "day is not a whole number"
        case .notText: "text is not valid UTF-8"
        case .outOfRange: "value is out of range"
        case .unknownInstrument: "unknown instrument"
        case .unknownScale: "unknown withdrawal scale"
        case .unknownGrade: "unknown withdrawal grade"
        case .unknownEvent: "unknown event"
        case .notYesOrNo: "value is neither yes nor no"
        case .notListed: "value is not listed in the study file"
        case .endBeforeStart: "end is before start"
        case .unknownPatient: "patient is not in the patients table"
        case .secondRow: "differs from an earlier row of this patient"
        case .conflict: "differs from an earlier file for this patient"
        case .notPositiveOrNegative: "value is neither positive nor negative"
        case .unknownVisit: "visit is neither attended nor missed"
        case .notADate: "date is not as \"dates\" in the study file says"
        case .ambiguousDate: "date is another day in each format"
        case .dayZero: "day 0 where there is none"
        case .notATime: "value is not a time of day"
        case .noOrigin: "patient has no day 0"
        }
    }
}
