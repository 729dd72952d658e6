//! What happens in the studio: its start, its timers, and the replies to its requests.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{
    AccountReply, CatalogReply, DownloadReply, Effect, MessageExpiry, PhotoReply, PictureKeyRefusal,
    ProjectReply, ProjectRequest, RenderReply, Reply, Request, RequestId, Severity, StatusMessage, Studio,
    Timer,
};
use crate::domain::{PictureKeyChoice, Stage};

impl Studio {
    /// The first effects: everything that the panes want, and the project that was named.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.now = now;
        // What was told before there was a clock is read from now on.
        self.unread_messages
            .iter_mut()
            .chain(&mut self.status_message)
            .for_each(|news| news.shown_since = now);
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
                self.expire_message(number);
                Vec::new()
            }
            // The app's own.
            Timer::Dialog(_) => Vec::new(),
        }
    }

    /// Takes an answer of the world.
    pub fn handle_reply(&mut self, now: Timestamp, id: RequestId, reply: Reply) -> Vec<Effect> {
        self.set_now(now);
        // A reply to no request belongs to no account either.
        if id != RequestId::NONE && id.0 <= self.account_epoch {
            return Vec::new();
        }
        self.clear_pending_submission(id, &reply);
        match reply {
            Reply::Catalog(CatalogReply::PhotosLoaded(result)) => self.handle_photos_loaded(result),
            Reply::Catalog(CatalogReply::VoicesLoaded(result)) => {
                self.voices = result.into();
                self.catalog_revision += 1;
            }
            Reply::Account(AccountReply::BalanceLoaded(result)) => self.handle_balance_loaded(result),
            Reply::Render(RenderReply::Loaded(result)) => {
                let again = self.queue.ledger_read.ready().is_some();
                let mut effects = self.handle_renders_loaded(result);
                effects.extend(self.arm_tick());
                // What others sent was spent too.
                if again {
                    effects.extend(self.load_history());
                }
                return effects;
            }
            Reply::Catalog(CatalogReply::PictureLoaded(photo, result)) => {
                if let Some((_, fit)) = self.pictures.pending.take() {
                    self.pictures.insert(photo, fit, result.ok());
                }
            }
            Reply::Catalog(CatalogReply::SampleStarted(voice)) => self.playing_voice = Some(voice),
            Reply::Catalog(CatalogReply::SampleEnded(voice, result)) => {
                self.handle_sample_ended(&voice, result)
            }
            Reply::Project(ProjectReply::Opened(found)) => return self.handle_project_opened(found),
            Reply::Project(ProjectReply::Listed(projects)) => self.project_files = projects,
            Reply::Project(ProjectReply::UnsavedWorkListed(found)) => self.unsaved_work = found,
            Reply::Project(ProjectReply::Saved(path, outcome)) => {
                return self.handle_project_saved(path, outcome);
            }
            Reply::Project(ProjectReply::Autosaved(result)) => return self.handle_autosaved(id, result),
            Reply::Render(RenderReply::VideoPolled(..)) => {}
            Reply::Render(RenderReply::DetailsLoaded(render, read)) => {
                self.handle_details_loaded(render, read)
            }
            Reply::Render(RenderReply::HistoryLoaded(read)) => return self.handle_history_loaded(read),
            Reply::Render(RenderReply::Changed(render)) => {
                let mut effects = self.handle_render_changed(&render);
                // What was spent, and how long it took, is told from the ledger.
                if render.stage != Stage::Sending && !render.stage.is_running() {
                    effects.extend(self.load_history());
                }
                return effects;
            }
            Reply::Render(RenderReply::SendFailed(render, fault)) => {
                return self.handle_send_failed(render, &fault);
            }
            Reply::Render(RenderReply::RemovedFromList(render, seen)) => {
                self.queue.renders.remove(render, seen)
            }
            Reply::Render(RenderReply::Reconciled(outcome)) => return self.handle_reconciled(&outcome),
            Reply::Render(RenderReply::LedgerChanged) => return self.handle_ledger_changed(),
            Reply::Render(RenderReply::PollLease(turn)) => return self.handle_poll_lease(turn),
            Reply::Account(AccountReply::DialectDetected(dialect, notice)) => {
                return self.handle_dialect_detected(dialect, notice);
            }
            Reply::Account(AccountReply::SunsetAnnounced(sunset)) => self.sunset = sunset,
            Reply::Render(RenderReply::PictureKeysRefused(unknown)) => {
                self.handle_picture_keys_refused(*unknown)
            }
            Reply::Render(RenderReply::ReconfirmationNeeded(order, spoken)) => {
                return self.handle_reconfirmation_needed(*order, spoken);
            }
            Reply::Render(RenderReply::DialectRefused(misfit)) => self.dialect_refusal = Some(*misfit),
            Reply::Render(RenderReply::SubmitFailed(fault)) => {
                self.report(Severity::Error, format!("Not sent. {fault}"))
            }
            Reply::Render(RenderReply::PollFailed(render, fault)) => {
                return self.handle_poll_failed(render, fault);
            }
            Reply::Download(DownloadReply::Progress(render, delivery)) => {
                self.queue.download_progress.insert(render, delivery);
            }
            Reply::Download(DownloadReply::Failed(render, fault)) => {
                return self.handle_download_failed(render, &fault);
            }
            Reply::Download(DownloadReply::OpenedExternally(target, Ok(()))) => {
                let opened = StatusMessage::new(Severity::Success, format!("Opened {}", target.text()));
                self.show_message(opened.with_expiry(MessageExpiry::AfterTimeout));
            }
            Reply::Download(DownloadReply::OpenedExternally(target, Err(fault))) => {
                return self.handle_open_failed(&target, &fault);
            }
            Reply::Project(ProjectReply::RequestPreviewBuilt(text)) => self.request_preview = Some(text),
            Reply::Project(ProjectReply::SpeechMeasured(spec, result)) => {
                self.handle_speech_measured(&spec, result)
            }
            Reply::Photo(PhotoReply::PictureChecked(path, notes)) => {
                self.handle_picture_checked(id, &path, &notes)
            }
            Reply::Account(AccountReply::Retrying(count)) => self.handle_retrying(count),
            Reply::Photo(PhotoReply::PhotoJobProgress(at)) => return self.handle_photo_job_progress(id, at),
            Reply::Photo(PhotoReply::GroupTrained(photo, result)) => {
                return self.handle_group_trained(id, &photo, result);
            }
            Reply::Photo(PhotoReply::LookGenerationStarted(result)) => {
                return self.handle_look_generation_started(id, result);
            }
            Reply::Photo(PhotoReply::Added(result)) => return self.handle_photos_added(id, result),
            Reply::Photo(PhotoReply::TrainingNeeded(photo)) => self.handle_training_needed(id, *photo),
            Reply::Photo(PhotoReply::PhotoJobEnded) => self.handle_photo_job_ended(id),
            Reply::Account(AccountReply::AccountSwitched(result)) => {
                return self.handle_account_switched(result);
            }
            Reply::Render(RenderReply::ActionFailed(render, fault)) => {
                return self.handle_action_failed(render, &fault);
            }
            Reply::Project(ProjectReply::UnknownKeys(keys)) => self.report_unknown_keys(&keys),
            Reply::TaskFailed(fault) => self.report(Severity::Error, fault.to_string()),
        }
        Vec::new()
    }

    /// A dialog opens only where the user has a choice.
    fn handle_picture_keys_refused(&mut self, unknown: PictureKeyRefusal) {
        if unknown.can_upload || unknown.key_choice != PictureKeyChoice::Auto {
            self.picture_key_refusal = Some(unknown);
        } else {
            self.report(Severity::Error, format!("Not sent. {}", unknown.error));
        }
    }
}
