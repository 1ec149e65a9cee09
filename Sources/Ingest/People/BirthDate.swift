/// Columns of patients that say when they were born: they become ages on day 0, in completed years, and go.
enum BirthDate {
    static let year = "birth_year"
    static let month = "birth_month"
    static let day = "birth_day"
    static let columns = [year, month, day]

    /// Ages above this one are given as it, as 45 CFR 164.514(b)(2) asks.
    static let oldest = 89

    /// The age in completed years on a day of the calendar; a month or a day that is missing is the first. `nil` before birth.
    static func age(year: Int, month: Int?, day: Int?, on date: CalendarDate) -> Int? {
        let (thisYear, thisMonth, thisDay) = date.parts
        let hadBirthday = (thisMonth, thisDay) >= (month ?? 1, month == nil ? 1 : day ?? 1)
        let age = thisYear - year - (hadBirthday ? 0 : 1)
        return age >= 0 ? age : nil
    }
}

extension CovariateTexts {
    /// The same columns with ages in place of birth dates.
    ///
    /// - Parameters:
    ///   - date: each person's day 0 in the calendar; `nil` where there is none.
    ///   - cap: the age that is given to older people.
    func givingAges(cap: Int?, on date: (_ person: Int) -> CalendarDate?) -> CovariateTexts {
        guard let years = column(called: BirthDate.year) else { return self }
        let (months, days) = (column(called: BirthDate.month), column(called: BirthDate.day))
        let known = column(called: "age")
        var vocabulary = Vocabulary<PatientWord>()
        let codes = years.codes.indices.map { person -> Int32 in
            if let known, known.codes[person] >= 0 {
                return Int32(bitPattern: vocabulary.number(of: known.words[Int(known.codes[person])]))
            }
            guard let year = years.whole(of: person), let date = date(person),
                let age = BirthDate.age(
                    year: year, month: months?.whole(of: person), day: days?.whole(of: person), on: date)
            else { return -1 }
            let capped = min(age, cap ?? BirthDate.oldest)
            return Int32(bitPattern: vocabulary.number(of: PatientWord(text: "\(capped)", number: Double(capped))))
        }
        let ages = Column(name: "age", headers: known?.headers ?? [], codes: codes, words: vocabulary.words)
        return CovariateTexts(
            columns: [ages] + columns.filter { $0.name != "age" && !BirthDate.columns.contains($0.name) })
    }

    private func column(called name: String) -> Column? { columns.first { $0.name == name } }
}

extension CovariateTexts.Column {
    /// The whole number that a person has.
    fileprivate func whole(of person: Int) -> Int? {
        codes[person] < 0 ? nil : words[Int(codes[person])].number.flatMap { Int(exactly: $0) }
    }
}
