import CLibCSV

/// What the process does with memory that it lets go.
public enum FreedMemory {
    /// Gives blocks of 128 KiB and more straight back to the system, for the rest of the process.
    ///
    /// Columns of blocks are let go while larger columns fill from them. After the first such block glibc would raise its
    /// threshold (`M_MMAP_THRESHOLD`, see mallopt(3)) and keep all that follow.
    public static func returnToSystem() {
        mallopt(M_MMAP_THRESHOLD, 128 << 10)
    }
}
