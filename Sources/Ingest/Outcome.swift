/// What a cell turned out to be.
enum Outcome<Value: Sendable>: Sendable {
    case value(Value)
    case missing
    case rejected(RejectReason)

    func map<Other>(_ transform: (Value) -> Other) -> Outcome<Other> {
        switch self {
        case .value(let value): .value(transform(value))
        case .missing: .missing
        case .rejected(let reason): .rejected(reason)
        }
    }

    func flatMap<Other>(_ transform: (Value) -> Outcome<Other>) -> Outcome<Other> {
        switch self {
        case .value(let value): transform(value)
        case .missing: .missing
        case .rejected(let reason): .rejected(reason)
        }
    }
}
