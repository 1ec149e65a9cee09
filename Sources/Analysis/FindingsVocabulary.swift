import Findings

/// In this target an estimate is a finding's; what `Estimation` calls an estimate is spelled out there.
typealias Estimate = Findings.Estimate
