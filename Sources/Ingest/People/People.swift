/// Who the identifiers in the files are: each gets a dense index, and here the identifiers end.
enum People: Sendable {
    /// The patients table has said who there is.
    case closed(KnownPeople)
    /// There is no patients table: people are met as their rows are read.
    case open
}

/// The people of a patients table, found by their identifiers.
struct KnownPeople: Sendable {
    private let numbering: PersonNumbering
    /// Why the rows of somebody else are not used.
    let stranger: RejectReason

    init(_ numbering: PersonNumbering, stranger: RejectReason = .unknownPatient) {
        self.numbering = numbering
        self.stranger = stranger
    }

    /// The index of a person; `nil` for somebody unknown.
    ///
    /// - Parameter guess: tried first. Files often name people in the order of the patients table, and to compare two
    ///   identifiers is much cheaper than to look one up among a hundred thousand.
    func index(of identifier: String, guess: Int32) -> Int32? {
        let identifiers = numbering.identifiers
        if identifiers.indices.contains(Int(guess)), identifiers[Int(guess)] == identifier { return guess }
        return numbering.knownIndex(of: identifier)
    }
}
