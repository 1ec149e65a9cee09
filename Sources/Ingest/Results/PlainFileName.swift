import Cohort

/// Which names of files say nothing but what kind of data they hold.
///
/// Each of a name's words must be one of the tool's own (tables, columns, instruments, scales), one of a list of ordinary words for data, or
/// stand in the study's title, which every page shows. Beside them a name may have one number of one or two digits (`wave 2`): longer
/// ones, and several, can be a date or somebody's number. What is on no list is not shown: no list has all names.
enum PlainFileName {
    /// Whether a file's name, or a pattern, may be shown.
    static func isPlain(_ file: String, title: String) -> Bool {
        let ofTitle = Set(words(of: title))
        var numbers = 0
        for word in words(of: file) where !ofTitle.contains(word) {
            if word.allSatisfy(\.isNumber) {
                numbers += 1
                guard word.count <= 2, numbers == 1 else { return false }
            } else if !isKnown(word) {
                return false
            }
        }
        return !file.hasPrefix("/") && file.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Letters and digits apart, in small letters: `DailyPain_v2.csv.gz` is daily, pain, v, 2, csv, gz.
    static func words(of text: String) -> [String] {
        enum Kind { case letters, digits, other }
        var words: [String] = []
        var last: (kind: Kind, isCapital: Bool) = (.other, false)
        for character in text {
            let kind: Kind = character.isLetter ? .letters : character.isNumber ? .digits : .other
            let isCapital = character.isUppercase
            let begins = kind != last.kind || (isCapital && !last.isCapital)
            if kind != .other {
                if begins { words.append("") }
                words[words.count - 1] += character.lowercased()
            }
            last = (kind, isCapital)
        }
        return words
    }

    private static func isKnown(_ word: String) -> Bool {
        known.contains(word) || (word.hasSuffix("s") && known.contains(String(word.dropLast())))
    }

    private static let known: Set<String> = {
        let own =
            CanonicalTable.allCases.flatMap { [$0.rawValue] + $0.columns.map(\.name) }
            + Instrument.catalogue.map(\.id) + WithdrawalScale.allCases.map(\.rawValue)
            + CourseEvent.Kind.allCases.map(\.rawValue)
        return Set(own.flatMap(words) + ordinary.split(separator: " ").map(String.init))
    }()

    /// Of files, of visits, of what is measured, of drugs and of care; none is a month or a usual name.
    private static let ordinary = """
        csv tsv txt dat gz data dataset table file list all raw clean cleaned final export extract long wide flat merged combined \
        master main derived analysis v version part wave batch set sheet form crf log diary questionnaire survey record registry \
        study trial arm group cohort subject participant person people patient everybody enrollment enrolment enrolled \
        demographic demography baseline screening screen screened randomization randomisation randomized randomised allocation \
        eligibility consent visit visits schedule followup follow up week weekly month monthly day daily year time period \
        observation occurrence measurement measure outcome result score rating value item total summary scale vital vitals \
        pain vas nrs vrs bpi peg qst cold pressor heat pressure threshold battery evoked sensory tolerance intensity severity \
        interference function quality life recall sleep fragmentation regression mood depression anxiety psychiatric mental \
        withdrawal cows sows craving induction stabilization detox taper rotation symptom symptoms adverse event ae safety \
        drug drugs opioid opioids opiate medication medications med meds dose doses dosing exposure exposures dispensing \
        dispensed prescription prescriptions pharmacy rx fill fills supply refill order infusion pca bolus moud \
        buprenorphine methadone naltrexone naloxone morphine oxycodone hydrocodone hydromorphone fentanyl tramadol tapentadol \
        codeine amitriptyline treatment therapy intervention interventions care physical acupuncture laser exercise cbt \
        procedure procedures surgery surgical condition diagnosis death dropout relapse uds urine tox toxicology lab labs \
        back neck knee shoulder tip arthritis headache postpartum relief licorice gargle supraclavicular ordinal transformed \
        site sites clinic hospital masked concept concepts synthetic simulated sample test example of and the in on by to for with \
        per at from non only pre post
        """
}
