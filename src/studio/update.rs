//! The entry points of the studio: start, timers and replies.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{Effect, ProjectRequest, Reply, RequestId, Severity, Studio, Timer};
use crate::domain::ImportedScript;

impl Studio {
    /// Requests the account's data, and opens `project`.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) {
        self.set_start(now);
        self.request(ProjectRequest::Open(project));
        self.load_account_data();
    }

    /// Requests the account's data, and takes an imported script as an unsaved project. `name` is that of its file.
    pub fn start_with_script(&mut self, now: Timestamp, name: &str, script: ImportedScript) {
        self.set_start(now);
        self.show_imported(name, script);
        self.load_account_data();
    }

    fn set_start(&mut self, now: Timestamp) {
        self.now = now;
        // Messages reported before the start had no time: they are shown from now on.
        self.status_line.restart_reading_time(now);
    }

    pub(super) fn arm_tick(&mut self) {
        if !self.needs_ticks() || std::mem::replace(&mut self.is_tick_armed, true) {
            return;
        }
        self.emit(Effect::StartTimer(Duration::from_secs(1), Timer::Tick));
    }

    pub fn handle_timer(&mut self, now: Timestamp, timer: Timer) {
        self.set_now(now);
        match timer {
            Timer::Tick => {
                self.is_tick_armed = false;
                self.check_for_sleep();
                self.arm_tick();
            }
            Timer::Poll => self.handle_poll_timer(),
            Timer::Autosave => self.autosave_if_scheduled(),
            Timer::StatusMessage(number) => {
                self.status_line.expire(number);
            }
            // Handled by the app.
            Timer::Dialog(_) | Timer::TableRead(_) => {}
        }
    }

    /// Handles a reply, unless it answers a request of an earlier account. Project files belong to no account.
    pub fn handle_reply(&mut self, now: Timestamp, id: RequestId, reply: Reply) {
        self.set_now(now);
        // Without a request it is news of the connection, which concerns every account.
        if id != RequestId::NONE && id.0 <= self.last_request_of_former_account && reply.belongs_to_account()
        {
            return;
        }
        self.clear_pending_submission(id, &reply);
        match reply {
            Reply::Account(reply) => self.handle_account_reply(reply),
            Reply::Catalog(reply) => self.handle_catalog_reply(reply),
            Reply::Clipboard(reply) => self.handle_clipboard_reply(&reply),
            Reply::Download(reply) => self.handle_download_reply(reply),
            Reply::MotionBank(reply) => self.handle_motion_bank_reply(reply),
            Reply::Photo(reply) => self.handle_photo_reply(id, reply),
            Reply::Project(reply) => self.handle_project_reply(id, reply),
            Reply::Recording(reply) => self.handle_recording_reply(id, reply),
            Reply::Render(reply) => self.handle_render_reply(reply),
            Reply::Speech(reply) => self.handle_speech_reply(id, reply),
            Reply::Uploading(Some(progress)) => drop(self.uploads.insert(id, progress)),
            Reply::Uploading(None) => drop(self.uploads.remove(&id)),
            Reply::TaskFailed(error) => {
                self.report(Severity::Error, error.to_string());
            }
        }
    }
}
