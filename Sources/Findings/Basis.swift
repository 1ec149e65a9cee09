/// Who stands behind a number: what disclosure control works from.
///
/// It has no default. A number about persons says which; one that nobody can be counted from says ``noPerson``.
public struct Basis: Sendable, Hashable {
    /// The persons that the number is about.
    public let about: PersonSet
    /// Those of them with the event that it counts; `nil` where it counts none (a mean, a slope).
    public let event: PersonSet?
    /// Further persons who could be counted from the number and what stands beside it: those that a model leaves out of a
    /// population that is shown, those on the far side of a difference.
    public let apart: [PersonSet]
    /// How many people, or rows, could be counted from it that are no part of the cohort: those of rejected rows, for whom no set of
    /// persons can stand.
    public let outside: [Int]

    private init(about: PersonSet, event: PersonSet?, apart: [PersonSet], outside: [Int] = []) {
        self.about = about
        self.event = event
        self.apart = apart
        self.outside = outside
    }

    /// A number about some persons that counts no event among them.
    ///
    /// - Parameter apart: further persons who could be counted from it.
    public static func of(_ about: PersonSet, apart: [PersonSet] = []) -> Basis {
        Basis(about: about, event: nil, apart: apart)
    }

    /// A number that tells how many of some persons had an event. Those without it are counted from the two.
    public static func event(_ event: PersonSet, among about: PersonSet, apart: [PersonSet] = []) -> Basis {
        Basis(about: about, event: event, apart: apart)
    }

    /// A number that stands in the study file or the protocol: nobody can be counted from it.
    public static let noPerson = Basis(about: PersonSet(), event: nil, apart: [])

    /// The same with further persons who could be counted.
    public func telling(apart further: [PersonSet]) -> Basis {
        Basis(about: about, event: event, apart: apart + further, outside: outside)
    }

    /// The same with people, or rows, that are no part of the cohort and could be counted.
    public func telling(outside further: [Int]) -> Basis {
        Basis(about: about, event: event, apart: apart, outside: outside + further)
    }

    /// How many persons each set has that could be counted: those that it is about, those with the event and without it, those
    /// apart; and how many are outside.
    public var counts: [Int] {
        [about.count] + (event.map { [$0.count, about.count(without: $0)] } ?? []) + apart.map(\.count)
            + outside
    }
}
