//! The names under which the rows of each table are found.

use super::records::{
    ClockSkip, FirstResponse, GroupTraining, StoredAsset, StoredLook, StoredLookGeneration, StoredVideo,
};
use super::table::TableRow;
use crate::sandbox::webhooks::state::{AnnouncedUntil, WebhookDelivery, WebhookEndpoint, WebhookEvent};

/// Rows whose only name is one of their fields.
macro_rules! named_by {
    ($($row:ident . $field:ident,)+) => {
        $(impl TableRow for $row {
            fn names(&self) -> Vec<&str> {
                vec![&self.$field]
            }
        })+
    };
}

named_by! {
    AnnouncedUntil.name,
    ClockSkip.name,
    FirstResponse.request,
    GroupTraining.group_id,
    StoredLook.id,
    StoredVideo.id,
    WebhookDelivery.id,
    WebhookEndpoint.id,
    WebhookEvent.id,
}

impl TableRow for StoredAsset {
    fn names(&self) -> Vec<&str> {
        [Some(&self.id), self.image_key.as_ref()].into_iter().flatten().map(String::as_str).collect()
    }
}

impl TableRow for StoredLookGeneration {
    fn names(&self) -> Vec<&str> {
        [&self.id].into_iter().chain(&self.image_keys).map(String::as_str).collect()
    }
}
