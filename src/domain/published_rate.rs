//! The rates that are published or measured, as dated data: `assets/rates.tsv`.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::words::words;
use super::{Engine, LookKind, Rounding, Unit};

/// A line each, with tabs between the cells.
const RATES: &str = include_str!("../../assets/rates.tsv");

/// The cell of looks that are photos.
const PHOTO_LOOK: &str = "photo";
/// The cell of looks of people who were filmed.
const FILMED_LOOK: &str = "twin or stock";
/// The engine or look cell of a row that counts for all of them.
const ANY_CELL: &str = "any";

words! {
    /// What the service charges for.
    pub enum PricedWork {
        Video = "video",
        /// The speech of a script, without a video.
        Speech = "speech",
        /// A photo made of a picture.
        Photo = "photo",
        /// Looks that the service generates.
        Looks = "looks",
        /// The training of a photo avatar group.
        Training = "training",
    }
}

impl PricedWork {
    /// Its name in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Video => "the video",
            Self::Speech => "the speech",
            Self::Photo => "the photo",
            Self::Looks => "the looks",
            Self::Training => "the training",
        }
    }
}

words! {
    /// The measure that an amount is charged by.
    pub enum RatePer {
        Second = "second",
        Minute = "minute",
        /// A minute that is charged whole once it is begun.
        BegunMinute = "begun minute",
        Call = "call",
    }
}

/// A row of the table of rates.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRate {
    pub work: PricedWork,
    pub engine: &'static str,
    /// The type of look.
    pub look: &'static str,
    pub amount: f64,
    pub unit: Unit,
    pub per: RatePer,
    /// The kinds of billing that have this rate.
    pub billing: &'static str,
    /// The first day; `None` for the first rate that is known.
    pub since: Option<Date>,
    pub source: &'static str,
}

static PUBLISHED_RATES: LazyLock<Vec<PublishedRate>> = LazyLock::new(|| {
    RATES.lines().filter(|line| !line.starts_with('#')).filter_map(PublishedRate::parse).collect()
});

impl PublishedRate {
    /// All rows of the table.
    pub fn all() -> &'static [Self] {
        &PUBLISHED_RATES
    }

    fn parse(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        Some(Self {
            work: PricedWork::parse(next()?)?,
            engine: next()?,
            look: next()?,
            amount: next()?.parse().ok()?,
            unit: Unit::parse(next()?)?,
            per: RatePer::parse(next()?)?,
            billing: next()?,
            since: match next()? {
                "-" => None,
                date => Some(date.parse().ok()?),
            },
            source: next()?,
        })
    }

    /// The rate in force for some work, in a unit; of a video, that of a talking photo on Avatar IV.
    pub fn in_force(work: PricedWork, unit: Unit, rounding: Rounding, today: Date) -> Option<&'static Self> {
        Self::newest(work, (Engine::AVATAR_IV, PHOTO_LOOK), (unit, rounding), today)
    }

    /// The rate in force for videos of a kind of look on an engine.
    pub fn of_look(
        (kind, engine): (&LookKind, &str),
        terms: (Unit, Rounding),
        today: Date,
    ) -> Option<&'static Self> {
        let look = match kind {
            LookKind::Photo | LookKind::Picture(_) => PHOTO_LOOK,
            LookKind::DigitalTwin | LookKind::StudioAvatar => FILMED_LOOK,
            LookKind::Other(word) => word,
        };
        Self::newest(PricedWork::Video, (engine, look), terms, today)
    }

    /// The lowest and the highest amount for a second that is in force for any look on any engine, in a unit.
    pub fn video_range((unit, rounding): (Unit, Rounding), today: Date) -> Option<(f64, f64)> {
        let rows = Self::all().iter().filter(|row| row.work == PricedWork::Video && row.unit == unit);
        let in_force = rows.filter_map(|row| {
            Self::newest(PricedWork::Video, (row.engine, row.look), (unit, rounding), today)
        });
        in_force
            .map(Self::amount_per_unit)
            .map(|amount| (amount, amount))
            .reduce(|range, (amount, _)| (range.0.min(amount), range.1.max(amount)))
    }

    /// The newest row that is not after today. A rate per begun minute counts only where costs are rounded up to minutes.
    fn newest(
        work: PricedWork,
        (engine, look): (&str, &str),
        (unit, rounding): (Unit, Rounding),
        today: Date,
    ) -> Option<&'static Self> {
        let matches_cell = |cell: &str, value: &str| cell == ANY_CELL || cell == value;
        let newest_row = |is_begun: bool| {
            let rows = Self::all().iter().filter(|row| {
                row.work == work
                    && row.unit == unit
                    && matches_cell(row.engine, engine)
                    && matches_cell(row.look, look)
            });
            let rows = rows.filter(|row| (row.per == RatePer::BegunMinute) == is_begun);
            rows.filter(|row| row.since.is_none_or(|since| since <= today)).max_by_key(|row| row.since)
        };
        newest_row(true).filter(|_| rounding == Rounding::Minute).or_else(|| newest_row(false))
    }

    /// The amount for one second, or for one call where it is charged by the call.
    pub fn amount_per_unit(&self) -> f64 {
        match self.per {
            RatePer::Second | RatePer::Call => self.amount,
            RatePer::Minute | RatePer::BegunMinute => self.amount / 60.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = RATES.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows.count(), PublishedRate::all().len());
        assert!(PublishedRate::all().iter().all(|row| row.amount >= 0.0 && row.amount.is_finite()));
    }

    #[test]
    fn every_unit_has_a_rate_for_videos_at_any_time() {
        for unit in Unit::ALL {
            let rate = PublishedRate::in_force(PricedWork::Video, *unit, Rounding::Exact, date(2026, 11, 30));
            assert!(rate.is_some_and(|rate| rate.amount > 0.0), "{unit:?}");
        }
    }

    #[test]
    fn the_newest_rate_that_is_not_after_today_counts() {
        let wallet = |day| {
            PublishedRate::in_force(PricedWork::Video, Unit::Usd, Rounding::Exact, day).map(|row| row.amount)
        };
        assert_eq!(wallet(date(2026, 8, 27)), Some(0.05));
        assert_eq!(wallet(date(2026, 8, 28)), Some(0.0385));
        assert_eq!(wallet(date(2030, 1, 1)), Some(0.0385));
    }

    #[test]
    fn each_engine_and_kind_of_look_has_its_rate() {
        let amount = |kind: &str, engine: &str, unit| {
            let kind = LookKind::from_service(kind);
            let terms = (unit, Rounding::Exact);
            PublishedRate::of_look((&kind, engine), terms, date(2026, 11, 30)).map(|row| row.amount)
        };
        assert_eq!(amount("photo_avatar", "avatar_iv", Unit::Usd), Some(0.0385));
        assert_eq!(amount("digital_twin", "avatar_iv", Unit::Usd), Some(0.0805));
        assert_eq!(amount("studio_avatar", "avatar_iii", Unit::Usd), Some(0.0165));
        assert_eq!(amount("digital_twin", "avatar_v", Unit::Usd), Some(0.12));
        assert_eq!(amount("studio_avatar", "avatar_iv", Unit::EnterpriseCredit), Some(0.1));
        assert_eq!(amount("studio_avatar", "avatar_iii", Unit::PremiumCredit), None);
        assert_eq!(amount("photo_avatar", "avatar_6", Unit::Usd), None);
        assert_eq!(amount("hologram", "avatar_iv", Unit::Usd), None);
    }

    #[test]
    fn the_range_of_a_unit_is_that_of_the_rates_in_force() {
        let range = |unit| PublishedRate::video_range((unit, Rounding::Exact), date(2026, 11, 30));
        assert_eq!(range(Unit::Usd), Some((0.0165, 0.12)));
        assert_eq!(range(Unit::EnterpriseCredit), Some((0.1, 0.1)));
    }

    #[test]
    fn a_rate_per_begun_minute_counts_only_with_its_rounding() {
        let today = date(2026, 11, 30);
        let rate =
            |rounding| PublishedRate::in_force(PricedWork::Video, Unit::PremiumCredit, rounding, today);
        assert_eq!(rate(Rounding::Exact).map(|row| row.amount), Some(20.0));
        assert_eq!(
            rate(Rounding::Minute).map(|row| (row.amount, row.per)),
            Some((23.0, RatePer::BegunMinute))
        );
        let wallet = PublishedRate::in_force(PricedWork::Video, Unit::Usd, Rounding::Minute, today);
        assert_eq!(wallet.map(|row| row.per), Some(RatePer::Second), "the wallet has none");
    }
}
