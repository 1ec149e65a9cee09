import Findings

extension ReleaseMemory {
    /// The version of the bytes.
    private static let format: UInt8 = 1
    private static let magic = Array("nocitrend releases\n".utf8)

    /// Why bytes are no memory.
    public enum Unreadable: Error, Hashable {
        /// They are of another version of the tool.
        case otherFormat
        /// They are cut off or changed.
        case damaged
    }

    /// The memory as bytes, with a sum over them.
    public var bytes: [UInt8] {
        var writer = MemoryWriter()
        writer.list(secret) { $0.byte($1) }
        writer.word(versionFormat)
        writer.list(people) { $0.word($1) }
        writer.list(runs) { writer, run in
            writer.text(run.date.description)
            writer.list(run.versions.sorted { $0.key < $1.key }) { writer, version in
                writer.count(version.key)
                writer.word(version.value)
            }
        }
        writer.list(sets) { $0.set($1) }
        writer.list(numbers.sorted { $0.key.word < $1.key.word }) { writer, number in
            writer.word(number.key.word)
            writer.list(number.value) { $0.release($1) }
        }
        writer.list(told) { $0.told($1) }
        writer.list(tables.sorted { $0.key < $1.key }) { writer, table in
            writer.count(table.value.run)
            writer.count(table.value.everybody)
            writer.list(table.value.rows.sorted { $0.key < $1.key }) { writer, row in
                writer.text(row.key)
                writer.count(row.value)
            }
            writer.quality(table.value.shown)
        }
        writer.word(lastAudit.question)
        writer.list(lastAudit.hidden) { $0.word($1) }
        writer.list(lastAudit.barred) { $0.word($1) }
        var whole = Self.magic + [Self.format] + writer.bytes
        var sum = MemoryWriter()
        sum.word(Self.sum(of: whole[...]))
        whole += sum.bytes
        return whole
    }

    /// The memory of such bytes.
    public init(bytes: [UInt8]) throws(Unreadable) {
        let head = Self.magic.count
        guard bytes.count > head + 8, bytes.starts(with: Self.magic) else { throw .damaged }
        let (whole, end) = (bytes.dropLast(8), bytes.suffix(8))
        do {
            var sum = MemoryReader(end)
            guard try sum.word() == Self.sum(of: whole) else { throw MemoryReader.Damaged() }
        } catch { throw .damaged }
        guard bytes[head] == Self.format else { throw .otherFormat }
        do {
            var reader = MemoryReader(whole.dropFirst(head + 1))
            try self.init(&reader)
            guard reader.isAtEnd, isSound else { throw MemoryReader.Damaged() }
        } catch { throw .damaged }
    }

    private init(_ reader: inout MemoryReader) throws(MemoryReader.Damaged) {
        secret = try reader.list { reader throws(MemoryReader.Damaged) in try reader.byte() }
        versionFormat = try reader.word()
        people = try reader.list { reader throws(MemoryReader.Damaged) in try reader.word() }
        runs = try reader.list { reader throws(MemoryReader.Damaged) in
            let date = ReleaseDate(try reader.text())
            let versions = try reader.list { reader throws(MemoryReader.Damaged) in
                (try reader.count(), try reader.word(UInt64.self))
            }
            return Run(date: date, versions: Dictionary(versions, uniquingKeysWith: { _, last in last }))
        }
        sets = try reader.list { reader throws(MemoryReader.Damaged) in try reader.set() }
        let numbers = try reader.list { reader throws(MemoryReader.Damaged) in
            let name = NumberName(word: try reader.word())
            return (name, try reader.list { reader throws(MemoryReader.Damaged) in try reader.release() })
        }
        self.numbers = Dictionary(numbers, uniquingKeysWith: { _, last in last })
        told = try reader.list { reader throws(MemoryReader.Damaged) in try reader.told() }
        let tables = try reader.list { reader throws(MemoryReader.Damaged) in
            let (run, everybody) = (try reader.count(), try reader.count())
            let rows = try reader.list { reader throws(MemoryReader.Damaged) in
                (try reader.text(), try reader.count())
            }
            let shown = try reader.quality()
            return PastQuality(
                run: run, everybody: everybody, rows: Dictionary(rows, uniquingKeysWith: { _, last in last }),
                shown: shown)
        }
        lastAudit = PastAudit(
            question: try reader.word(),
            hidden: try reader.list { reader throws(MemoryReader.Damaged) in try reader.word() },
            barred: try reader.list { reader throws(MemoryReader.Damaged) in try reader.word() })
        self.tables = Dictionary(tables.map { ($0.shown.table, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// Whether everything that is referred to is there.
    private var isSound: Bool {
        func isSet(_ place: Int) -> Bool { sets.indices.contains(place) }
        func isRun(_ place: Int) -> Bool { runs.indices.contains(place) }
        let areReleases = numbers.values.allSatisfy { releases in
            releases.allSatisfy { release in
                isSet(release.about) && release.event.map { isSet($0) } != false && isRun(release.run)
                    && release.told.allSatisfy { isSet($0.set) }
            }
        }
        let areNumbered =
            sets.allSatisfy { $0.wordCount <= (people.count + 63) / 64 }
            && runs.allSatisfy { $0.versions.keys.allSatisfy { $0 < people.count } }
        return areReleases && areNumbered && told.allSatisfy { isSet($0.set) }
            && tables.values.allSatisfy { isSet($0.everybody) && isRun($0.run) }
    }

    /// FNV-1a over words of eight bytes, then over those that are left (after Fowler, Noll and Vo; RFC 9923): it finds what an unlucky disk
    /// does, not what a person means.
    private static func sum(of bytes: ArraySlice<UInt8>) -> UInt64 {
        var (sum, part, count): (UInt64, UInt64, Int) = (0xCBF2_9CE4_8422_2325, 0, 0)
        for byte in bytes {
            part = part << 8 | UInt64(byte)
            count += 1
            if count % 8 == 0 {
                sum = (sum ^ part) &* 0x0000_0100_0000_01B3
                sum ^= sum >> 32
                part = 0
            }
        }
        return (sum ^ part ^ UInt64(count)) &* 0x0000_0100_0000_01B3
    }
}

extension MemoryWriter {
    fileprivate mutating func release(_ release: ReleaseMemory.PastRelease) {
        count(release.run)
        count(release.about)
        optional(release.event) { $0.count($1) }
        list(release.measures) { $0.optional($1) { $0.measure($1) } }
        optional(release.text) { $0.text($1) }
        list(release.told) { $0.told($1) }
        optional(release.kin) { $0.word($1.word) }
    }

    fileprivate mutating func told(_ one: ReleaseMemory.PublicSet) {
        count(one.set)
        byte(one.form.rawValue)
        word(one.kind)
    }

    fileprivate mutating func quality(_ quality: ReleasedQuality) {
        text(quality.table)
        for measure in [
            quality.read, quality.kept, quality.rejected, quality.duplicates, quality.doubled, quality.filtered,
        ] { self.measure(measure) }
        for counts in [quality.reasons, quality.unreadable] {
            list(counts) { writer, count in
                writer.text(count.column)
                writer.text(count.reason)
                writer.measure(count.rows)
            }
        }
    }
}

extension MemoryReader {
    fileprivate mutating func release() throws(Damaged) -> ReleaseMemory.PastRelease {
        ReleaseMemory.PastRelease(
            run: try count(), about: try count(),
            event: try optional { reader throws(Damaged) in try reader.count() },
            measures: try list { reader throws(Damaged) in
                try reader.optional { reader throws(Damaged) in try reader.measure() }
            },
            text: try optional { reader throws(Damaged) in try reader.text() },
            told: try list { reader throws(Damaged) in try reader.told() },
            kin: try optional { reader throws(Damaged) in NumberName(word: try reader.word()) })
    }

    fileprivate mutating func told() throws(Damaged) -> ReleaseMemory.PublicSet {
        let set = try count()
        guard let form = ReleaseMemory.PublicSet.Form(rawValue: try byte()) else { throw Damaged() }
        return ReleaseMemory.PublicSet(set: set, form: form, kind: try word())
    }

    fileprivate mutating func quality() throws(Damaged) -> ReleasedQuality {
        func counts(_ reader: inout MemoryReader) throws(Damaged) -> [ReleasedQuality.Count] {
            try reader.list { reader throws(Damaged) in
                ReleasedQuality.Count(
                    column: try reader.text(), reason: try reader.text(), rows: try reader.measure())
            }
        }
        return ReleasedQuality(
            table: try text(), read: try measure(), kept: try measure(), rejected: try measure(),
            duplicates: try measure(), doubled: try measure(), filtered: try measure(), reasons: try counts(&self),
            unreadable: try counts(&self))
    }
}
