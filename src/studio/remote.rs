//! A value from elsewhere: not requested, loading, ready or failed.

use jiff::Timestamp;

use crate::domain::Fault;

#[derive(Debug, Clone, PartialEq)]
pub enum Loading<T> {
    Idle,
    /// Asked at this time.
    Waiting(Timestamp),
    Ready(T),
    Failed(Fault),
}

impl<T> Loading<T> {
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Failed(fault) => Some(fault),
            _ => None,
        }
    }

    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }
}

impl<T> From<Result<T, Fault>> for Loading<T> {
    fn from(result: Result<T, Fault>) -> Self {
        match result {
            Ok(value) => Self::Ready(value),
            Err(fault) => Self::Failed(fault),
        }
    }
}
