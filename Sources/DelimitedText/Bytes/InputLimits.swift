import Glibc

/// Where an input may lie, how much gzip may make of it, and how long reading it may take.
///
/// A small file can hold a thousand times its size, and a writer can keep a reader waiting for ever: a run that nobody watches
/// ends with a sentence instead.
public struct InputLimits: Sendable, Hashable {
    /// When reading must have ended.
    public struct Deadline: Sendable, Hashable {
        /// The time that there was, for the message.
        public let seconds: Int
        private let instant: ContinuousClock.Instant

        /// So many seconds from now.
        public init(secondsFromNow seconds: Int) {
            self.seconds = seconds
            instant = .now + .seconds(seconds)
        }

        /// Waits until a descriptor has bytes or has ended; false where the time is over before. A file has them at once.
        func allowsReading(from descriptor: Int32, isFile: Bool) -> Bool {
            guard !isFile else { return .now < instant }
            while true {
                let left = ContinuousClock.now.duration(to: instant) / .milliseconds(1)
                guard left > 0 else { return false }
                var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                switch poll(&asked, 1, Int32(min(left.rounded(.up), 60_000))) {
                case 0: continue
                case -1 where errno == EINTR: continue
                // What is wrong with it the reading itself says.
                default: return true
                }
            }
        }
    }

    /// The folders below which a file must lie, or the files that it must be, links resolved; none where it may lie anywhere. The
    /// first is that of the data, for the message.
    public var folders: [String]
    /// How many bytes gzip may make of one, once it has made ``harmless``.
    public var expansion: Int
    /// When reading must have ended; `nil` where it may take any time.
    public var deadline: Deadline?

    /// Tables of numbers shrink to a fifth or a tenth, hardly ever to a fiftieth; gzip cannot shrink anything to less than
    /// 1/1,032 (zlib's technical notes, zlib.net/zlib_tech.html).
    public static let usualExpansion = 200
    /// Bytes that any gzip file may hold.
    public static let harmless = 64 << 20

    /// Limits.
    public init(folders: [String] = [], expansion: Int = usualExpansion, deadline: Deadline? = nil) {
        self.folders = folders
        self.expansion = expansion
        self.deadline = deadline
    }

    /// Whether gzip has made more of `stored` bytes than it may.
    func isTooMuch(_ inflated: Int, from stored: Int) -> Bool {
        inflated > Self.harmless && inflated / max(1, stored) >= expansion
    }
}
