/// Different words, numbered in the order in which they came.
struct Vocabulary<Word: Hashable & Sendable>: Sendable {
    private(set) var words: [Word] = []
    private var numbers: [Word: UInt32] = [:]

    mutating func number(of word: Word) -> UInt32 {
        if let number = numbers[word] { return number }
        let number = UInt32(truncatingIfNeeded: words.count)
        numbers[word] = number
        words.append(word)
        return number
    }
}
