import Foundation

/// The persons of a self-controlled case series who had an event, with their time by risk period and band.
struct CaseSeries: Sendable {
    /// A person's time in one risk period and one band.
    struct Cell: Sendable {
        let riskPeriod: Int
        let band: Int
        var length: Double
        var events: Double
        /// The coefficients that the rate has here, by position; nil for reference time and for the reference band.
        let risk: Int?, time: Int?
    }

    /// Person by person.
    let cells: [Cell]
    /// The cells of each person.
    let people: [Range<Int>]
    /// Names of the coefficients: risk periods, then bands with events but for the first of them.
    let names: [String]
    let peopleWithoutEvents: Int
    let eventsByPeriod: [Int]
    let lengthByPeriod: [Double]
    let bandsWithoutEvents: [Int]

    /// Takes intervals whose numbers are in range.
    init(
        _ intervals: [SelfControlledCaseSeries.Interval], riskPeriods: [String], bands: [String]
    ) throws(NotEstimable) {
        var eventsByBand = [Int](repeating: 0, count: max(1, bands.count))
        for interval in intervals { eventsByBand[interval.band] += interval.events }
        let kept = eventsByBand.indices.filter { eventsByBand[$0] > 0 }
        guard let reference = kept.first else { throw .noEvents }
        bandsWithoutEvents = eventsByBand.indices.filter { eventsByBand[$0] == 0 }
        names = riskPeriods + kept.dropFirst().map { bands[$0] }
        var timeCoefficients = [Int: Int]()
        for (position, band) in kept.dropFirst().enumerated() { timeCoefficients[band] = riskPeriods.count + position }

        var positions = [Int: Int]()
        var byPerson: [[SelfControlledCaseSeries.Interval]] = []
        for interval in intervals {
            let position = positions[interval.person, default: byPerson.count]
            if position == byPerson.count {
                positions[interval.person] = position
                byPerson.append([])
            }
            byPerson[position].append(interval)
        }
        let withEvents = byPerson.filter { own in own.contains { $0.events > 0 } }
        peopleWithoutEvents = byPerson.count - withEvents.count
        guard withEvents.count >= 2 else { throw .tooFewGroups(found: withEvents.count, needed: 2) }

        var cells: [Cell] = []
        var people: [Range<Int>] = []
        for own in withEvents {
            let start = cells.count
            for interval in own where interval.band == reference || timeCoefficients[interval.band] != nil {
                let same = cells[start...].firstIndex {
                    $0.riskPeriod == interval.riskPeriod && $0.band == interval.band
                }
                if let same {
                    cells[same].length += interval.length
                    cells[same].events += Double(interval.events)
                } else {
                    cells.append(
                        Cell(
                            riskPeriod: interval.riskPeriod, band: interval.band, length: interval.length,
                            events: Double(interval.events),
                            risk: interval.riskPeriod > 0 ? interval.riskPeriod - 1 : nil,
                            time: timeCoefficients[interval.band]))
                }
            }
            people.append(start..<cells.count)
        }
        var (eventsByPeriod, lengthByPeriod) = (
            [Double](repeating: 0, count: riskPeriods.count + 1), [Double](repeating: 0, count: riskPeriods.count + 1)
        )
        for cell in cells {
            eventsByPeriod[cell.riskPeriod] += cell.events
            lengthByPeriod[cell.riskPeriod] += cell.length
        }
        guard lengthByPeriod.allSatisfy(\.isFinite) else { throw .nonFinite }
        for (period, name) in riskPeriods.enumerated() {
            guard lengthByPeriod[period + 1] > 0 else { throw .emptyCategory(name: name) }
            guard eventsByPeriod[period + 1] > 0 else { throw .separated(name: name) }
        }
        self.cells = cells
        self.people = people
        self.eventsByPeriod = eventsByPeriod.map { Int($0) }
        self.lengthByPeriod = lengthByPeriod
    }
}

/// The likelihood of where a person's events fell, given their number.
struct CaseSeriesLikelihood: ConcaveLikelihood {
    private let series: CaseSeries
    private let executor: BlockExecutor
    private let logLengths: [Double]
    /// The coefficients of a cell's risk period and band by position, `dimension` where it has none.
    private let risks: [Int], times: [Int]
    let predictorNames: [String]
    let shared = 0
    private var dimension: Int { predictorNames.count }

    /// Persons summed in one block. Part of the results' definition.
    private static let blockSize = 1024

    /// The likelihood in which the coefficients of some risk periods, by position, are zero.
    init(_ series: CaseSeries, leavingOut risks: Set<Int>, executor: BlockExecutor) {
        self.series = series
        self.executor = executor
        logLengths = series.cells.map { log($0.length) }
        let kept = series.names.indices.filter { !risks.contains($0) }
        predictorNames = kept.map { series.names[$0] }
        var positions = [Int](repeating: kept.count, count: series.names.count)
        for (position, coefficient) in kept.enumerated() { positions[coefficient] = position }
        func position(_ coefficient: Int?) -> Int { coefficient.map { positions[$0] } ?? kept.count }
        self.risks = series.cells.map { position($0.risk) }
        times = series.cells.map { position($0.time) }
    }

    /// The maximum from rate ratios of 1; throws where the persons do not tell the coefficients apart.
    func maximum() throws(NotEstimable) -> LikelihoodMaximum {
        let start = [Double](repeating: 0, count: dimension)
        guard let information = negativeSums(start)?.state.hessian else { throw .nonFinite }
        let events = series.cells.reduce(0.0) { $0 + $1.events }
        if let flat = predictorNames.indices.first(where: { information[$0, $0] <= 1e-12 * events }) {
            throw .constantWithinGroups(name: predictorNames[flat])
        }
        do {
            _ = try CholeskyFactor(information, tolerance: StandardizedDesign.collinearity)
        } catch {
            throw .collinear(name: predictorNames[error.column])
        }
        return try maximum(from: start)
    }

    /// The greatest log likelihood with the coefficients of some risk periods zero.
    func logLikelihood(leavingOut risks: Set<Int>) throws(NotEstimable) -> Double {
        let reduced = CaseSeriesLikelihood(series, leavingOut: risks, executor: executor)
        guard reduced.dimension > 0 else {
            guard let sums = reduced.negativeSums([]) else { throw .nonFinite }
            return -sums.value
        }
        return try reduced.maximum().logLikelihood
    }

    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? { nil }

    func negativeSums(_ parameters: [Double]) -> (value: Double, state: LikelihoodSlope)? {
        let parts = executor.mapBlocks(of: series.people.count, size: Self.blockSize) { block in
            var (value, gradient, hessian) = (
                0.0, [Double](repeating: 0, count: dimension), SymmetricMatrix(dimension: dimension)
            )
            forEachPerson(of: block, parameters) { person in
                value -= person.logLikelihood
                for index in gradient.indices { gradient[index] -= person.score[index] }
                for (cell, probability) in zip(person.cells, person.probabilities) {
                    let weight = person.events * probability
                    let (risk, time) = (risks[cell], times[cell])
                    if risk < dimension { hessian[risk, risk] += weight }
                    if time < dimension { hessian[time, time] += weight }
                    if risk < dimension, time < dimension { hessian[risk, time] += weight }
                }
                hessian.addSquare(of: person.expected[..<dimension], times: -person.events)
            }
            return (value, gradient, hessian)
        }
        var (value, gradient, hessian) = (
            0.0, [Double](repeating: 0, count: dimension), SymmetricMatrix(dimension: dimension)
        )
        for part in parts {
            value += part.0
            for index in gradient.indices { gradient[index] += part.1[index] }
            hessian.add(part.2)
        }
        guard value.isFinite else { return nil }
        return (value, LikelihoodSlope(gradient: gradient, hessian: hessian))
    }

    /// The persons' scores, for the sandwich.
    func scores(at parameters: [Double]) -> ClusterScores {
        let parts = executor.mapBlocks(of: series.people.count, size: Self.blockSize) { block in
            var products = SymmetricMatrix(dimension: dimension)
            forEachPerson(of: block, parameters) { products.addSquare(of: $0.score[..<dimension]) }
            return products
        }
        return ClusterScores(
            products: parts.reduce(into: SymmetricMatrix(dimension: dimension)) { $0.add($1) },
            clusters: series.people.count)
    }

    /// The likelihood of an event's cell p_k grows for ever where no cell of the person moves up faster, and falls where one does.
    func isOutward(_ direction: [Double]) -> Bool {
        var rates = OutwardRates()
        for cells in series.people {
            let moves = cells.map { linearPredictor($0, direction) }
            guard let highest = moves.max(), let lowest = moves.min() else { continue }
            for (cell, move) in zip(cells, moves) where series.cells[cell].events > 0 {
                guard rates.add(move < highest ? move - highest : highest - lowest) else { return false }
            }
        }
        return rates.isOutward
    }

    private struct Person {
        var cells: Range<Int> = 0..<0
        var events = 0.0
        var logLikelihood = 0.0
        var probabilities: [Double] = []
        /// Of the coefficients' indicators at an event, and one place more for cells without.
        var expected: [Double]
        var score: [Double]
    }

    private func linearPredictor(_ cell: Int, _ parameters: [Double]) -> Double {
        (risks[cell] < dimension ? parameters[risks[cell]] : 0)
            + (times[cell] < dimension ? parameters[times[cell]] : 0)
    }

    private func forEachPerson(of block: Range<Int>, _ parameters: [Double], _ body: (Person) -> Void) {
        let none = [Double](repeating: 0, count: dimension + 1)
        var person = Person(expected: none, score: none)
        for number in block {
            person.cells = series.people[number]
            person.probabilities = person.cells.map { logLengths[$0] + linearPredictor($0, parameters) }
            let largest = person.probabilities.reduce(-Double.infinity, max)
            let total = person.probabilities.reduce(0.0) { $0 + exp($1 - largest) }
            let logTotal = largest + log(total)
            (person.events, person.logLikelihood, person.expected, person.score) = (0, 0, none, none)
            for (index, cell) in person.cells.enumerated() {
                let (logProbability, events) = (person.probabilities[index] - logTotal, series.cells[cell].events)
                let probability = exp(logProbability)
                person.probabilities[index] = probability
                person.events += events
                person.logLikelihood += events > 0 ? events * logProbability : 0
                person.expected[risks[cell]] += probability
                person.expected[times[cell]] += probability
                person.score[risks[cell]] += events
                person.score[times[cell]] += events
            }
            for index in 0..<dimension { person.score[index] -= person.events * person.expected[index] }
            body(person)
        }
    }
}
