//! A value that is requested: idle, loading, ready or failed.

use jiff::Timestamp;

use crate::domain::Error;

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Remote<T> {
    #[default]
    Idle,
    /// Requested at this time.
    Loading(Timestamp),
    Ready(T),
    Failed(Error),
}

impl<T> Remote<T> {
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }

    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading(_))
    }
}

impl<T> From<Result<T, Error>> for Remote<T> {
    fn from(result: Result<T, Error>) -> Self {
        match result {
            Ok(value) => Self::Ready(value),
            Err(error) => Self::Failed(error),
        }
    }
}
