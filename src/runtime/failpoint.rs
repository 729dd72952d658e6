//! Failpoints: places where tests make the program panic. They do nothing in a release.

/// Panics where `CUECARD_PANIC` names this place.
#[cfg(debug_assertions)]
pub(super) fn trigger(place: &str, armed: bool) {
    assert!(
        !armed || std::env::var("CUECARD_PANIC").as_deref() != Ok(place),
        "CUECARD_PANIC asked for a panic in {place}"
    );
}

#[cfg(not(debug_assertions))]
pub(super) fn trigger(_place: &str, _armed: bool) {}
