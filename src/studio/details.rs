//! The details of the open render: loaded when they are opened, and again when its row changes.

use super::{OpenDetails, Remote, RenderRequest, Studio};
use crate::domain::{Error, RenderDetails, RenderId};

impl Studio {
    /// Opens a render's details and loads them.
    pub fn load_details(&mut self, render: RenderId) {
        let row = self.queue.render(render).cloned();
        self.open_details =
            Some(OpenDetails { render, details: Remote::Loading(self.now), requested_for: row });
        self.request(RenderRequest::LoadDetails(render));
    }

    /// Loads the open details again if the row has changed since.
    pub fn refresh_details(&mut self) {
        let Some(open) = &mut self.open_details else { return };
        let (render, row) = (open.render, self.queue.render(open.render));
        if row == open.requested_for.as_ref() || row.is_none() {
            return;
        }
        open.requested_for = row.cloned();
        self.request(RenderRequest::LoadDetails(render));
    }

    pub(super) fn handle_details_loaded(
        &mut self,
        render: RenderId,
        read: Result<Box<RenderDetails>, Error>,
    ) {
        // Details of a moment ago say more than a failure to load them again.
        if let Some(open) = self.open_details.as_mut().filter(|open| open.render == render)
            && (read.is_ok() || open.details.ready().is_none())
        {
            open.details = read.into();
        }
    }
}
