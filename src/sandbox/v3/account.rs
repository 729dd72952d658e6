//! The account: its owner and its balance.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::sandbox::http::{EndpointResult, reply};
use crate::sandbox::service::SharedService;
use crate::sandbox::world::{Moment, OWNER, clock};

/// `GET /v3/users/me`
pub(super) async fn me(service: SharedService) -> EndpointResult {
    let micros = service.account(&service.world()).micros;
    let mut data = service.billing().balance(micros, &next_month(service.now()));
    data["username"] = json!(OWNER.0);
    data["email"] = json!(OWNER.1);
    data["first_name"] = json!(OWNER.2);
    data["last_name"] = json!(null);
    Ok(reply::v3(&data))
}

/// When the credits of a plan are renewed: the first day of the next month.
fn next_month(now: Moment) -> String {
    let now = Timestamp::from_second(clock::unix(now)).unwrap_or_default().to_zoned(TimeZone::UTC);
    let next = now.date().last_of_month().tomorrow().unwrap_or_else(|_| now.date());
    format!("{next}T00:00:00Z")
}
