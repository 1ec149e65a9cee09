import Findings

extension Missingness {
    /// Who and what, whether or not there is an answer.
    static func describe(in finding: inout FindingBuilder) {
        finding.estimand = """
            Which scores that were due are missing, in which patterns and of whom; the mean and the share improved at the last planned visit \
            between the worst and the best that the missing scores could be; and the change of the score per \
            \(setting: Int(MainTrend.days)) days of exposure with those who left weighted for, averaged over how long patients were seen, or \
            imputed under stated courses.
            """
        finding.method = """
            A visit has the score of the day nearest to it. Shares: Wilson. Bounds (Horowitz and Manski 2000, \
            10.1080/01621459.2000.10473902): missing scores at the two ends of the scale, or counted as improved and as not, with the interval \
            of each case. Baseline: standardised differences (Austin 2009, 10.1002/sim.3697; Yang and Dalton 2012) of patients without a \
            score at their last visit due less those with one. Leaving: discrete-time logistic hazard (Allison 1982, 10.2307/270718) on the \
            day\u{2019}s score, errors clustered by patient. Weights: the stabilised inverse of the probability of not having left (Robins, \
            Rotnitzky and Zhao 1995, 10.1080/01621459.1995.10476493) in least squares through the days\u{2019} mean scores (CR1), of more than \
            \(setting: ScoredDays.mostPatients) patients so many; their effective number after Kish 1965. Pattern mixture (Little 1993, \
            10.1080/01621459.1993.10594302; Hogan and Laird 1997, 10.1002/(SICI)1097-0258(19970215)16:3<239::AID-SIM483>3.0.CO;2-X): the mixed \
            model in each quarter of patients by their longest exposure at a score, averaged with the quarters\u{2019} shares; slopes of \
            quarters compared by Welch\u{2019}s F (1951, 10.1093/biomet/38.3-4.330). Imputation of those who left (Carpenter, Roger and Kenward \
            2013, 10.1080/10543406.2013.834911; Rubin 1987): by their own course, steeper by \u{03B4} from the last score on, and like the mean \
            of all; the tipping \u{03B4} is where an end of the interval meets zero. \
            \([HypothesisTest].adjustment(of: "one family: leaving by the last score, and slopes by how long patients were seen"))
            """
    }

    /// What a reader must know whatever is missing.
    static let cautions: [Prose] = [
        """
        Whether scores that were not taken differ from those that were, given all that was seen (missing not at random), cannot be tested from \
        the data: that leaving does not go with the last score does not show it. What can be said is how far they would have to differ.
        """,
        """
        The mixed model and the imputation by own courses hold where leaving depends on scores that were seen, the weights where it depends \
        on the last one alone, and the mean over patterns where each patient would have gone on as before. None holds for everybody; look \
        whether they agree.
        """,
        """
        Best and worst case put every missing score at the same end of the scale: they bound what is possible and are no estimate. The more is \
        missing the further they lie apart.
        """,
        """
        A patient who leaves because the pain is gone and one who leaves because nothing helped are both missing. Standardised differences say \
        how those without a score at the end differed at baseline, and nothing of what became of them.
        """,
        """
        Quarters by how long patients were seen hold those whose observation was planned to be shorter beside those who left. Slopes are of \
        exposed scores and include the course that everybody shares.
        """,
    ]
}
