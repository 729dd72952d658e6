//! Exit codes of the program.

/// 101 is a panic, which Rust reports by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitCode {
    Success,
    /// The service, the network or the render failed.
    Failure,
    Usage,
    ApiKey,
    WaitTimedOut,
    /// The number of the signal that ended the command.
    Signal(u8),
    /// The code that the studio ended with.
    Studio(u8),
}

impl ExitCode {
    pub(super) fn as_u8(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::ApiKey => 3,
            Self::WaitTimedOut => 4,
            Self::Signal(number) => 128_u8.saturating_add(number),
            Self::Studio(code) => code,
        }
    }
}
