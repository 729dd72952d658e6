//! New looks: pictures that become talking photos, and looks that the service draws.

mod add_photos;
mod collect_orders;
mod listing;
mod lookup;
mod order;
mod outcome;
mod poll;
mod recover;
mod train;

pub(super) use add_photos::add_photos;
pub(super) use collect_orders::collect_orders;
pub(super) use order::order_looks;
pub(super) use outcome::report_result;
pub(super) use train::train;
