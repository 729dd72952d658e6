//! What happens to the program when something happens in the world.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::dialogs::Admission;
use super::{App, Message, PaneId};
use crate::command::{Code, Command, Key, Scope, find};
use crate::domain::{NamedThing, Place};
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
use crate::studio::{About, Account, Effect, Ends, News, Reply, Request, Saved, Timer, Tone};

impl App {
    /// Takes one thing that happened, and says what is to be done about it.
    pub fn update(&mut self, now: Timestamp, message: Message) -> Vec<Effect> {
        self.studio.at(now);
        let came = matches!(message, Message::Key(_) | Message::Typed(_) | Message::Paste(_));
        let waits = came.then(|| self.input_came(now)).flatten();
        let mut effects = match message {
            Message::Burst => {
                self.shut_gates();
                Vec::new()
            }
            Message::Key(key) => self.key(key),
            Message::Typed(text) => self.typed(&text),
            Message::Paste(text) => self.paste(text),
            Message::Resize(columns, rows) => {
                self.size = Rect::new(0, 0, columns, rows);
                self.close_unpriced();
                if self.shows_prices() {
                    self.studio.end_news(&About::Window);
                }
                self.overlays.iter_mut().for_each(|overlay| overlay.resize(self.size));
                Vec::new()
            }
            Message::Reply(id, reply) => self.reply(id, reply),
            Message::Timer(Timer::Dialog(timer)) => {
                self.dialog_timer(timer);
                Vec::new()
            }
            Message::Timer(timer) => self.studio.timer(now, timer),
        };
        effects.extend(waits);
        effects.extend(self.studio.news_timer());
        self.open_waiting();
        self.panes.photos.sync(&self.studio);
        self.panes.voices.sync(&self.studio);
        self.panes.scenes.sync(&self.studio);
        self.panes.queue.sync(&self.studio);
        effects.extend(self.fetch_picture());
        effects
    }

    /// What is to be done before the program ends against its will: unsaved work is kept.
    pub fn leave(&mut self, now: Timestamp) -> Vec<Effect> {
        self.studio.at(now);
        self.studio.keep_now()
    }

    fn fetch_picture(&mut self) -> Vec<Effect> {
        let Some(area) = self.usual_layout(self.size).pane(PaneId::Photos) else { return Vec::new() };
        let focused = self.focus == PaneId::Photos;
        self.panes.photos.request_picture(&mut self.studio, focused, self.theme, area)
    }

    pub(super) fn scope(&self) -> Scope {
        self.overlays.last().map_or_else(|| self.panes.get(self.focus).scope(), |overlay| overlay.scope())
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.studio.key_pressed();
        self.dialogs.is_enter = key.code == Code::Enter;
        let mut effects = match self.admits(find(self.scope(), key), key.typed().is_some()) {
            Admission::Dropped => return Vec::new(),
            Admission::Goes => Vec::new(),
            Admission::Below(effect) => vec![effect],
        };
        effects.extend(match find(self.scope(), key) {
            // In an overlay, q closes it; the others leave the program.
            Some(Command::Quit) if !self.overlays.is_empty() && key.typed().is_some() => {
                self.input(PaneInput::Key(key))
            }
            Some(command) => self.command(command),
            None => self.input(PaneInput::Key(key)),
        });
        effects
    }

    fn paste(&mut self, text: String) -> Vec<Effect> {
        let mut effects = match self.admits(None, true) {
            Admission::Dropped => return Vec::new(),
            Admission::Goes => Vec::new(),
            Admission::Below(effect) => vec![effect],
        };
        effects.extend(self.input(PaneInput::Text(text)));
        effects
    }

    /// Characters typed in one go: one edit where they are text, one key after the other where they are not.
    fn typed(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (at, c) in text.char_indices() {
            if self.scope().takes_text() {
                effects.extend(self.input(PaneInput::Text(text[at..].to_owned())));
                break;
            }
            effects.extend(self.key(Key::char(c)));
        }
        effects
    }

    fn input(&mut self, input: PaneInput) -> Vec<Effect> {
        let turn = match self.overlays.last_mut() {
            Some(overlay) => overlay.update(&mut self.studio, input),
            None => self.panes.get_mut(self.focus).update(&mut self.studio, input),
        };
        self.follow(turn)
    }

    fn follow(&mut self, turn: PaneOutcome) -> Vec<Effect> {
        let mut effects = turn.effects;
        match turn.navigation {
            None => {}
            Some(Navigate::NextPane) => self.go_to_neighbour(true),
            Some(Navigate::PreviousPane) => self.go_to_neighbour(false),
            Some(Navigate::Close) => drop(self.overlays.pop()),
            Some(Navigate::Input(ask)) => self.ask(ask),
            Some(Navigate::Details(render)) => {
                self.overlays.push(Box::new(DetailsOverlay::new(render, self.size)))
            }
            Some(Navigate::Confirm(_)) if !self.shows_prices() => self.too_small(),
            Some(Navigate::Confirm(question)) => self.open_dialog(*question),
            Some(Navigate::Workshop(photo)) => {
                let photo = photo.as_ref().and_then(|id| self.studio.photo(id));
                self.overlays.push(Box::new(WorkshopOverlay::new(&self.studio, photo)));
            }
            Some(Navigate::RunCommand(command)) => {
                if self.scope() == Scope::Palette {
                    self.overlays.pop();
                }
                effects.extend(self.command(command));
            }
            Some(Navigate::Perform(deed)) => {
                // A pane's own deed leaves no overlay.
                self.overlays.pop();
                effects.extend(self.deed(*deed));
            }
        }
        effects
    }

    pub(super) fn ask(&mut self, ask: InputKind) {
        self.overlays.push(Box::new(InputDialog::new(ask, &self.studio)));
    }

    fn go_to(&mut self, pane: PaneId) {
        self.focus = pane;
        if pane == PaneId::Scenes {
            self.panes.scenes.focus_from(false);
        }
    }

    /// Goes to a pane, unless text is typed: the letters that follow would be commands there.
    pub(super) fn go_unless_typing(&mut self, pane: PaneId) {
        if !self.scope().takes_text() {
            self.focus = pane;
        }
    }

    fn go_to_neighbour(&mut self, forwards: bool) {
        self.focus = self.focus.neighbour(forwards);
        if self.focus == PaneId::Scenes {
            self.panes.scenes.focus_from(!forwards);
        }
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Photos => self.go_to(PaneId::Photos),
            Command::Voices => self.go_to(PaneId::Voices),
            Command::Scenes => self.go_to(PaneId::Scenes),
            Command::Queue => self.go_to(PaneId::Queue),
            Command::NextPane => self.go_to_neighbour(true),
            Command::PreviousPane => self.go_to_neighbour(false),
            Command::Zoom => self.zoomed = !self.zoomed,
            Command::Help => {
                let help = HelpOverlay::from_scope(self.scope(), self.size.height);
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
                self.overlays.push(Box::new(SpendOverlay::new(self.size.height)));
                return self.studio.read_past();
            }
            Command::Account => self.welcome(),
            Command::Render => self.render(),
            Command::Save => return self.save(false),
            Command::SaveAs => self.ask(InputKind::SaveAs),
            Command::Open => {
                self.overlays.push(Box::new(ProjectsOverlay::default()));
                let folder = self.studio.folder.clone();
                return vec![self.studio.request(Request::Projects(folder))];
            }
            Command::Undo => return self.back_or_forth(true),
            Command::Redo => return self.back_or_forth(false),
            Command::Redraw => return vec![Effect::Redraw],
            Command::Suspend => return vec![Effect::Suspend],
            Command::Quit => return self.quit(),
            Command::HowToQuit => self.studio.tell(Tone::Info, "Press Ctrl-q to quit"),
            other => return self.input(PaneInput::Command(other)),
        }
        Vec::new()
    }

    /// A price that cannot be read is no price: nothing is sold in a window that is too small for it.
    pub(super) fn shows_prices(&self) -> bool {
        self.size.width >= 40 && self.size.height >= 9
    }

    pub(super) fn too_small(&mut self) {
        let small = News::new(Tone::Warn, "Enlarge the window: the price must be visible");
        self.studio.announce(small.about(About::Window));
    }

    fn close_unpriced(&mut self) {
        if !self.shows_prices() {
            self.overlays.retain(|overlay| overlay.scope() != Scope::Dialog);
        }
    }

    fn render(&mut self) {
        if !self.shows_prices() {
            return self.too_small();
        }
        let question = match self.studio.work.project.spec() {
            Ok(spec) => {
                if let Some((thing, unclear)) = self.studio.unclear() {
                    let (pane, key) = match thing {
                        NamedThing::Photo => (PaneId::Photos, "1"),
                        NamedThing::Voice => (PaneId::Voices, "2"),
                    };
                    self.go_unless_typing(pane);
                    let unclear = News::new(Tone::Bad, format!("Not sent: {unclear}"));
                    self.studio.announce(unclear.hint(key, "chooses another"));
                    return;
                }
                let order = self.studio.order(self.studio.with_ids(spec));
                if let Some(why) = self.studio.over_cap(&order) {
                    self.studio.tell(Tone::Bad, format!("{why}. The cap is in the settings (config.toml)."));
                    return;
                }
                ConfirmDialog::confirm_render(&self.studio, order)
            }
            Err(gaps) => ConfirmDialog::show_issues(&gaps),
        };
        self.open_dialog(question);
    }

    pub(super) fn go_to_place(&mut self, place: Place) {
        match place {
            Place::Photos => self.focus = PaneId::Photos,
            Place::Voices => self.focus = PaneId::Voices,
            Place::Scene(scene, field) => {
                self.focus = PaneId::Scenes;
                let none = self.studio.work.project.scenes.is_empty();
                if none {
                    self.panes.scenes.focus_from(false);
                } else {
                    self.panes.scenes.go_to(scene, field);
                }
            }
            Place::VideoSettings => self.overlays.push(Box::new(VideoSettingsOverlay::new(&self.studio))),
        }
    }

    pub(super) fn save(&mut self, force: bool) -> Vec<Effect> {
        if let Some(path) = self.studio.work.path.clone() {
            return self.studio.save(path, force);
        }
        self.ask(InputKind::SaveAs);
        Vec::new()
    }

    fn quit(&mut self) -> Vec<Effect> {
        if self.studio.account == Account::Nobody && !self.studio.work.is_unsaved() {
            return vec![Effect::Quit];
        }
        let (unsaved, in_flight) = (self.studio.work.is_unsaved(), self.studio.queue.in_flight());
        let wanted = self.studio.is_ordering();
        if !unsaved && in_flight == 0 && !wanted {
            return vec![Effect::Quit];
        }
        self.overlays.push(Box::new(ConfirmDialog::confirm_quit(unsaved, in_flight, wanted)));
        Vec::new()
    }

    fn reply(&mut self, id: crate::studio::RequestId, reply: Reply) -> Vec<Effect> {
        let saved = matches!(reply, Reply::Saved(..));
        let measured = matches!(reply, Reply::Measured(..));
        let clash = matches!(reply, Reply::Saved(_, Ok(Saved::ChangedElsewhere)));
        // A project that was opened from the welcome, or an account: either way there is something to show now.
        let arrived = match &reply {
            Reply::Connected(result) => result.is_ok(),
            Reply::Opened(result) => result.as_ref().is_ok_and(|opened| opened.path.is_some()),
            _ => false,
        };
        let opened = match &reply {
            Reply::Opened(Ok(opened)) => opened.path.clone(),
            _ => None,
        };
        let reading = self.studio.reading_pictures.is_some();
        let (now, terms) = (self.studio.now(), (self.studio.dialect, self.studio.rate));
        let mut effects = self.studio.reply(now, id, reply);
        if (self.studio.dialect, self.studio.rate) != terms {
            self.terms_changed();
        }
        if measured {
            self.shut_gates();
        }
        effects.extend(self.studio.look_again());
        if let Some(path) = opened.filter(|_| self.focus == PaneId::Queue && !self.scope().takes_text()) {
            self.go_to(PaneId::Scenes);
            if self.studio.news.as_ref().is_none_or(|news| news.tone == Tone::Info) {
                let opened = News::new(Tone::Good, format!("Opened {}", path.display()));
                self.studio.announce(opened.ends(Ends::Time));
            }
        }
        if reading && self.studio.reading_pictures.is_none() && self.studio.unread.is_none() {
            self.overlays.retain(|overlay| overlay.scope() != Scope::Workshop);
        }
        if clash {
            effects.extend(self.open_unasked(ConfirmDialog::resolve_file_conflict()));
        }
        if saved && std::mem::take(&mut self.leaving) && !self.studio.work.is_unsaved() {
            effects.push(Effect::Quit);
        }
        if arrived {
            self.overlays.retain(|overlay| overlay.scope() != Scope::Welcome);
        }
        if let Some(photo) = self.studio.untrained.take() {
            effects.extend(self.open_unasked(ConfirmDialog::confirm_training(&self.studio, &photo)));
        }
        if let Some(unknown) = self.studio.unknown_picture.take() {
            effects.extend(self.open_unasked(ConfirmDialog::choose_picture_source(&unknown)));
        }
        if let Some(order) = self.studio.unseen.take() {
            effects.extend(self.open_unasked(ConfirmDialog::confirm_new_price(&self.studio, order)));
        }
        if let Some(misfit) = self.studio.misfit.take() {
            effects.extend(self.open_unasked(ConfirmDialog::choose_dialect(&self.studio, &misfit)));
        }
        if let Some(text) = self.studio.preview.take() {
            self.overlays.push(Box::new(HelpOverlay::from_text(
                "The request, without the API key",
                &text,
                self.size,
            )));
        }
        effects
    }

    pub(super) fn welcome(&mut self) {
        self.overlays.push(Box::new(WelcomeOverlay::default()));
    }
}
