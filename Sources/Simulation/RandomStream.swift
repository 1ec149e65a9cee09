/// One person's sequence of random numbers for one purpose: Philox words keyed by the seed, counted by
/// (position, purpose, person).
///
/// Two purposes never share a number, so a change in one part of the model (another visit, more untidy rows)
/// leaves every other part's draws as they were. 2^32 blocks of four words lie before a stream repeats.
struct RandomStream {
    /// What a stream is for. Raw values are part of the format: changing one changes the bytes of every study.
    enum Purpose: UInt32 {
        case background = 1
        case painEffects
        case pathway
        case exposures
        case visits
        case scores
        case dropout
        case moud
        case withdrawal
        case untidyPatients
        case untidyPain
        case untidyExposures
        case untidyWithdrawal
        case untidyMOUD
        // Of the scenarios of change.
        case decisions
        case contacts
        case events
        case untidyInterventions
        case untidyEvents
        // Of the scenarios of exposure.
        case care
        // Of the scenarios of one question, and of the symptoms and screens of the scenarios of exposure.
        case symptoms
        case bodySites
        case pattern
        case returnToUse
        case attendance
        case screens
        case evoked
        case untidySymptoms
        case untidyScreens
        case untidyVisits
        // Of the day of a first dose, in `moud_initiation`.
        case induction
    }

    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var words = SIMD4<UInt32>()
    private var used = 4

    init(seed: UInt64, person: Int, purpose: Purpose) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32))
        let index = UInt64(truncatingIfNeeded: person)
        counter = SIMD4(
            0, purpose.rawValue, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32))
    }

    /// 32 random bits.
    mutating func word() -> UInt32 {
        if used == 4 {
            words = Philox.words(counter: counter, key: key)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 1 }
        return words[used]
    }

    /// A number strictly between 0 and 1: an odd multiple of 2^-53, so that neither end can be drawn and
    /// every value is exact.
    mutating func uniform() -> Double {
        let high = UInt64(word() &>> 12)
        let low = UInt64(word())
        return (Double(high &<< 32 | low) + 0.5) * 0x1p-52
    }

    /// A whole number of 0..<`bound`, by multiplication (Lemire 2019, 10.1145/3230636) without its rejection step:
    /// no value's chance is off by more than bound / 2^32 of itself.
    mutating func integer(below bound: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(word()) &* UInt64(truncatingIfNeeded: bound)) &>> 32)
    }

    /// Whether an event of this chance happens.
    mutating func happens(_ chance: Double) -> Bool {
        // Exact for the 2^32 equally likely words; a chance of 0 never happens and one of 1 always does.
        Double(word()) < chance * 0x1p32
    }

    /// A standard normal deviate, by inversion.
    mutating func normal() -> Double {
        NormalQuantile.value(uniform())
    }

    /// A standard logistic deviate, by inversion: below x with the chance whose log odds are x.
    mutating func logistic() -> Double {
        let chance = uniform()
        return NaturalLogarithm.value(chance) - NaturalLogarithm.value(1 - chance)
    }

    /// An exponential deviate of mean 1, by inversion.
    mutating func exponential() -> Double {
        -NaturalLogarithm.value(uniform())
    }

    /// One of `choices`, in proportion to its weight; the weights sum to 1.
    mutating func choice<Choice>(_ choices: [(value: Choice, weight: Double)], otherwise last: Choice) -> Choice {
        var remaining = uniform()
        for choice in choices {
            if remaining < choice.weight { return choice.value }
            remaining -= choice.weight
        }
        return last
    }
}
