//! The names under which the rows of each table are found.

use super::records::{
    ClockSkip, FirstResponse, GroupTraining, LookGeneration, StoredAsset, StoredLook, StoredVideo,
};
use super::table::TableRow;
use crate::sandbox::webhooks::state::{AnnouncedUntil, WebhookDelivery, WebhookEndpoint, WebhookEvent};

impl TableRow for ClockSkip {
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
}

impl TableRow for StoredAsset {
    fn names(&self) -> Vec<&str> {
        [Some(&self.id), self.image_key.as_ref()].into_iter().flatten().map(String::as_str).collect()
    }
}

impl TableRow for StoredLook {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl TableRow for GroupTraining {
    fn names(&self) -> Vec<&str> {
        vec![&self.group_id]
    }
}

impl TableRow for LookGeneration {
    fn names(&self) -> Vec<&str> {
        [&self.id].into_iter().chain(&self.image_keys).map(String::as_str).collect()
    }
}

impl TableRow for StoredVideo {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl TableRow for FirstResponse {
    fn names(&self) -> Vec<&str> {
        vec![&self.request]
    }
}

impl TableRow for WebhookEndpoint {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl TableRow for WebhookEvent {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl TableRow for WebhookDelivery {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl TableRow for AnnouncedUntil {
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
}
