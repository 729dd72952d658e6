//! What the ledger says of earlier renders, and whether it is being read.

/// Whether what was spent is being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::studio) enum HistoryReadState {
    #[default]
    Idle,
    InFlight,
    /// More was spent since it was asked for.
    InFlightThenRepeat,
}
