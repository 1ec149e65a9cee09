import Foundation

/// Who may read what is written: stated, and set whatever the umask is.
enum OutputMode: Equatable {
    /// What disclosure control lets out: 0644 in folders of 0755.
    case released
    /// What only the study's own hands may see, internal reports and everything under `.private`: 0600 in folders of 0700.
    case restricted

    var file: mode_t { self == .released ? 0o644 : 0o600 }
    var folder: mode_t { self == .released ? 0o755 : 0o700 }
}
