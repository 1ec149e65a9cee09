/// The bytes of whole records, as they stood in the input, and where they stood.
///
/// `@unchecked Sendable`: one thread at a time writes (the one that holds the supply's lock); once a block is handed out,
/// its bytes and properties do not change until the last reference but the supply's own is gone.
final class RawBlock: @unchecked Sendable {
    /// The block's number in file order, from 0.
    var index = 0
    /// The 1-based physical line on which the block starts.
    var firstLine = 1
    /// Whether the byte before the block is a CR, to which an LF at its start belongs.
    var followsCarriageReturn = false
    /// How many line breaks the block holds.
    var lineBreaks = 0
    /// Whether the input ends with this block, so that its last record may lack a line break.
    var isLast = false
    private(set) var count = 0
    /// How many bytes can be read behind the block's own: words of eight are read wherever a field starts.
    static let padding = 64
    // SAFETY: `storage` is allocated in `init` and `reserve` and freed in `deinit` and `reserve`, once each; only its first
    // `count` bytes have been written, and `bytes` shows no others. Behind them it has room for `padding` more.
    private var storage: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        storage = .allocate(byteCount: capacity + Self.padding, alignment: 16)
    }

    deinit {
        storage.deallocate()
    }

    /// The block's bytes; valid while the block is neither changed nor released.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: storage[..<count])
    }

    /// The number of bytes there is room for.
    var capacity: Int { storage.count - Self.padding }

    /// Drops all bytes after the first `newCount`.
    func truncate(to newCount: Int) {
        count = min(count, newCount)
    }

    /// Makes room for at least `capacity` bytes and keeps the content.
    func reserve(_ capacity: Int) {
        guard capacity > self.capacity else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + Self.padding, alignment: 16)
        larger.copyMemory(from: bytes)
        storage.deallocate()
        storage = larger
    }

    /// Writes zeros behind the content, so that what is read there is the same each time.
    func pad() {
        UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + Self.padding)]).initializeMemory(
            as: UInt8.self, repeating: 0)
    }

    /// Lets `fill` write up to `limit` bytes behind the content; it returns how many it wrote.
    func append(
        atMost limit: Int, fill: (UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int
    ) throws(DelimitedTextError) -> Int {
        reserve(count + limit)
        let added = try fill(UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + limit)]))
        count += added
        return added
    }
}
