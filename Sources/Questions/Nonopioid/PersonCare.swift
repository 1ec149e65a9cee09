import Cohort

/// When a patient began which kinds of care.
struct PersonCare: Sendable {
    /// Care of one kind that is never broken off for longer than the washout.
    struct Course: Sendable, Hashable {
        let kind: Int
        let start: Int
        var end: Int
    }

    /// What was begun in a month.
    struct Begun: Sendable, Hashable {
        /// Kinds of which a course began.
        var kinds: Set<Int> = []
        /// Whether a second kind was begun within so many days of another.
        var isTogether = false

        /// The only kind, with no other begun shortly before.
        var alone: Int? { kinds.count == 1 && !isTogether ? kinds.first : nil }
    }

    /// By first day.
    let courses: [Course]
    private let washout: Int
    private let together: Int

    /// - Parameters:
    ///   - numbers: the kind of each term of the cohort.
    ///   - washout: days without care of a kind after which it is begun anew.
    ///   - together: days within which two kinds are begun together.
    init(_ rows: some Sequence<Intervention>, numbers: [Int], washout: Int, together: Int) {
        var courses: [Course] = []
        var latest: [Int: Int] = [:]
        for row in rows where numbers.indices.contains(Int(row.kind)) {
            let kind = numbers[Int(row.kind)]
            let start = Int(row.start.rawValue)
            let end = max(start, Int((row.end ?? row.start).rawValue))
            if let number = latest[kind], start - courses[number].end <= washout {
                courses[number].end = max(courses[number].end, end)
            } else {
                latest[kind] = courses.count
                courses.append(Course(kind: kind, start: start, end: end))
            }
        }
        (self.courses, self.washout, self.together) = (courses, washout, together)
    }

    /// Whether there was care of a kind, or of any, in the washout before a day.
    func had(_ kind: Int?, before day: Int, except left: Int? = nil) -> Bool {
        courses.contains {
            (kind == nil || $0.kind == kind) && $0.kind != left && $0.start < day && $0.end >= day - washout
        }
    }

    /// Whether two kinds had been begun together, the second of them in the washout before a day.
    func hadTogether(before day: Int, except left: Int?) -> Bool {
        courses.contains {
            $0.kind != left && $0.start < day && $0.start >= day - washout && isSecond($0, except: left)
        }
    }

    /// What was begun on some days, a kind that is left out apart.
    func begun(_ days: Range<Int>, except left: Int?) -> Begun {
        var begun = Begun()
        for course in courses where course.kind != left && days.contains(course.start) {
            begun.kinds.insert(course.kind)
            if isSecond(course, except: left) { begun.isTogether = true }
        }
        return begun
    }

    /// The first day on which a course begins from a day on, a kind that is left out apart.
    func next(from day: Int, except left: Int?) -> Int? {
        courses.first { $0.kind != left && $0.start >= day }?.start
    }

    /// Whether another kind was begun at most so many days before a course.
    private func isSecond(_ course: Course, except left: Int?) -> Bool {
        courses.contains {
            $0.kind != course.kind && $0.kind != left && $0.start <= course.start
                && course.start - $0.start <= together
        }
    }
}
