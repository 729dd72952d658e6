//! What happens in the studio: its start, its timers, and the replies to its requests.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{Effect, ProjectRequest, Reply, Request, RequestId, Severity, Studio, Timer};

impl Studio {
    /// The first effects: load the account's data, and open `project`.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.now = now;
        // Messages of before there was a clock are read from now on.
        self.status_line.restart_reading_time(now);
        let mut effects = vec![self.request(Request::Project(ProjectRequest::Open(project)))];
        effects.extend(self.load_account_data());
        effects
    }

    pub(super) fn arm_tick(&mut self) -> Vec<Effect> {
        if !self.needs_ticks() || std::mem::replace(&mut self.is_tick_armed, true) {
            return Vec::new();
        }
        vec![Effect::StartTimer(Duration::from_secs(1), Timer::Tick)]
    }

    pub fn handle_timer(&mut self, now: Timestamp, timer: Timer) -> Vec<Effect> {
        self.set_now(now);
        match timer {
            Timer::Tick => {
                self.is_tick_armed = false;
                let mut effects = self.check_for_sleep();
                effects.extend(self.arm_tick());
                effects
            }
            Timer::Poll => self.handle_poll_timer(),
            Timer::Autosave => self.autosave(),
            Timer::StatusMessage(number) => {
                self.status_line.expire(number);
                Vec::new()
            }
            // The app's own.
            Timer::Dialog(_) => Vec::new(),
        }
    }

    /// Handles a reply, unless it answers a request of an earlier account.
    pub fn handle_reply(&mut self, now: Timestamp, id: RequestId, reply: Reply) -> Vec<Effect> {
        self.set_now(now);
        // A reply to no request belongs to no account either.
        if id != RequestId::NONE && id.0 <= self.account_epoch {
            return Vec::new();
        }
        self.clear_pending_submission(id, &reply);
        match reply {
            Reply::Account(reply) => self.handle_account_reply(reply),
            Reply::Catalog(reply) => self.handle_catalog_reply(reply),
            Reply::Download(reply) => self.handle_download_reply(reply),
            Reply::Photo(reply) => self.handle_photo_reply(id, reply),
            Reply::Project(reply) => self.handle_project_reply(id, reply),
            Reply::Render(reply) => self.handle_render_reply(reply),
            Reply::TaskFailed(error) => {
                self.report(Severity::Error, error.to_string());
                Vec::new()
            }
        }
    }
}
