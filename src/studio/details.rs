//! The details of one render while they are looked at: read when they are asked for, and again when its row changes.

use super::{Effect, OpenDetails, Remote, RenderRequest, Request, Studio};
use crate::domain::{Error, RenderDetails, RenderId};

impl Studio {
    /// Begins to look at a render's details.
    pub fn load_details(&mut self, render: RenderId) -> Vec<Effect> {
        let row = self.queue.render(render).cloned();
        self.open_details =
            Some(OpenDetails { render, details: Remote::Loading(self.now), requested_for: row });
        vec![self.request(Request::Render(RenderRequest::LoadDetails(render)))]
    }

    /// Reads the details anew where the row is another one than they were read with.
    pub fn refresh_details(&mut self) -> Vec<Effect> {
        let Some(looked) = &mut self.open_details else { return Vec::new() };
        let (render, row) = (looked.render, self.queue.render(looked.render));
        if row == looked.requested_for.as_ref() || row.is_none() {
            return Vec::new();
        }
        looked.requested_for = row.cloned();
        vec![self.request(Request::Render(RenderRequest::LoadDetails(render)))]
    }

    pub(super) fn handle_details_loaded(
        &mut self,
        render: RenderId,
        read: Result<Box<RenderDetails>, Error>,
    ) {
        // What was read a moment ago says more than a failure to read it again.
        if let Some(looked) = self.open_details.as_mut().filter(|looked| looked.render == render)
            && (read.is_ok() || looked.details.ready().is_none())
        {
            looked.details = read.into();
        }
    }
}
