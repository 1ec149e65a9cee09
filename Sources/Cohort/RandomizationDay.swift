/// The day on which a person was randomised.
public enum RandomizationDay {
    /// The column of patients that says it, as a study day.
    public static let column = "randomized"
}
