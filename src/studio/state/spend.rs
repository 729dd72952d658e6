//! What earlier renders teach and cost, as the ledger has it, and whether it is being read.

use crate::domain::{Error, PaidRate, RenderHistory, SpendTotals};

#[derive(Debug, Default)]
pub struct SpendState {
    /// Earlier renders, as the ledger has them.
    pub history: RenderHistory,
    /// Why the last read of the history failed.
    pub history_error: Option<Error>,
    /// What those renders cost together.
    pub totals: SpendTotals,
    /// The rates that the account was found to pay, where they are not those of the estimates.
    pub paid_rates: Vec<PaidRate>,
    /// The user's own rates of looks that are not used, as they were reported.
    pub(in crate::studio) unused_look_rates: Vec<String>,
    pub(in crate::studio) read_state: HistoryReadState,
}

/// Whether the history is being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::studio) enum HistoryReadState {
    #[default]
    Idle,
    InFlight,
    /// Something was spent since the request: read again.
    InFlightThenRepeat,
}
