//! Stock avatars, and a digital twin of the account.

use crate::sandbox::service::Service;

/// Id, name, gender, premium, and whether it is marked as new.
pub(crate) const AVATARS: [(&str, &str, &str, bool, bool); 8] = [
    ("Abigail_standing_office_front", "Abigail (Upper Body)", "female", false, false),
    ("Adrian_public_20240312", "Adrian in Blue Shirt", "male", false, false),
    ("Annelore_public_3", "Annelore in White Coat", "female", true, true),
    ("Bryce_sitting_sofa_side", "Bryce on Sofa", "male", false, false),
    ("Caroline_lobby_front2", "Caroline in Lobby", "female", false, false),
    ("Diran_expressive_20240715", "Diran, Expressive", "male", true, true),
    ("Emery_casual_side", "Emery Casual", "unknown", false, false),
    ("myinstant_20250611", "My Instant Avatar", "unknown", false, false),
];

/// The URL of its picture; none for the digital twin.
pub(crate) fn preview(service: &Service, id: &str) -> Option<String> {
    (!is_own(id)).then(|| format!("{}/media/avatars/{id}.png", service.base()))
}

pub(crate) fn is_own(id: &str) -> bool {
    id.starts_with("myinstant")
}

pub(crate) fn is_avatar(id: &str) -> bool {
    AVATARS.iter().any(|row| row.0 == id)
}
