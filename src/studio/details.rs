//! The details of one render while they are looked at: read when they are asked for, and again when its row changes.

use super::{Effect, Loading, Request, Studio};
use crate::domain::{Details, Fault, Render, RenderId};

/// The render whose details are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    pub render: RenderId,
    pub details: Loading<Box<Details>>,
    /// The row that they were asked for with.
    row: Option<Render>,
}

impl Studio {
    /// Begins to look at a render's details.
    pub fn look_at(&mut self, render: RenderId) -> Vec<Effect> {
        let row = self.queue.render(render).cloned();
        self.looked = Some(Looked { render, details: Loading::Waiting(self.now), row });
        vec![self.request(Request::Details(render))]
    }

    /// Reads the details anew where the row is another one than they were read with.
    pub fn look_again(&mut self) -> Vec<Effect> {
        let Some(looked) = &mut self.looked else { return Vec::new() };
        let (render, row) = (looked.render, self.queue.render(looked.render));
        if row == looked.row.as_ref() || row.is_none() {
            return Vec::new();
        }
        looked.row = row.cloned();
        vec![self.request(Request::Details(render))]
    }

    pub(super) fn details_read(&mut self, render: RenderId, read: Result<Box<Details>, Fault>) {
        // What was read a moment ago says more than a failure to read it again.
        if let Some(looked) = self.looked.as_mut().filter(|looked| looked.render == render)
            && (read.is_ok() || looked.details.ready().is_none())
        {
            looked.details = read.into();
        }
    }
}
