//! The update of the program by a message.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{App, Message, PaneId};
use crate::command::{Command, Scope};
use crate::domain::{IssueLocation, NamedKind};
use crate::panes::command_palette::CommandPalette;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::details::DetailsOverlay;
use crate::panes::help::HelpOverlay;
use crate::panes::input_dialog::{InputDialog, InputKind};
use crate::panes::motion_bank::MotionBankOverlay;
use crate::panes::overview::request_overview_picture;
use crate::panes::projects::ProjectsOverlay;
use crate::panes::spend::SpendOverlay;
use crate::panes::video_settings::VideoSettingsOverlay;
use crate::panes::voice_form::VoiceFormOverlay;
use crate::panes::welcome::WelcomeOverlay;
use crate::panes::workshop::WorkshopOverlay;
use crate::panes::{Direction, Navigate, Pane, PaneInput};
use crate::studio::{
    ActiveAccount, EditorTarget, Effect, MessageTopic, ProjectRequest, SaveMode, Severity, StatusMessage,
    Timer,
};

/// The columns of the smallest window that shows a price whole.
const MIN_PRICE_COLUMNS: u16 = 40;
/// The rows of that window.
const MIN_PRICE_ROWS: u16 = 9;

impl App {
    /// Handles a message, and returns what is to be done.
    pub fn update(&mut self, now: Timestamp, message: Message) -> Vec<Effect> {
        self.studio.set_now(now);
        if matches!(message, Message::Key(_) | Message::Typed(_) | Message::Paste(_)) {
            self.record_input(now);
        }
        if self.must_wait(&message) {
            self.deferred_input.push_back(message);
        } else {
            self.handle_message(message);
            self.handle_deferred_input();
        }
        let mut effects = self.studio.take_effects();
        effects = self.open_overlays(effects);
        self.studio.start_message_timer();
        self.open_next_dialog();
        self.prepare_frame();
        effects.extend(self.studio.take_effects());
        effects
    }

    pub(super) fn handle_message(&mut self, message: Message) {
        let now = self.studio.now();
        match message {
            Message::InputBurst => self.block_input_guards(),
            Message::Key(key) => self.handle_key(key),
            Message::Typed(text) => self.handle_typed(&text),
            Message::Paste(text) => self.handle_paste(text),
            Message::Mouse(event) => self.handle_mouse(event),
            Message::Resize(columns, rows) => self.resize(Rect::new(0, 0, columns, rows)),
            Message::Reply(id, reply) => self.handle_reply(id, reply),
            Message::Timer(Timer::Dialog(timer)) => self.handle_dialog_timer(timer),
            Message::Timer(Timer::TableRead(due)) => {
                self.overlays.iter_mut().for_each(|overlay| overlay.timer_fired(now, due));
            }
            Message::Timer(timer) => self.studio.handle_timer(now, timer),
        }
    }

    /// Updates what is shown after a message, and requests what it needs.
    fn prepare_frame(&mut self) {
        self.panes.script.sync(&self.studio);
        self.studio.current_scene = self.panes.script.selected_scene();
        self.studio.look_up_photos();
        self.studio.look_up_voices();
        self.studio.inspect_recordings();
        self.panes.photos.sync(&self.studio);
        self.panes.voices.sync(&self.studio);
        self.panes.queue.sync(&self.studio);
        if let Some(top) = self.overlays.last_mut() {
            top.prepare_frame(&mut self.studio, self.theme);
        }
        self.request_picture();
    }

    fn resize(&mut self, screen: Rect) {
        self.screen = screen;
        self.close_dialogs_if_small();
        if self.can_show_prices() {
            self.studio.dismiss_topic(&MessageTopic::WindowTooSmall);
        }
        self.overlays.iter_mut().for_each(|overlay| overlay.resize(screen));
    }

    /// Autosaves unsaved work, before the program is forced to end.
    pub fn autosave_before_exit(&mut self, now: Timestamp) -> Vec<Effect> {
        self.studio.set_now(now);
        self.studio.autosave();
        self.studio.take_effects()
    }

    fn request_picture(&mut self) {
        let layout = self.base_layout(self.screen);
        if let Some(area) = layout.pane(PaneId::Photos) {
            self.panes.photos.request_picture(&mut self.studio, self.theme, area);
        } else if layout.overview.width > 0 {
            let scene = self.panes.script.selected_scene();
            request_overview_picture(&mut self.studio, scene, self.theme, layout.overview);
        }
    }

    pub(super) fn scope(&self) -> Scope {
        self.overlays.last().map_or_else(|| self.panes.get(self.focus).scope(), |overlay| overlay.scope())
    }

    pub(super) fn dispatch_input(&mut self, input: PaneInput) {
        let navigation = match self.overlays.last_mut() {
            Some(overlay) => overlay.update(&mut self.studio, input),
            None => self.panes.get_mut(self.focus).update(&mut self.studio, input),
        };
        if let Some(navigation) = navigation {
            self.navigate(navigation);
        }
    }

    fn navigate(&mut self, to: Navigate) {
        match to {
            Navigate::NextPane => self.focus_neighbor(Direction::Next),
            Navigate::PreviousPane => self.focus_neighbor(Direction::Previous),
            Navigate::ToScript => self.focus = PaneId::Script,
            Navigate::Close => drop(self.overlays.pop()),
            Navigate::Input(kind) => self.open_input_dialog(kind),
            Navigate::Details(render) => self.open_overlay(DetailsOverlay::new(render, self.screen)),
            Navigate::Confirm(_) if !self.can_show_prices() => self.report_small_window(),
            Navigate::Confirm(dialog) => self.open_dialog(*dialog),
            Navigate::Hear(scenes) => self.hear(&scenes.collect::<Vec<_>>()),
            Navigate::VoiceSettings(scenes) => {
                self.open_overlay(VoiceFormOverlay::new(&self.studio, scenes.clone()));
            }
            Navigate::Workshop(photo) => {
                let photo = photo.as_ref().and_then(|id| self.studio.photo(id));
                self.open_overlay(WorkshopOverlay::new(&self.studio, photo));
            }
            Navigate::RunCommand(command) => {
                if self.scope() == Scope::Palette {
                    self.overlays.pop();
                }
                self.run_command(command);
            }
            Navigate::Perform(action) => {
                // The action of an overlay closes it.
                self.overlays.pop();
                self.run_action(*action);
            }
        }
    }

    pub(super) fn open_overlay(&mut self, overlay: impl Pane + 'static) {
        self.overlays.push(Box::new(overlay));
    }

    pub(super) fn open_input_dialog(&mut self, kind: InputKind) {
        self.open_overlay(InputDialog::new(kind, &self.studio));
    }

    pub(super) fn focus_pane(&mut self, pane: PaneId) {
        self.focus = pane;
        if pane == PaneId::Script {
            self.panes.script.focus_scenes();
        }
    }

    /// Focuses a pane, unless text is typed: the letters that follow would be commands there.
    pub(super) fn focus_pane_unless_typing(&mut self, pane: PaneId) {
        if !self.scope().takes_text() {
            self.focus = pane;
        }
    }

    fn focus_neighbor(&mut self, direction: Direction) {
        self.focus_pane(self.focus.neighbor(direction));
    }

    pub(super) fn run_command(&mut self, command: Command) {
        match command {
            Command::Photos => self.focus_pane(PaneId::Photos),
            Command::Voices => self.focus_pane(PaneId::Voices),
            Command::Script => self.focus_pane(PaneId::Script),
            Command::Queue => self.focus_pane(PaneId::Queue),
            Command::NextPane => self.focus_neighbor(Direction::Next),
            Command::PreviousPane => self.focus_neighbor(Direction::Previous),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Help => self.open_overlay(HelpOverlay::from_scope(self.scope(), self.screen)),
            Command::Palette => self.open_palette(),
            Command::VideoSettings => self.open_overlay(VideoSettingsOverlay::new(&self.studio)),
            Command::TableRead => self.open_table_read(self.panes.script.selected_scene()),
            Command::MotionBank => self.open_motion_bank(),
            Command::EditInEditor => self.studio.open_in_editor(EditorTarget::WholeScript),
            Command::EditSceneInEditor => {
                self.studio.open_in_editor(EditorTarget::Scene(self.panes.script.selected_scene()));
            }
            Command::RecentMessages => self.show_recent_messages(),
            Command::Spend => {
                self.open_overlay(SpendOverlay::new(self.screen));
                self.studio.load_history();
            }
            Command::Account => self.open_welcome(),
            Command::Render => self.open_render_dialog(),
            Command::Save => self.save(SaveMode::KeepChangesOnDisk),
            Command::SaveAs => self.open_input_dialog(InputKind::SaveAs),
            Command::Import => self.open_input_dialog(InputKind::Import),
            Command::Export => self.open_input_dialog(InputKind::Export),
            Command::TakeFromDisk => self.take_from_disk(),
            Command::Open => {
                self.open_overlay(ProjectsOverlay::default());
                let folder = self.studio.environment.working_directory.clone();
                self.studio.request(ProjectRequest::List(folder));
            }
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::ToggleMouse => self.toggle_mouse(),
            Command::Redraw => self.studio.emit(Effect::Redraw),
            Command::Suspend => self.studio.emit(Effect::Suspend),
            Command::Quit => self.quit_or_confirm(),
            Command::ShowQuitKey => self.studio.report(Severity::Info, "Press Ctrl-q to quit"),
            other => self.dispatch_input(PaneInput::Command(other)),
        }
    }

    fn open_motion_bank(&mut self) {
        let scenes = self.panes.script.selected_scenes();
        if self.studio.project_state.project.scenes.is_empty() {
            return self.studio.report(Severity::Info, "Add a scene first: the project has none");
        }
        self.open_overlay(MotionBankOverlay::new(&self.studio, scenes));
        self.studio.load_own_motions();
    }

    fn open_palette(&mut self) {
        let pane = self.panes.get(self.focus);
        let why_not = |command| pane.unavailable_reason(&self.studio, command);
        self.open_overlay(CommandPalette::new(pane.scope(), why_not));
    }

    /// Whether the window is large enough for a price; nothing is confirmed in a smaller one.
    pub(super) fn can_show_prices(&self) -> bool {
        self.screen.width >= MIN_PRICE_COLUMNS && self.screen.height >= MIN_PRICE_ROWS
    }

    pub(super) fn report_small_window(&mut self) {
        let text = "Enlarge the window: the price must be visible";
        self.studio.report_about(MessageTopic::WindowTooSmall, Severity::Warning, text);
    }

    fn close_dialogs_if_small(&mut self) {
        if !self.can_show_prices() {
            self.overlays.retain(|overlay| overlay.scope() != Scope::Dialog);
        }
    }

    pub(super) fn open_render_dialog(&mut self) {
        if !self.can_show_prices() {
            return self.report_small_window();
        }
        if !self.studio.inspect_before_price() {
            self.open_inspected_render_dialog();
        }
    }

    /// Shows the price once the recordings of the project were inspected.
    pub(super) fn open_inspected_render_dialog(&mut self) {
        let spec = match self.studio.open_spec() {
            Ok(spec) => spec,
            Err(issues) => return self.open_dialog(ConfirmDialog::show_issues(&issues)),
        };
        if let Some((scene, kind, reason)) = self.studio.unresolved_name() {
            return self.go_to_choice(scene, kind, &reason);
        }
        let spec = self.studio.resolve_names(spec);
        // One that could not be read may be there by now.
        self.studio.inspect_pictures_again();
        if let Some(reason) = self.studio.unknown_look(&spec) {
            let message = StatusMessage::new(Severity::Error, format!("Not sent: {reason}"));
            let message = message.with_topic(MessageTopic::UnknownPhoto);
            return self.studio.show_message(message.with_key_hint("1", "chooses another"));
        }
        self.studio.dismiss_topic(&MessageTopic::UnknownPhoto);
        let render = self.studio.prepare_render(spec);
        if let Some(violation) = self.studio.cap_violation(&render) {
            let text = format!("{violation}. The cap is in the settings (config.toml).");
            return self.studio.report(Severity::Error, text);
        }
        self.open_dialog(ConfirmDialog::confirm_render(&self.studio, render));
    }

    /// Goes to where the photo or the voice of a scene is chosen, and says why the video cannot be sent.
    fn go_to_choice(&mut self, scene: usize, kind: NamedKind, reason: &str) {
        // Whoever speaks the scene with the caret is cast.
        let current = self.studio.current_scene;
        if self.studio.scene_reference(kind, scene) != self.studio.scene_reference(kind, current) {
            self.panes.script.select_scene(&self.studio, scene);
            self.studio.current_scene = scene;
        }
        let (pane, key) = match kind {
            NamedKind::Photo => (PaneId::Photos, "1"),
            NamedKind::Voice => (PaneId::Voices, "2"),
        };
        self.focus_pane_unless_typing(pane);
        let message = StatusMessage::new(Severity::Error, format!("Not sent: {reason}"));
        self.studio.show_message(message.with_key_hint(key, "chooses another"));
    }

    pub(super) fn focus_issue(&mut self, location: IssueLocation) {
        match location {
            IssueLocation::Photos => self.focus = PaneId::Photos,
            IssueLocation::Voices => self.focus = PaneId::Voices,
            IssueLocation::Speaker(scene, kind) => {
                // Whoever speaks the scene with the caret is cast.
                self.panes.script.select_scene(&self.studio, scene);
                self.studio.current_scene = scene;
                self.focus_pane(if kind == NamedKind::Photo { PaneId::Photos } else { PaneId::Voices });
            }
            IssueLocation::Scene(scene, field) => {
                self.focus_pane(PaneId::Script);
                if !self.studio.project_state.project.scenes.is_empty() {
                    self.panes.script.edit_scene(scene, field);
                }
            }
            IssueLocation::VideoSettings => self.open_overlay(VideoSettingsOverlay::new(&self.studio)),
        }
    }

    /// Saves the project; asks for a file name if it has none.
    pub(super) fn save(&mut self, mode: SaveMode) {
        match self.studio.project_state.path.clone() {
            Some(path) => self.studio.save(path, mode),
            None => self.open_input_dialog(InputKind::SaveAs),
        }
    }

    fn quit_or_confirm(&mut self) {
        let studio = &self.studio;
        let is_unsaved = studio.project_state.is_unsaved();
        let (in_flight, loses_looks) = (studio.queue.in_flight_count(), studio.would_lose_looks());
        let is_idle = in_flight == 0 && !loses_looks;
        if !is_unsaved && (is_idle || studio.account.active == ActiveAccount::SignedOut) {
            return self.studio.emit(Effect::Quit);
        }
        self.open_overlay(ConfirmDialog::confirm_quit(is_unsaved, in_flight, loses_looks));
    }

    pub(super) fn open_welcome(&mut self) {
        self.open_overlay(WelcomeOverlay::default());
    }
}
