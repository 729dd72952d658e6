//! The rates of the service since 28 August 2026, in millionths of a credit or US dollar.

use super::clock;
use super::records::{SceneRate, StoredScene};

pub(crate) const MICROS: i64 = 1_000_000;

/// Per second: US dollars of a wallet, and API or enterprise credits.
pub(crate) const RATES: [(SceneRate, i64, i64); 6] = [
    (SceneRate::PhotoAvatarIv, 38_500, 100_000),
    (SceneRate::VideoAvatarIv, 80_500, 100_000),
    (SceneRate::AvatarV, 120_000, 100_000),
    (SceneRate::AvatarIii, 16_500, 33_000),
    (SceneRate::Avatar6, 100_000, 200_000),
    // No price of stills and clips in studio videos is known.
    (SceneRate::Unpriced, 0, 0),
];

/// A photo avatar: a US dollar, or a credit.
pub(crate) const PHOTO_AVATAR: i64 = MICROS;
/// A training of v2, in API credits.
pub(crate) const TRAINING: i64 = 4 * MICROS;
/// US dollars per second of speech.
pub(crate) const SPEECH_PER_SECOND: i64 = 667;
/// A premium credit pays for three seconds, as in the reference.
const MILLIS_PER_PREMIUM_CREDIT: i64 = 3000;
/// What a web plan was measured to charge per begun minute.
const PREMIUM_CREDITS_PER_MINUTE: i64 = 23;
const MINUTE_MILLIS: i64 = 60_000;

/// US dollars per second.
pub(super) fn dollars(rate: SceneRate) -> i64 {
    RATES.iter().find(|row| row.0 == rate).map_or(0, |row| row.1)
}

/// API or enterprise credits per second.
pub(super) fn credits(rate: SceneRate) -> i64 {
    RATES.iter().find(|row| row.0 == rate).map_or(0, |row| row.2)
}

/// The price of scenes at these rates.
pub(super) fn of_scenes(scenes: &[StoredScene], per_second: fn(SceneRate) -> i64) -> i64 {
    scenes.iter().map(|scene| clock::millis(scene.seconds) * per_second(scene.rate) / 1000).sum()
}

pub(super) fn premium_by_second(seconds: f64) -> i64 {
    clock::millis(seconds) * MICROS / MILLIS_PER_PREMIUM_CREDIT
}

pub(super) fn premium_by_minute(seconds: f64) -> i64 {
    let begun = (clock::millis(seconds) + MINUTE_MILLIS - 1) / MINUTE_MILLIS;
    begun * PREMIUM_CREDITS_PER_MINUTE * MICROS
}

/// Millionths as a number with a fraction.
pub(super) fn whole_and_part(micros: i64) -> f64 {
    let whole = i32::try_from(micros.div_euclid(MICROS)).unwrap_or(i32::MAX);
    let part = i32::try_from(micros.rem_euclid(MICROS)).unwrap_or(0);
    f64::from(whole) + f64::from(part) / 1e6
}
