//! The names under which the rows of each table are found.

use super::table::Row;
use super::webhooks::{Announced, Delivery, Endpoint, Event};
use super::world::{Answered, Asset, Generation, Look, Skip, Training, Video};

impl Row for Skip {
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
}

impl Row for Asset {
    fn names(&self) -> Vec<&str> {
        [Some(&self.id), self.image_key.as_ref()].into_iter().flatten().map(String::as_str).collect()
    }
}

impl Row for Look {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl Row for Training {
    fn names(&self) -> Vec<&str> {
        vec![&self.group_id]
    }
}

impl Row for Generation {
    fn names(&self) -> Vec<&str> {
        [&self.id].into_iter().chain(&self.image_keys).map(String::as_str).collect()
    }
}

impl Row for Video {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl Row for Answered {
    fn names(&self) -> Vec<&str> {
        vec![&self.request]
    }
}

impl Row for Endpoint {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl Row for Event {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl Row for Delivery {
    fn names(&self) -> Vec<&str> {
        vec![&self.id]
    }
}

impl Row for Announced {
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
}
