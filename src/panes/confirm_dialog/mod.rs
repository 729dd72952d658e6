//! A question before something happens, with its answers.

mod input_guard;
mod unsolicited;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Action, DrawContext, Pane, PaneInput, PaneOutcome};
use crate::command::{Command, Key, Scope};
use crate::domain::{
    ApiVersion, Coverage, Money, NewLooks, Project, Render, Stage, ValidationIssue, VideoSpec, format_count,
    look_cost_notes, measure_script,
};
use crate::studio::{ActiveAccount, NewRender, Remote, Studio};
use crate::widgets::{Frame, clear_centered, draw_buttons, draw_frame, draw_text, format_clock, wrap};

pub use input_guard::{InputGuard, UNSOLICITED_QUIET_PERIOD};

/// What a dialog says while it takes no keys yet.
const INPUT_BLOCKED_NOTE: &str = "wait a moment …";

#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmDialog {
    title: String,
    /// Lines; an empty one is a gap.
    body: Vec<String>,
    /// A word, the letter that gives it where one does, and what follows.
    answers: Vec<(&'static str, Option<char>, Action)>,
    selected: usize,
    /// The order whose price the dialog shows; none for other dialogs.
    new_render: Option<Box<NewRender>>,
    /// Keeps input out that was not meant for it; none where nothing is paid or written over.
    input_guard: Option<InputGuard>,
}

impl ConfirmDialog {
    /// The price, before a video is sent.
    pub fn confirm_render(studio: &Studio, order: NewRender) -> Self {
        let mut body = render_lines(studio, &order);
        let again = studio.previous_render(&order.spec);
        if let Some((_, stage)) = again {
            body.insert(0, format!("This project was rendered before ({}); it costs again.", stage.as_str()));
        }
        let order = NewRender { known_duplicate: again.map(|(id, _)| id), ..order };
        let shown = Box::new(order.clone());
        let mut answers = vec![
            ("Render", None, Action::Render(order.clone())),
            ("Cancel", None, Action::Dismiss),
            ("Show request", None, Action::ShowRequest(order)),
        ];
        if shown.shown_dialect.api_version() == ApiVersion::V3 {
            body.push("Measure lets the service synthesize the speech, which may cost.".to_owned());
            answers.push(("Measure", None, Action::MeasureSpeech(Box::new(shown.spec.clone()))));
        }
        Self {
            title: "Render".to_owned(),
            body,
            answers,
            new_render: Some(shown),
            input_guard: Some(InputGuard::user_opened()),
            // What was rendered already is not rendered again by one key too many.
            selected: usize::from(again.is_some()),
        }
    }

    /// The price, before a render of the queue is sent, or sent once more.
    pub fn confirm_send(render: &Render, deed: Action) -> Self {
        let repeats = matches!(deed, Action::ResendIdempotently(_));
        let mut body = vec![
            format!("about {} for {}", render.estimated_cost, format_clock(render.estimated_seconds)),
            String::new(),
        ];
        body.push(match render.stage {
            Stage::Unconfirmed if repeats => {
                format!(
                    "{} is sent again with the same idempotency key: the service does not make it twice.",
                    render.title
                )
            }
            Stage::Unconfirmed => {
                format!(
                    "{} may have been sent already: check on the service first. It may cost twice.",
                    render.title
                )
            }
            Stage::Queued => format!("{} is in the queue and was never sent.", render.title),
            Stage::Canceled => format!("{} was canceled and was never sent.", render.title),
            _ => format!("{} is sent again, unchanged, as a new render.", render.title),
        });
        let came_to_nothing = matches!(render.stage, Stage::Failed | Stage::Refused);
        if let Some(note) = render.note.as_ref().filter(|_| came_to_nothing) {
            body.push(format!("Last time: {note}"));
        }
        let answers = vec![("Send", None, deed), ("Cancel", None, Action::Dismiss)];
        // What may cost twice, or come to nothing once more, is not sent by one key too many.
        let chosen = usize::from(came_to_nothing || (render.stage == Stage::Unconfirmed && !repeats));
        let gate = Some(InputGuard::user_opened());
        Self {
            title: "Send".to_owned(),
            body,
            answers,
            selected: chosen,
            new_render: None,
            input_guard: gate,
        }
    }

    /// Before a render whose video may exist is taken off the list.
    pub fn confirm_removal(render: &Render) -> Self {
        let title = &render.title;
        let body =
            vec![format!("{title} is removed from the list. Its video stays, here and on the service.")];
        let answers = vec![
            ("Cancel", Some('n'), Action::Dismiss),
            ("Remove", Some('f'), Action::RemoveFromList(render.id)),
        ];
        Self { title: "Forget".to_owned(), body, answers, selected: 0, new_render: None, input_guard: None }
    }

    /// Before looks are drawn, which some plans count.
    pub fn confirm_looks(studio: &Studio, whose: &str, wish: NewLooks) -> Self {
        let (api, sandbox) =
            (studio.account.dialect.api_version(), studio.account.active == ActiveAccount::Sandbox);
        let pose = wish.prompt.pose.as_str().replace('_', " ");
        let mut body = vec![format!("New looks of {whose}: {}", wish.prompt.text), String::new()];
        body.push(match api {
            ApiVersion::V2 => {
                format!(
                    "{}, {}, {}; usually four.",
                    wish.prompt.orientation.as_str(),
                    pose,
                    wish.prompt.style.as_str()
                )
            }
            ApiVersion::V3 => "One look, in the shape that the service chooses.".to_owned(),
        });
        body.extend(look_cost_notes(api).map(str::to_owned));
        if sandbox {
            body.push(SANDBOX_COST_NOTE.to_owned());
        }
        let answers =
            vec![("Draw", None, Action::GenerateLooks(Box::new(wish))), ("Cancel", None, Action::Dismiss)];
        let gate = Some(InputGuard::user_opened());
        Self {
            title: "Draw looks".to_owned(),
            body,
            answers,
            selected: 0,
            new_render: None,
            input_guard: gate,
        }
    }

    /// What is missing, instead of a price.
    pub fn show_issues(gaps: &[ValidationIssue]) -> Self {
        let mut body = vec!["Before it can be rendered:".to_owned(), String::new()];
        body.extend(gaps.iter().take(12).map(|gap| format!("• {gap}")));
        if gaps.len() > 12 {
            body.push(format!("• and {} more", gaps.len() - 12));
        }
        Self {
            title: "Not ready".to_owned(),
            body,
            answers: vec![
                (
                    "Go to the first issue",
                    Some('g'),
                    gaps.first().map_or(Action::Dismiss, |gap| Action::GoToIssue(gap.location())),
                ),
                ("Cancel", None, Action::Dismiss),
            ],
            selected: 0,
            new_render: None,
            input_guard: None,
        }
    }

    /// Leaving with renders under way, with unsaved work, or while looks are `wanted` whose order has no answer yet.
    pub fn confirm_quit(unsaved: bool, in_flight: usize, wanted: bool) -> Self {
        let mut body = Vec::new();
        if in_flight > 0 {
            let many = format_count(in_flight, "render");
            let goes_on = "The service continues without cuecard; the queue shows the video when you return.";
            body.push(format!("{many} in progress. {goes_on}"));
        }
        if wanted {
            body.push(
                "Looks are being ordered, or wait for a training: quitting now may lose them.".to_owned(),
            );
        }
        if unsaved {
            body.push("The project has unsaved changes.".to_owned());
        }
        let mut answers = vec![("Stay", Some('n'), Action::Dismiss)];
        if unsaved {
            answers.insert(0, ("Save and quit", Some('s'), Action::SaveAndQuit));
            answers.push(("Quit without saving", Some('w'), Action::Quit));
        } else {
            answers.insert(0, ("Quit", Some('q'), Action::Quit));
        }
        Self { title: "Quit".to_owned(), body, answers, selected: 0, new_render: None, input_guard: None }
    }
}

/// Cost, content and losses of a render, in the dialect of its order.
fn render_lines(studio: &Studio, order: &NewRender) -> Vec<String> {
    let spec = &order.spec;
    let project = Project::from(spec);
    let captions = if spec.captions { " · captions" } else { "" };
    let photo = studio.photo(&spec.photo).map_or(spec.photo.as_str(), |photo| photo.name.as_str());
    let voice = studio.voice(&spec.voice).map_or(spec.voice.as_str(), |voice| voice.name.as_str());
    let estimate = studio.estimate_in_dialect(order.shown_dialect, &project);
    let range = estimate.seconds_range;
    let prices = studio.rate.for_submission(order.shown_dialect, spec.shape);
    let (low, high) = (prices.cost(range.0), prices.cost(range.1));
    // The price first: where there is little room, it is the last to go.
    let mut body = vec![format!(
        "about {} ({} to {})",
        order.estimated_cost,
        low.to_compact_string(),
        high.to_compact_string()
    )];
    body.extend(balance_lines(studio, order));
    body.extend(in_progress_cost_line(studio, order));
    body.push(format!(
        "about {} ({} to {})",
        format_clock(order.estimated_seconds),
        format_clock(range.0),
        format_clock(range.1)
    ));
    if let Some((seconds, cost, calibration)) = studio.calibrated_estimate(&estimate) {
        let behind = format_count(calibration.sample_count, "video");
        body.push(format!(
            "from {behind} with this voice: {}, {}",
            format_clock(seconds),
            cost.to_compact_string()
        ));
    }
    body.push(String::new());
    body.push(format!(
        "{} · {} · {}{captions}",
        spec.title,
        format_count(spec.scenes.len(), "scene"),
        spec.shape
    ));
    body.push(format!("{photo} · {voice}"));
    body.extend(voice_warnings(studio, spec).map(|warning| format!("! {warning}")));
    let lost = order.shown_dialect.warnings(&project, studio.settings.multi_scene_mode);
    body.extend(lost.into_iter().map(|warning| format!("! {warning}")));
    if studio.account.active == ActiveAccount::Sandbox {
        body.push(SANDBOX_COST_NOTE.to_owned());
    }
    body
}

const SANDBOX_COST_NOTE: &str = "The sandbox costs nothing.";

/// What the voice will not do with this video, as far as the service says.
fn voice_warnings(studio: &Studio, spec: &VideoSpec) -> impl Iterator<Item = String> {
    let voice = studio.voice(&spec.voice);
    let pauses = spec.scenes.iter().any(|scene| measure_script(&scene.script).pause_seconds > 0.0);
    let emotions = spec.scenes.iter().any(|scene| scene.emotion.is_some());
    let said = |name: &str| {
        let voice = voice?;
        Some(format!("{}: {name}", voice.name))
    };
    let no_pauses = voice.is_some_and(|voice| voice.supports_pauses == Some(false) && pauses);
    let no_emotions = voice.is_some_and(|voice| voice.supports_emotions == Some(false) && emotions);
    let first = no_pauses.then(|| said("has no pauses; breaks are ignored")).flatten();
    let second = no_emotions.then(|| said("has no emotions; they may be ignored")).flatten();
    first.into_iter().chain(second)
}

/// What else may still be taken from the balance: when the service does that is not known.
fn in_progress_cost_line(studio: &Studio, order: &NewRender) -> Option<String> {
    let flies = |row: &&Render| row.stage == Stage::Sending || row.stage.is_running();
    let costs = studio.queue.renders.iter().filter(flies).map(|row| row.estimated_cost);
    let same: Vec<f64> =
        costs.filter(|cost| cost.unit == order.estimated_cost.unit).map(|cost| cost.amount).collect();
    if same.is_empty() {
        return None;
    }
    let sum = Money::new(same.iter().sum(), order.estimated_cost.unit);
    let whose = if same.len() == 1 { "costs" } else { "cost" };
    Some(format!("{} in progress {whose} about {sum} more", format_count(same.len(), "render")))
}

fn balance_lines(studio: &Studio, order: &NewRender) -> Vec<String> {
    let Some(balance) = studio.account.balance.ready().copied().flatten() else {
        return vec!["The balance is unknown.".to_owned()];
    };
    match balance.coverage_of(order.estimated_cost) {
        Coverage::Remaining(left) => vec![format!("balance {balance} → about {left}")],
        Coverage::Overage(charged) => vec![
            format!("balance {balance}"),
            format!("The credits do not cover it: about {charged} is charged in dollars."),
        ],
        Coverage::Insufficient => vec![
            format!("balance {balance}: not enough"),
            "The render may fail for lack of credits.".to_owned(),
        ],
        Coverage::UnitMismatch => vec![
            format!("balance {balance}"),
            "The estimate and the balance have different units, so the rest is not shown.".to_owned(),
        ],
    }
}

/// Does what an answer gives; measuring leaves the question where it is.
fn perform_answer(deed: Action, studio: &mut Studio) -> PaneOutcome {
    match deed {
        Action::MeasureSpeech(spec) => studio.measure_speech(spec).into(),
        deed => PaneOutcome::perform(deed),
    }
}

impl ConfirmDialog {
    /// What it says, with the video's real length behind the estimate where that was asked for.
    fn body_lines(&self, studio: &Studio) -> Vec<String> {
        let mut lines = self.body.clone();
        let measured = self.new_render.as_ref().and_then(|order| studio.measured_scene_seconds(&order.spec));
        let said = match measured {
            None | Some(Remote::Idle) => return lines,
            Some(Remote::Loading(_)) => "measuring: the service synthesizes the speech …".to_owned(),
            Some(Remote::Ready(scenes)) => {
                let seconds: f64 = scenes.iter().sum();
                format!("exactly {seconds:.1} s, {}", studio.cost_of_seconds(seconds))
            }
            Some(Remote::Failed(fault)) => format!("Not measured. {fault}"),
        };
        lines.insert(1.min(lines.len()), said);
        lines
    }
}

impl Pane for ConfirmDialog {
    fn scope(&self) -> Scope {
        Scope::Dialog
    }

    fn refresh_price(&mut self, studio: &Studio) {
        if let Some(order) = self.new_render.take() {
            // One that waits for the user to stop typing goes on waiting.
            let gate = self
                .input_guard
                .take()
                .filter(InputGuard::passes_input_through)
                .unwrap_or_else(InputGuard::price_changed);
            *self = Self { input_guard: Some(gate), ..Self::confirm_new_price(studio, *order) };
            self.input_guard.iter_mut().for_each(InputGuard::block);
        }
    }

    fn is_available(&self, _: &Studio, command: Command) -> bool {
        match &self.input_guard {
            Some(gate) if !gate.is_open() => command == Command::Back && !gate.passes_input_through(),
            _ => true,
        }
    }

    fn input_guard(&mut self) -> Option<&mut InputGuard> {
        self.input_guard.as_mut()
    }

    fn select_dismiss(&mut self) {
        let nothing = self.answers.iter().position(|(_, _, deed)| *deed == Action::Dismiss);
        self.selected = nothing.unwrap_or(self.selected);
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        let count = self.answers.len();
        match input {
            PaneInput::Command(Command::Next) => self.selected = (self.selected + 1) % count,
            PaneInput::Command(Command::Previous) => self.selected = (self.selected + count - 1) % count,
            PaneInput::Command(Command::Confirm) => {
                return perform_answer(self.answers[self.selected].2.clone(), studio);
            }
            PaneInput::Command(Command::Back) => return PaneOutcome::perform(Action::Dismiss),
            PaneInput::Key(key) => {
                let by_letter =
                    |(_, letter, _): &&(&str, Option<char>, Action)| letter.map(Key::char) == Some(key);
                if let Some((_, _, deed)) = self.answers.iter().find(by_letter) {
                    return perform_answer(deed.clone(), studio);
                }
            }
            _ => {}
        }
        PaneOutcome::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let columns = 66.min(area.width);
        let inside = usize::from(columns.saturating_sub(4));
        // What is lost must be seen before the price is agreed to.
        let style = |line: &str| if line.starts_with("! ") { ctx.theme.warning() } else { ctx.theme.plain() };
        let told = self.body_lines(studio);
        let styled = |line: &String| {
            let style = style(line);
            wrap(line, inside).into_iter().map(move |part| (part, style)).collect::<Vec<_>>()
        };
        let lines: Vec<(String, Style)> = told.iter().flat_map(styled).collect();
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(5);
        let place = clear_centered(area, columns, rows, buf);
        let is_open = self.input_guard.as_ref().is_none_or(InputGuard::is_open);
        let note = if is_open { "" } else { INPUT_BLOCKED_NOTE };
        let room = draw_frame(Frame { name: &self.title, note, focused: true }, ctx.theme, place, buf);
        // The gaps go first where there is little room.
        let tight = usize::from(room.height) < lines.len() + 3;
        let top = room.y + u16::from(!tight);
        let bottom = room.bottom().saturating_sub(if tight { 1 } else { 2 });
        let mut shown: Vec<(&str, Style)> = lines
            .iter()
            .map(|(line, style)| (line.as_str(), *style))
            .filter(|(line, _)| !tight || !line.is_empty())
            .collect();
        let fit = usize::from(bottom.saturating_sub(top));
        let over = format!("{} more lines: enlarge the window", (shown.len() + 1).saturating_sub(fit));
        // Nobody agrees to what is hidden without a word.
        if shown.len() > fit && fit > 1 {
            shown.truncate(fit - 1);
            shown.push((&over, ctx.theme.plain()));
        }
        for (y, (line, style)) in (top..bottom).zip(shown) {
            draw_text(buf, room.x, y, room.width, line, style);
        }
        let words: Vec<&str> = self.answers.iter().map(|(word, _, _)| *word).collect();
        let last = Rect { y: room.bottom().saturating_sub(1), height: room.height.min(1), ..room };
        draw_buttons(&words, self.selected, ctx.theme, last, buf);
    }
}
