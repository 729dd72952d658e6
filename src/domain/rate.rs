//! The rate of videos: what a second costs, where that is known from, and the user's own rate.

use jiff::civil::Date;

use super::{Dialect, Money, PricedWork, PublishedRate, RatePer, Resolution, Rounding, Shape, Unit};

/// 4K costs a third more: 6.67 in place of 5 cents a second, by the wallet's prices until August 2026. None is published
/// since.
const UHD_PRICE_FACTOR: f64 = 4.0 / 3.0;

/// A price per second of finished video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub unit: Unit,
    /// The amount for one second.
    pub per_second: f64,
    /// How the cost of a render is rounded.
    pub rounding: Rounding,
    pub basis: RateBasis,
    /// Whether it is that of 4K, for which none is published.
    pub is_uhd: bool,
}

/// Where a rate is known from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RateBasis {
    /// The table of rates.
    Published(&'static PublishedRate),
    /// The user's settings.
    Own,
    /// The balance before and after renders; the user accepted it.
    Paid,
    /// The average of the looks of a video.
    Average,
}

impl Rate {
    /// The published rate in a unit; every unit has one.
    pub fn published(unit: Unit, rounding: Rounding, today: Date) -> Self {
        let published = PublishedRate::in_force(PricedWork::Video, unit, rounding, today);
        published.map_or(Self { rounding, ..Self::own(unit, 0.0) }, |row| Self::from_row(row, rounding))
    }

    pub(super) fn from_row(row: &'static PublishedRate, rounding: Rounding) -> Self {
        let (unit, per_second) = (row.unit, row.amount_per_unit());
        Self { unit, per_second, rounding, basis: RateBasis::Published(row), is_uhd: false }
    }

    /// A rate that the user sets.
    pub const fn own(unit: Unit, per_second: f64) -> Self {
        Self { unit, per_second, rounding: Rounding::Exact, basis: RateBasis::Own, is_uhd: false }
    }

    /// The same rate with another rounding.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Self {
        Self { rounding, ..self }
    }

    /// The cost of a render of `seconds`.
    pub fn cost(self, seconds: f64) -> Money {
        Money::new(self.rounding.amount(self.per_second, seconds), self.unit)
    }

    /// The rate for videos of a shape in a dialect.
    #[must_use]
    pub fn for_submission(self, dialect: Dialect, shape: Shape) -> Self {
        let is_uhd = dialect.is_uhd(shape);
        let factor = if is_uhd { UHD_PRICE_FACTOR } else { 1.0 };
        Self { per_second: self.per_second * factor, is_uhd, ..self }
    }

    /// `$0.0385/s since 28 Aug 2026`, with where it is known from.
    pub fn describe(self) -> String {
        match self.basis {
            RateBasis::Published(row) => format!("{} ({})", self.describe_briefly(), row.source),
            RateBasis::Own | RateBasis::Paid | RateBasis::Average => self.describe_briefly(),
        }
    }

    /// `$0.0385/s since 28 Aug 2026`, `$0.04/s, your own rate`
    pub fn describe_briefly(self) -> String {
        let basis = match self.basis {
            RateBasis::Published(_) if self.is_uhd => String::new(),
            RateBasis::Published(row) => {
                row.since.map(|day| format!(" since {}", day.strftime("%-d %b %Y"))).unwrap_or_default()
            }
            RateBasis::Own => ", your own rate".to_owned(),
            RateBasis::Paid => ", as this account paid".to_owned(),
            RateBasis::Average => " on average".to_owned(),
        };
        let uhd = if self.is_uhd { ", with a third more for 4K" } else { "" };
        format!("{}{basis}{uhd}", self.describe_amount())
    }

    /// `$0.0385/s`, `23 credits for each begun minute`
    pub fn describe_amount(self) -> String {
        let (amount, per) = match self.basis {
            RateBasis::Published(row) if !self.is_uhd => (row.amount, row.per),
            _ if self.rounding == Rounding::Minute => (self.per_second * 60.0, RatePer::BegunMinute),
            _ => (self.per_second, RatePer::Second),
        };
        let per = match per {
            RatePer::Second => "/s",
            RatePer::Minute => "/min",
            RatePer::BegunMinute => " for each begun minute",
            RatePer::Call => " a call",
        };
        format!("{}{per}", format_precise(amount, self.unit))
    }
}

impl Default for Rate {
    /// The first known rate of a web plan.
    fn default() -> Self {
        Self::published(Unit::PremiumCredit, Rounding::Exact, Date::MIN)
    }
}

impl Dialect {
    /// Whether videos of a shape are rendered in 4K, at a higher price.
    pub fn is_uhd(self, shape: Shape) -> bool {
        self == Self::V3 && Resolution::nearest(shape) == Resolution::Uhd
    }
}

/// An amount with up to six digits, as rates have: `$0.0385`, `20 credits`.
pub fn format_precise(amount: f64, unit: Unit) -> String {
    // Rates of speech are thousandths of a cent.
    let digits = if amount < 0.01 { format!("{amount:.6}") } else { format!("{amount:.4}") };
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    match unit {
        Unit::Usd if short.split_once('.').is_none_or(|(_, cents)| cents.len() < 2) => {
            format!("${amount:.2}")
        }
        Unit::Usd => format!("${short}"),
        credit => format!("{short} {}", credit.label_after(short)),
    }
}

/// The user's choice of a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RateSetting {
    /// The published rate in this unit.
    Published(Unit),
    /// A rate of the user's own.
    Own(Rate),
}

impl RateSetting {
    /// Reads `UNIT`, or `AMOUNT UNIT/second`, or `AMOUNT UNIT/minute`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(unit) = Unit::parse(text) {
            return Some(Self::Published(unit));
        }
        let (amount, rest) = text.split_once(' ')?;
        let (unit, per) = rest.trim().split_once('/')?;
        let seconds = match per.trim() {
            "second" | "s" => 1.0,
            "minute" | "min" => 60.0,
            _ => return None,
        };
        let amount: f64 = amount.parse().ok().filter(|amount: &f64| amount.is_finite() && *amount >= 0.0)?;
        Some(Self::Own(Rate::own(Unit::parse(unit.trim())?, amount / seconds)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 30);

    fn published(unit: Unit) -> Rate {
        Rate::published(unit, Rounding::Exact, TODAY)
    }

    #[test]
    fn one_premium_credit_buys_three_seconds() {
        let rate = published(Unit::PremiumCredit);
        assert_eq!(rate.cost(48.0).to_string(), "16 credits");
        assert_eq!(rate.cost(16.8).to_compact_string(), "5.6 cr");
    }

    #[test]
    fn a_rate_is_described_with_its_date_and_source() {
        assert_eq!(published(Unit::Usd).describe(), "$0.0385/s since 28 Aug 2026 (help page; measured)");
        assert_eq!(published(Unit::PremiumCredit).describe_briefly(), "20 credits/min");
        assert_eq!(
            Rate::published(Unit::PremiumCredit, Rounding::Minute, TODAY).describe_briefly(),
            "23 credits for each begun minute since 27 Aug 2026"
        );
        assert_eq!(Rate::own(Unit::Usd, 0.04).describe(), "$0.04/s, your own rate");
        let paid = Rate { basis: RateBasis::Paid, ..Rate::own(Unit::Usd, 0.0385) };
        assert_eq!(paid.describe(), "$0.0385/s, as this account paid");
    }

    #[test]
    fn only_v3_has_another_rate_in_4k() {
        let (uhd, usd) = (Shape::Custom(3840, 2160), published(Unit::Usd));
        let of = |rate: Rate, dialect, shape| rate.for_submission(dialect, shape).per_second;
        assert!((of(usd, Dialect::V3, uhd) - 0.0385 * 4.0 / 3.0).abs() < 1e-9, "a third more");
        assert_eq!(
            usd.for_submission(Dialect::V3, uhd).describe_briefly(),
            "$0.0513/s, with a third more for 4K"
        );
        assert!((of(usd, Dialect::V3, Shape::Landscape) - 0.0385).abs() < 1e-9);
        assert!((of(usd, Dialect::Scenes, uhd) - 0.0385).abs() < 1e-9, "the older forms have one price");
        assert!((of(Rate::own(Unit::Usd, 0.03), Dialect::V3, uhd) - 0.04).abs() < 1e-9);
        let rounded = usd.with_rounding(Rounding::HalfMinute).for_submission(Dialect::V3, uhd);
        assert_eq!(rounded.cost(31.0).to_string(), "$3.08", "the rounding stays");
    }

    #[test]
    fn a_rate_setting_is_a_unit_or_an_amount_per_time() {
        let own = |unit, per_second| Some(RateSetting::Own(Rate::own(unit, per_second)));
        assert_eq!(RateSetting::parse("usd"), Some(RateSetting::Published(Unit::Usd)));
        assert_eq!(RateSetting::parse("0.0385 usd/second"), own(Unit::Usd, 0.0385));
        assert_eq!(RateSetting::parse(" 23 premium_credit/minute "), own(Unit::PremiumCredit, 23.0 / 60.0));
        for text in
            ["", "v3", "0.05", "0.05 usd", "0.05 eur/second", "-1 usd/second", "nan usd/second", "1 usd/hour"]
        {
            assert_eq!(RateSetting::parse(text), None, "{text}");
        }
    }
}
