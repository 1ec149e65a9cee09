/// What a cell turned out to be.
enum CellOutcome<Value: Sendable>: Sendable {
    case value(Value)
    case missing
    case rejected(RejectReason)

    func map<Other>(_ transform: (Value) -> Other) -> CellOutcome<Other> {
        switch self {
        case .value(let value): .value(transform(value))
        case .missing: .missing
        case .rejected(let reason): .rejected(reason)
        }
    }

    func flatMap<Other>(_ transform: (Value) -> CellOutcome<Other>) -> CellOutcome<Other> {
        switch self {
        case .value(let value): transform(value)
        case .missing: .missing
        case .rejected(let reason): .rejected(reason)
        }
    }
}
