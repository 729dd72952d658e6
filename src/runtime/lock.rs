//! Locks a mutex, also one that a panic left locked.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex. A task that panicked under the lock does not stop the others.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
