//! What the account has left, and whether the price of a video is within it.

use std::fmt;

use super::{Money, Unit};

/// What an API credit is sold for, in dollars.
const CREDIT: f64 = 0.5;

/// What the account has left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// What is used first.
    pub left: Money,
    /// Dollars that are charged when that is gone, up to the cap of an account that is billed by usage.
    pub beyond: Option<Money>,
}

/// What is left of a balance after a video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cover {
    /// So much of the same unit.
    Left(Money),
    /// Of the credits nothing; about so many dollars are charged beside them, within the cap.
    Dollars(Money),
    /// It is not enough.
    Short,
    /// The price is in another unit, so that nobody can say.
    Apart,
}

impl From<Money> for Balance {
    fn from(left: Money) -> Self {
        Self { left, beyond: None }
    }
}

impl Balance {
    /// How a price is covered: by what is left, then in dollars. What the credits do not pay for has a price in dollars
    /// of its own; no unit is subtracted from another.
    pub fn cover(self, cost: Money) -> Cover {
        match self.left.after(cost) {
            Some(after) if after.amount >= 0.0 => Cover::Left(after),
            Some(after) => {
                let missing = (-after.amount).min(cost.amount);
                self.charged(Money::new(missing * CREDIT, Unit::Usd)).unwrap_or(Cover::Short)
            }
            None if self.left.amount > 0.0 => Cover::Apart,
            None => self.charged(cost).unwrap_or(Cover::Apart),
        }
    }

    /// How dollars are covered beyond the credits; `None` where none are charged.
    fn charged(self, dollars: Money) -> Option<Cover> {
        let after = self.beyond?.after(dollars)?;
        Some(if after.amount >= 0.0 { Cover::Dollars(dollars) } else { Cover::Short })
    }

    /// `12.5 cr + $168.60`: for rows and footers.
    pub fn brief(self) -> String {
        let beyond = self.beyond.map_or_else(String::new, |beyond| format!(" + {}", beyond.brief()));
        format!("{}{beyond}", self.left.brief())
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.beyond {
            Some(beyond) => write!(f, "{}, then {beyond}", self.left),
            None => self.left.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_pay_first_and_dollars_up_to_the_cap() {
        let (credits, dollars) =
            (|amount| Money::new(amount, Unit::ApiCredit), |amount| Money::new(amount, Unit::Usd));
        let balance =
            |left, beyond: Option<f64>| Balance { left: credits(left), beyond: beyond.map(dollars) };
        assert_eq!(balance(3.0, Some(10.0)).cover(credits(2.0)), Cover::Left(credits(1.0)));
        assert_eq!(balance(3.0, Some(10.0)).cover(credits(7.0)), Cover::Dollars(dollars(2.0)));
        assert_eq!(balance(0.0, Some(10.0)).cover(credits(20.0)), Cover::Dollars(dollars(10.0)));
        assert_eq!(balance(0.0, Some(10.0)).cover(credits(21.0)), Cover::Short);
        assert_eq!(balance(1.0, None).cover(credits(2.0)), Cover::Short);
        assert_eq!(balance(0.0, Some(10.0)).cover(dollars(4.0)), Cover::Dollars(dollars(4.0)));
        assert_eq!(balance(0.0, Some(10.0)).cover(dollars(11.0)), Cover::Short);
        assert_eq!(balance(1.0, Some(10.0)).cover(dollars(4.0)), Cover::Apart, "no unit from another");
        assert_eq!(balance(0.0, None).cover(dollars(4.0)), Cover::Apart);
        assert_eq!(balance(12.5, Some(168.6)).to_string(), "12.5 API credits, then $168.60");
        assert_eq!(balance(12.5, Some(168.6)).brief(), "12.5 cr + $168.60");
        assert_eq!(balance(12.5, None).to_string(), "12.5 API credits");
    }
}
