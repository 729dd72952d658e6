//! The price of photos, looks, trainings and speech.

use jiff::civil::Date;

use super::{ApiVersion, Money, PricedWork, PublishedRate, Rounding, Unit, format_count, format_precise};

/// What some work costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WorkPrice {
    Included,
    Charged(Money, &'static PublishedRate),
    /// No price is published in the unit of the account, or the unit is not known.
    Unknown,
}

/// The price of work in the unit of an account. `count` is in the unit of its rate: calls, or seconds.
pub fn work_price(work: PricedWork, count: f64, unit: Option<Unit>, today: Date) -> WorkPrice {
    let in_force = |unit| PublishedRate::in_force(work, unit, Rounding::Exact, today);
    match unit.and_then(in_force) {
        Some(rate) if rate.amount > 0.0 => {
            WorkPrice::Charged(Money::new(rate.amount_per_unit() * count, rate.unit), rate)
        }
        Some(_) => WorkPrice::Included,
        None => WorkPrice::Unknown,
    }
}

impl WorkPrice {
    /// The amount, if it is known.
    pub fn cost(self) -> Option<Money> {
        match self {
            Self::Charged(cost, _) => Some(cost),
            Self::Included | Self::Unknown => None,
        }
    }

    /// The price as the end of a sentence: `costs $1.00 (API price page)`.
    pub fn describe(self) -> String {
        match self {
            Self::Charged(cost, rate) => {
                format!("costs {} ({})", format_precise(cost.amount, cost.unit), rate.source)
            }
            Self::Included => "is included in most plans".to_owned(),
            Self::Unknown => "may be charged; its price is not known".to_owned(),
        }
    }
}

/// What became of scenes that the service was asked to speak, and whose replies were lost. What asks again is left to the
/// caller.
pub fn lost_speech_note(scenes: usize, price: WorkPrice) -> String {
    let scenes = format_count(scenes, "scene");
    format!("{scenes} may have been spoken, which {}. Nothing is sent again by itself", price.describe())
}

/// What a new photo of each picture costs.
pub fn photo_cost_note(pictures: usize, unit: Option<Unit>, today: Date) -> String {
    let count = u32::try_from(pictures).map_or(f64::INFINITY, f64::from);
    let what = if pictures == 1 { "The photo".to_owned() } else { format!("Adding {pictures} photos") };
    format!("{what} {}.", work_price(PricedWork::Photo, count, unit, today).describe())
}

/// What a picture costs that is sent with a video.
pub const PICTURE_ITSELF_NOTE: &str = "Sent with each video, the picture itself costs nothing.";

/// What a training costs, and how long it takes.
pub fn training_cost_note(unit: Option<Unit>, today: Date) -> String {
    let price = work_price(PricedWork::Training, 1.0, unit, today).describe();
    format!("The training takes 10 to 20 minutes, and {price}.")
}

/// What looks that the service draws cost; in v2 with the training that the first ones need.
pub fn look_cost_notes(api: ApiVersion, unit: Option<Unit>, today: Date) -> Vec<String> {
    let looks = format!("Generating them {}.", work_price(PricedWork::Looks, 1.0, unit, today).describe());
    match api {
        ApiVersion::V2 => vec![
            format!("The first looks of a person require a training. {}", training_cost_note(unit, today)),
            looks,
        ],
        ApiVersion::V3 => vec![looks],
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_kind_of_account_has_its_price() {
        let price = |work, count, unit| work_price(work, count, unit, date(2026, 11, 30)).describe();
        assert_eq!(price(PricedWork::Photo, 2.0, Some(Unit::Usd)), "costs $2.00 (API price page)");
        assert_eq!(
            price(PricedWork::Photo, 1.0, Some(Unit::ApiCredit)),
            "costs 1 API credit (API limits page)"
        );
        assert_eq!(
            price(PricedWork::Training, 1.0, Some(Unit::ApiCredit)),
            "costs 4 API credits (API limits page)"
        );
        assert_eq!(price(PricedWork::Looks, 1.0, Some(Unit::PremiumCredit)), "is included in most plans");
        assert_eq!(price(PricedWork::Speech, 60.0, Some(Unit::Usd)), "costs $0.04 (API price page)");
        assert_eq!(price(PricedWork::Photo, 1.0, None), "may be charged; its price is not known");
        assert_eq!(
            price(PricedWork::Training, 1.0, Some(Unit::EnterpriseCredit)),
            "may be charged; its price is not known"
        );
    }
}
