//! The update of the program by a message.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::dialogs::InputRoute;
use super::{App, Message, PaneId};
use crate::command::{Command, Key, KeyCode, Scope, find_command};
use crate::domain::{IssueLocation, NamedKind};
use crate::panes::command_palette::CommandPalette;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::details::DetailsOverlay;
use crate::panes::help::HelpOverlay;
use crate::panes::input_dialog::{InputDialog, InputKind};
use crate::panes::projects::ProjectsOverlay;
use crate::panes::spend::SpendOverlay;
use crate::panes::video_settings::VideoSettingsOverlay;
use crate::panes::welcome::WelcomeOverlay;
use crate::panes::workshop::WorkshopOverlay;
use crate::panes::{Navigate, PaneInput, PaneOutcome};
use crate::studio::{
    ActiveAccount, Effect, MessageTopic, ProjectRequest, Request, Severity, StatusMessage, Timer,
};

impl App {
    /// Handles a message, and returns what is to be done.
    pub fn update(&mut self, now: Timestamp, message: Message) -> Vec<Effect> {
        self.studio.set_now(now);
        let came = matches!(message, Message::Key(_) | Message::Typed(_) | Message::Paste(_));
        let waits = came.then(|| self.record_input(now)).flatten();
        let mut effects = match message {
            Message::InputBurst => {
                self.block_input_guards();
                Vec::new()
            }
            Message::Key(key) => self.handle_key(key),
            Message::Typed(text) => self.handle_typed(&text),
            Message::Paste(text) => self.handle_paste(text),
            Message::Resize(columns, rows) => {
                self.resize(Rect::new(0, 0, columns, rows));
                Vec::new()
            }
            Message::Reply(id, reply) => self.handle_reply(id, reply),
            Message::Timer(Timer::Dialog(timer)) => {
                self.handle_dialog_timer(timer);
                Vec::new()
            }
            Message::Timer(timer) => self.studio.handle_timer(now, timer),
        };
        effects = self.open_overlays(effects);
        effects.extend(waits);
        effects.extend(self.studio.start_message_timer());
        self.open_next_dialog();
        self.panes.photos.sync(&self.studio);
        self.panes.voices.sync(&self.studio);
        self.panes.scenes.sync(&self.studio);
        self.panes.queue.sync(&self.studio);
        effects.extend(self.request_picture());
        effects
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
        self.studio.autosave_now()
    }

    fn request_picture(&mut self) -> Vec<Effect> {
        let Some(area) = self.base_layout(self.screen).pane(PaneId::Photos) else { return Vec::new() };
        let focused = self.focus == PaneId::Photos;
        self.panes.photos.request_picture(&mut self.studio, focused, self.theme, area)
    }

    pub(super) fn scope(&self) -> Scope {
        self.overlays.last().map_or_else(|| self.panes.get(self.focus).scope(), |overlay| overlay.scope())
    }

    fn handle_key(&mut self, key: Key) -> Vec<Effect> {
        self.studio.dismiss_read_messages();
        self.dialogs.is_enter = key.code == KeyCode::Enter;
        let mut effects = match self.route_input(find_command(self.scope(), key), key.typed_char().is_some())
        {
            InputRoute::Drop => return Vec::new(),
            InputRoute::Forward => Vec::new(),
            InputRoute::ForwardBelow(effect) => vec![effect],
        };
        effects.extend(match find_command(self.scope(), key) {
            // `q` closes an overlay; the other keys of this command quit.
            Some(Command::Quit) if !self.overlays.is_empty() && key.typed_char().is_some() => {
                self.dispatch_input(PaneInput::Key(key))
            }
            Some(command) => self.run_command(command),
            None => self.dispatch_input(PaneInput::Key(key)),
        });
        effects
    }

    fn handle_paste(&mut self, text: String) -> Vec<Effect> {
        let mut effects = match self.route_input(None, true) {
            InputRoute::Drop => return Vec::new(),
            InputRoute::Forward => Vec::new(),
            InputRoute::ForwardBelow(effect) => vec![effect],
        };
        effects.extend(self.dispatch_input(PaneInput::Text(text)));
        effects
    }

    /// Handles typed characters: as one edit in a text field, as single keys elsewhere.
    fn handle_typed(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (at, c) in text.char_indices() {
            if self.scope().takes_text() {
                effects.extend(self.dispatch_input(PaneInput::Text(text[at..].to_owned())));
                break;
            }
            effects.extend(self.handle_key(Key::char(c)));
        }
        effects
    }

    fn dispatch_input(&mut self, input: PaneInput) -> Vec<Effect> {
        let outcome = match self.overlays.last_mut() {
            Some(overlay) => overlay.update(&mut self.studio, input),
            None => self.panes.get_mut(self.focus).update(&mut self.studio, input),
        };
        self.apply_outcome(outcome)
    }

    fn apply_outcome(&mut self, outcome: PaneOutcome) -> Vec<Effect> {
        let mut effects = outcome.effects;
        match outcome.navigation {
            None => {}
            Some(Navigate::NextPane) => self.focus_neighbor(true),
            Some(Navigate::PreviousPane) => self.focus_neighbor(false),
            Some(Navigate::Close) => drop(self.overlays.pop()),
            Some(Navigate::Input(kind)) => self.open_input_dialog(kind),
            Some(Navigate::Details(render)) => {
                self.overlays.push(Box::new(DetailsOverlay::new(render, self.screen)))
            }
            Some(Navigate::Confirm(_)) if !self.can_show_prices() => self.report_small_window(),
            Some(Navigate::Confirm(dialog)) => self.open_dialog(*dialog),
            Some(Navigate::Workshop(photo)) => {
                let photo = photo.as_ref().and_then(|id| self.studio.photo(id));
                self.overlays.push(Box::new(WorkshopOverlay::new(&self.studio, photo)));
            }
            Some(Navigate::RunCommand(command)) => {
                if self.scope() == Scope::Palette {
                    self.overlays.pop();
                }
                effects.extend(self.run_command(command));
            }
            Some(Navigate::Perform(action)) => {
                // The action of an overlay closes it.
                self.overlays.pop();
                effects.extend(self.run_action(*action));
            }
        }
        effects
    }

    pub(super) fn open_input_dialog(&mut self, kind: InputKind) {
        self.overlays.push(Box::new(InputDialog::new(kind, &self.studio)));
    }

    pub(super) fn focus_pane(&mut self, pane: PaneId) {
        self.focus = pane;
        if pane == PaneId::Scenes {
            self.panes.scenes.focus_from(false);
        }
    }

    /// Focuses a pane, unless text is typed: the letters that follow would be commands there.
    pub(super) fn focus_pane_unless_typing(&mut self, pane: PaneId) {
        if !self.scope().takes_text() {
            self.focus = pane;
        }
    }

    fn focus_neighbor(&mut self, forwards: bool) {
        self.focus = self.focus.neighbor(forwards);
        if self.focus == PaneId::Scenes {
            self.panes.scenes.focus_from(!forwards);
        }
    }

    fn run_command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Photos => self.focus_pane(PaneId::Photos),
            Command::Voices => self.focus_pane(PaneId::Voices),
            Command::Scenes => self.focus_pane(PaneId::Scenes),
            Command::Queue => self.focus_pane(PaneId::Queue),
            Command::NextPane => self.focus_neighbor(true),
            Command::PreviousPane => self.focus_neighbor(false),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Help => {
                let help = HelpOverlay::from_scope(self.scope(), self.screen);
                self.overlays.push(Box::new(help));
            }
            Command::Palette => {
                let pane = self.panes.get(self.focus);
                let palette = CommandPalette::new(pane.scope(), |command| {
                    pane.unavailable_reason(&self.studio, command)
                });
                self.overlays.push(Box::new(palette));
            }
            Command::VideoSettings => self.overlays.push(Box::new(VideoSettingsOverlay::new(&self.studio))),
            Command::Spend => {
                self.overlays.push(Box::new(SpendOverlay::new(self.screen)));
                return self.studio.load_history();
            }
            Command::Account => self.open_welcome(),
            Command::Render => self.open_render_dialog(),
            Command::Save => return self.save(false),
            Command::SaveAs => self.open_input_dialog(InputKind::SaveAs),
            Command::Open => {
                self.overlays.push(Box::new(ProjectsOverlay::default()));
                let folder = self.studio.environment.working_directory.clone();
                return vec![self.studio.request(Request::Project(ProjectRequest::List(folder)))];
            }
            Command::Undo => return self.undo_or_redo(true),
            Command::Redo => return self.undo_or_redo(false),
            Command::Redraw => return vec![Effect::Redraw],
            Command::Suspend => return vec![Effect::Suspend],
            Command::Quit => return self.quit_or_confirm(),
            Command::ShowQuitKey => self.studio.report(Severity::Info, "Press Ctrl-q to quit"),
            other => return self.dispatch_input(PaneInput::Command(other)),
        }
        Vec::new()
    }

    /// Whether the window is large enough for a price; nothing is confirmed in a smaller one.
    pub(super) fn can_show_prices(&self) -> bool {
        self.screen.width >= 40 && self.screen.height >= 9
    }

    pub(super) fn report_small_window(&mut self) {
        let small = StatusMessage::new(Severity::Warning, "Enlarge the window: the price must be visible");
        self.studio.show_message(small.with_topic(MessageTopic::WindowTooSmall));
    }

    fn close_dialogs_if_small(&mut self) {
        if !self.can_show_prices() {
            self.overlays.retain(|overlay| overlay.scope() != Scope::Dialog);
        }
    }

    fn open_render_dialog(&mut self) {
        if !self.can_show_prices() {
            return self.report_small_window();
        }
        let dialog = match self.studio.project_state.project.spec() {
            Ok(spec) => {
                if let Some((thing, unclear)) = self.studio.unresolved_name() {
                    let (pane, key) = match thing {
                        NamedKind::Photo => (PaneId::Photos, "1"),
                        NamedKind::Voice => (PaneId::Voices, "2"),
                    };
                    self.focus_pane_unless_typing(pane);
                    let unclear = StatusMessage::new(Severity::Error, format!("Not sent: {unclear}"));
                    self.studio.show_message(unclear.with_key_hint(key, "chooses another"));
                    return;
                }
                let render = self.studio.prepare_render(self.studio.resolve_names(spec));
                if let Some(why) = self.studio.cap_violation(&render) {
                    self.studio
                        .report(Severity::Error, format!("{why}. The cap is in the settings (config.toml)."));
                    return;
                }
                ConfirmDialog::confirm_render(&self.studio, render)
            }
            Err(gaps) => ConfirmDialog::show_issues(&gaps),
        };
        self.open_dialog(dialog);
    }

    pub(super) fn focus_issue(&mut self, place: IssueLocation) {
        match place {
            IssueLocation::Photos => self.focus = PaneId::Photos,
            IssueLocation::Voices => self.focus = PaneId::Voices,
            IssueLocation::Scene(scene, field) => {
                self.focus = PaneId::Scenes;
                let none = self.studio.project_state.project.scenes.is_empty();
                if none {
                    self.panes.scenes.focus_from(false);
                } else {
                    self.panes.scenes.go_to(scene, field);
                }
            }
            IssueLocation::VideoSettings => {
                self.overlays.push(Box::new(VideoSettingsOverlay::new(&self.studio)))
            }
        }
    }

    pub(super) fn save(&mut self, force: bool) -> Vec<Effect> {
        if let Some(path) = self.studio.project_state.path.clone() {
            return self.studio.save(path, force);
        }
        self.open_input_dialog(InputKind::SaveAs);
        Vec::new()
    }

    fn quit_or_confirm(&mut self) -> Vec<Effect> {
        if self.studio.account.active == ActiveAccount::SignedOut && !self.studio.project_state.is_unsaved() {
            return vec![Effect::Quit];
        }
        let (unsaved, in_flight) =
            (self.studio.project_state.is_unsaved(), self.studio.queue.in_flight_count());
        let wanted = self.studio.would_lose_looks();
        if !unsaved && in_flight == 0 && !wanted {
            return vec![Effect::Quit];
        }
        self.overlays.push(Box::new(ConfirmDialog::confirm_quit(unsaved, in_flight, wanted)));
        Vec::new()
    }

    pub(super) fn open_welcome(&mut self) {
        self.overlays.push(Box::new(WelcomeOverlay::default()));
    }
}
