import StudyFile

/// A patient column that an adjusted model holds constant.
struct Adjustment: Sendable, Hashable {
    /// The column's name.
    var column: String
    /// The level that the others are compared with; absent, the most frequent one. For numbers it means nothing.
    var reference: String?

    /// A column to adjust by.
    init(column: String, reference: String? = nil) {
        self.column = column
        self.reference = reference
    }
}

extension SettingKind where Value == [Adjustment] {
    /// Columns of patients, each a name or `{column: NAME, reference: LEVEL}`, each once.
    static var adjustments: SettingKind {
        SettingKind(
            type: "columns of patients, each a name or `{column: sex, reference: female}`",
            read: { value, key, names throws(StudyFileError) in
                try value.distinct(as: key, named: \.column) { one throws(StudyFileError) in try Adjustment(one, names)
                }
            }, text: { $0.map(\.column).joined(separator: ", ") })
    }
}

extension Adjustment {
    fileprivate init(_ value: StudyValue, _ names: SettingNames) throws(StudyFileError) {
        guard value.isMapping else {
            self.init(column: try value.patientColumn(among: names))
            return
        }
        let settings = try value.mapping(as: "a column of \"adjust\"")
        try settings.allowOnly(["column", "reference"], in: "adjust")
        guard let name = settings["column"] else {
            throw value.error("name the column: {column: sex, reference: female}")
        }
        let column = try name.patientColumn(among: names)
        if let reference = settings["reference"], names.numericColumns.contains(column) {
            throw reference.error("\"\(column)\" holds numbers, which have no reference level; leave it out")
        }
        self.init(column: column, reference: try settings["reference"]?.text(as: "reference"))
    }
}
