//! Which of the user's own rates of looks have no effect, and why.

use super::unknown_key::nearest_word;
use super::{Engine, OwnLookRate, Settings, Unit};

impl OwnLookRate {
    /// What is said of a class whose engine has no name that the service gives.
    fn engine_warning(&self) -> Option<String> {
        let engine = self.class.engine().as_str();
        if is_engine_name(engine) {
            return None;
        }
        let meant = nearest_word(engine, &Engine::PREFERRED, 0).map_or_else(
            || "write it as avatar_iv".to_owned(),
            |(_, known)| format!("did you mean {known}?"),
        );
        let line = self.line;
        Some(format!("config.toml, line {line}: {engine} is not an engine, so its rate is not used: {meant}"))
    }

    /// Why it is not used in estimates in a unit.
    fn unit_warning(&self, unit: Unit) -> Option<String> {
        let Self { class, rate, line } = self;
        let (own, others) = (unit_name(rate.unit), unit_name(unit));
        (rate.unit != unit).then(|| {
            format!(
                "config.toml, line {line}: the rate of a {class} is not used: it is in {own}, and the estimates are in {others}; write it in {others}"
            )
        })
    }
}

/// Whether a word is formed as the service names engines: `avatar_iv`, `avatar_6_turbo`.
fn is_engine_name(word: &str) -> bool {
    let number = word.strip_prefix("avatar_").and_then(|rest| rest.split('_').next()).unwrap_or_default();
    let is_roman = matches!(number, "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii" | "viii" | "ix" | "x");
    is_roman || (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
}

/// The name of a unit beside other units.
pub(super) fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::PremiumCredit => "premium credits",
        other => other.label(),
    }
}

impl Settings {
    /// Settings without effect: unknown names, and rates of unknown engines.
    pub fn warnings(&self) -> Vec<String> {
        let unknown = self.unknown_settings.iter().map(|unknown| format!("config.toml: {unknown}"));
        unknown.chain(self.look_rates.iter().filter_map(OwnLookRate::engine_warning)).collect()
    }

    /// The own rates of looks that are not used, since the estimates are in another unit.
    pub fn unused_look_rates(&self, unit: Unit) -> Vec<String> {
        self.look_rates.iter().filter_map(|own| own.unit_warning(unit)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LookClass, Rate};
    use super::*;

    fn own(class: &str, unit: Unit) -> OwnLookRate {
        OwnLookRate { class: LookClass::parse(class).unwrap(), rate: Rate::own(unit, 0.1), line: 3 }
    }

    #[test]
    fn a_rate_of_no_engine_is_named_with_its_line() {
        for name in ["avatar_iv", "avatar_6", "avatar_6_turbo", "Avatar V", "avatar_x"] {
            assert_eq!(own(&format!("photo on {name}"), Unit::Usd).engine_warning(), None, "{name}");
        }
        for (name, meant) in [
            ("avatar_iiv", "did you mean avatar_i"),
            ("avtar_v", "did you mean avatar_v?"),
            ("hologram", "write it as avatar_iv"),
        ] {
            let warning = own(&format!("photo on {name}"), Unit::Usd).engine_warning().unwrap();
            let start = format!("config.toml, line 3: {name} is not an engine, so its rate is not used: ");
            assert!(warning.starts_with(&format!("{start}{meant}")), "{warning}");
        }
    }

    #[test]
    fn a_rate_in_another_unit_is_named_with_both_units() {
        let twin = own("digital twin on Avatar IV", Unit::PremiumCredit);
        assert_eq!(twin.unit_warning(Unit::PremiumCredit), None);
        assert_eq!(
            twin.unit_warning(Unit::Usd).unwrap(),
            "config.toml, line 3: the rate of a digital twin on Avatar IV is not used: it is in premium credits, and the estimates are in US dollars; write it in US dollars"
        );
    }
}
