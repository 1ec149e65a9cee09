import DelimitedText
import StudyFile

extension StudyReading {
    /// Finds out what concepts stand for, before any table is read.
    mutating func readConcepts() throws(IngestError) {
        guard let settings = study.concepts else { return }
        concepts = ConceptMap(settings, found: try namedConcepts(settings))
    }

    /// What the names in the file of concepts tell; `nil` where the folder has none.
    private mutating func namedConcepts(_ settings: ConceptSettings) throws(IngestError) -> NamedConcepts? {
        guard let name = settings.names else { return nil }
        let files: [DelimitedInput]
        do {
            files = try FileNames(loosely: study.comparesNamesLoosely).inputs(of: name, in: dataDirectory) ?? []
        } catch {
            throw .input(error)
        }
        guard !files.isEmpty else { return nil }
        let reading = ConceptNameReading(settings.list)
        var found = NamedConcepts()
        for input in files {
            do {
                let dialect = Dialect(missing: [""])
                let reader = DelimitedReader(
                    input: input, dialect: dialect, blockSize: options.blockSize, threads: options.threads,
                    limits: limits)
                let read = try reader.read(columns: Self.columnsOfConcepts) { Self.concepts(in: $0, reading) }
                for more in read.results { found.add(more) }
                try recordInput(
                    input, table: .exposures, file: self.name(of: input), entry: name, stored: read.summary.stored)
            } catch let error as IngestError {
                throw error
            } catch let error as DelimitedTextError {
                throw .input(error)
            } catch {
                throw .input(.unreadable(path: input.name, reason: "\(error)"))
            }
        }
        return found
    }

    private static func columnsOfConcepts(_ header: Header) -> [ColumnRequest] {
        ["concept_id", "concept_name", "domain_id"].map { name in
            ColumnRequest(header: header.names.first { $0.lowercased() == name } ?? name, kind: .text)
        }
    }

    private static func concepts(in block: ColumnBlock, _ reading: ConceptNameReading) -> NamedConcepts {
        let (concepts, names, domains) = (block.textColumn(0), block.textColumn(1), block.textColumn(2))
        var found = NamedConcepts()
        for row in 0..<block.rowCount {
            guard case .value(let concept) = concepts[row], case .value(let name) = names[row],
                case .value(let domain) = domains[row]
            else { continue }
            found.note(
                concepts.labels[Int(concept)], names.labels[Int(name)], domain: domains.labels[Int(domain)], reading)
        }
        return found
    }
}
