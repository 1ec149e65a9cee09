/// A growing list in plain memory, for state that must be copyable bit by bit.
struct PlainList<Element: BitwiseCopyable> {
    // SAFETY: `storage` has room for `capacity` elements, of which the first `count` are initialised; it is freed by
    // `deallocate`, which the owner calls once.
    private var storage: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 16
        storage = .allocate(capacity: capacity)
    }

    func deallocate() {
        storage.deallocate()
    }

    var base: UnsafeMutablePointer<Element> { storage }

    subscript(index: Int) -> Element {
        @inline(__always) get { storage[index] }
        @inline(__always) nonmutating set { storage[index] = newValue }
    }

    mutating func append(_ element: Element) {
        reserve(count + 1)
        storage[count] = element
        count += 1
    }

    mutating func append(contentsOf bytes: UnsafeRawBufferPointer) where Element == UInt8 {
        reserve(count + bytes.count)
        UnsafeMutableRawBufferPointer(start: storage + count, count: bytes.count).copyMemory(from: bytes)
        count += bytes.count
    }

    /// Becomes `count` copies of `element`.
    mutating func fill(count newCount: Int, with element: Element) {
        count = 0
        reserve(newCount)
        storage.update(repeating: element, count: newCount)
        count = newCount
    }

    mutating func removeAll(keepingCapacity limit: Int = .max) {
        count = 0
        if capacity > limit {
            storage.deallocate()
            self = PlainList()
        }
    }

    private mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: max(needed, capacity * 2))
        larger.update(from: storage, count: count)
        storage.deallocate()
        storage = larger
        capacity = max(needed, capacity * 2)
    }
}
