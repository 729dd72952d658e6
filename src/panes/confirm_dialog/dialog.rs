//! A confirmation dialog as data: title, body and answers, with the dialogs that the user opens.

use std::path::Path;

use super::body_scroll::BodyScroll;
use super::input_guard::InputGuard;
use super::line::DialogLine;
use super::price_lines::{can_be_cleaned, price_lines, sandbox_cost_note};
use crate::domain::{
    ApiVersion, NewLooks, NewPhotos, PICTURE_ITSELF_NOTE, Render, RenderStage, SendMode, SpeechInput,
    ValidationIssue, format_count, look_cost_notes, photo_cost_note,
};
use crate::panes::Action;
use crate::studio::{NewRender, SpeechOrder, Studio};
use crate::widgets::format_clock;

/// Validation issues that are listed; the rest is counted.
const MAX_LISTED_ISSUES: usize = 12;

/// What an answer leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum AnswerOutcome {
    Perform(Box<Action>),
    /// Has this spoken, so that the length is exact; the dialog stays open.
    Measure(Vec<SpeechInput>),
}

/// An answer of a dialog, with what it leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DialogAnswer {
    pub(super) label: &'static str,
    /// The key that gives it at once.
    pub(super) letter: Option<char>,
    pub(super) outcome: AnswerOutcome,
}

impl DialogAnswer {
    pub(super) fn new(label: &'static str, action: Action) -> Self {
        Self { label, letter: None, outcome: AnswerOutcome::Perform(Box::new(action)) }
    }

    pub(super) fn cancel() -> Self {
        Self::new("Cancel", Action::Dismiss)
    }

    fn with_letter(self, letter: char) -> Self {
        Self { letter: Some(letter), ..self }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmDialog {
    pub(super) title: &'static str,
    pub(super) body: Vec<DialogLine>,
    pub(super) answers: Vec<DialogAnswer>,
    pub(super) selected: usize,
    pub(super) scroll: BodyScroll,
    /// The render whose price the dialog shows; none for other dialogs.
    pub(super) new_render: Option<Box<NewRender>>,
    /// Blocks input that was not meant for the dialog; none where nothing is paid or overwritten.
    pub(super) input_guard: Option<InputGuard>,
    /// Whether the user had the speech of the render measured.
    pub(super) is_measuring: bool,
    /// Lines of the body that stand before the price.
    pub(super) reason_count: usize,
}

impl ConfirmDialog {
    pub(super) fn new(title: &'static str, body: Vec<DialogLine>, answers: Vec<DialogAnswer>) -> Self {
        Self {
            title,
            body,
            answers,
            selected: 0,
            scroll: BodyScroll::default(),
            new_render: None,
            input_guard: None,
            is_measuring: false,
            reason_count: 0,
        }
    }

    /// Says before the price why it is asked about.
    pub(super) fn with_reason(mut self, reason: String) -> Self {
        self.body.insert(self.reason_count, DialogLine::Text(reason));
        self.reason_count += 1;
        self
    }

    pub(super) fn select(self, selected: usize) -> Self {
        Self { selected, ..self }
    }

    pub(super) fn guarded(self, guard: InputGuard) -> Self {
        Self { input_guard: Some(guard), ..self }
    }

    pub(super) fn with_price_of(self, render: NewRender) -> Self {
        Self { new_render: Some(Box::new(render)), ..self }
    }

    /// The price, before a video is sent.
    pub fn confirm_render(studio: &Studio, render: NewRender) -> Self {
        let mut body = price_lines(studio, &render);
        let previous = studio.previous_renders(&render.spec);
        let known_duplicates = previous.map(|(known, _)| known).unwrap_or_default();
        let render = NewRender { known_duplicates, ..render };
        // A button more leaves less room for the others.
        let is_uhd = render.shown_dialect.is_uhd(render.spec.shape);
        let can_be_cleaned = can_be_cleaned(studio, &render);
        let request = if is_uhd || can_be_cleaned { "Request" } else { "Show request" };
        let mut answers = vec![
            DialogAnswer::new("Render", Action::Render(render.clone())),
            DialogAnswer::cancel(),
            DialogAnswer::new(request, Action::ShowRequest(render.clone())),
        ];
        if can_be_cleaned {
            answers.push(DialogAnswer::new("Clean", Action::RenderCleaned));
        }
        if let Some((notes, answer)) = measure_answer(studio, &render) {
            body.extend(notes);
            answers.push(answer);
        }
        if is_uhd {
            answers.push(DialogAnswer::new("1080p", Action::RenderInFullHd));
        }
        // What was rendered already is not rendered again by one key too many.
        let selected = usize::from(previous.is_some());
        let dialog = Self::new("Render", body, answers)
            .select(selected)
            .with_price_of(render)
            .guarded(InputGuard::user_opened());
        match previous {
            Some((_, stage)) => dialog.with_reason(format!(
                "This project was rendered before ({}); it costs again.",
                stage.as_str()
            )),
            None => dialog,
        }
    }

    /// The price, before scenes are spoken without a video.
    pub fn confirm_speech(studio: &Studio, order: SpeechOrder) -> Self {
        let count = format_count(order.inputs.len(), "scene");
        let seconds = order.seconds();
        let mut body = vec![
            DialogLine::Text(format!("The service speaks {count}, about {}.", format_clock(seconds))),
            DialogLine::Text(format!("It {}.", studio.speech_price(seconds).describe())),
            DialogLine::text("It is kept: hearing it again is free, and its length is exact."),
        ];
        body.extend(order.notes.iter().cloned().map(DialogLine::Warning));
        body.extend(sandbox_cost_note(studio));
        let hear = DialogAnswer::new("Hear", Action::HearScenes(Box::new(order)));
        Self::new("Hear", body, vec![hear, DialogAnswer::cancel()]).guarded(InputGuard::user_opened())
    }

    /// The price, before a render of the queue is sent, or sent again.
    pub fn confirm_send(render: &Render, mode: SendMode) -> Self {
        let is_safe = mode == SendMode::Idempotently;
        let is_failure = render.stage.is_failure();
        let price = format!("about {} for {}", render.estimated_cost, format_clock(render.estimated_seconds));
        let mut body = vec![
            DialogLine::Text(price),
            DialogLine::Gap,
            DialogLine::Text(format!("{} {}", render.title, send_text(render.stage, is_safe))),
        ];
        if let Some(note) = render.note.as_ref().filter(|_| is_failure) {
            body.push(DialogLine::Text(format!("Last time: {note}")));
        }
        // What may cost twice, or fail again, is not sent by one key too many.
        let selected = usize::from(is_failure || (render.stage == RenderStage::Unconfirmed && !is_safe));
        let send = DialogAnswer::new("Send", Action::Send(render.id, mode));
        Self::new("Send", body, vec![send, DialogAnswer::cancel()])
            .select(selected)
            .guarded(InputGuard::user_opened())
    }

    /// Before a render whose video may exist is removed from the list.
    pub fn confirm_removal(render: &Render) -> Self {
        let title = &render.title;
        let text = format!("This removes {title} from the list. Its video stays, here and on the service.");
        let remove = DialogAnswer::new("Remove", Action::RemoveFromList(render.id));
        let answers = vec![DialogAnswer::cancel(), remove];
        Self::new("Remove", vec![DialogLine::Text(text)], answers)
    }

    /// Before looks are generated, which some plans count.
    pub fn confirm_looks(studio: &Studio, photo_name: &str, looks: NewLooks) -> Self {
        let api = studio.account.dialect.api_version();
        let prompt = &looks.prompt;
        let mut body =
            vec![DialogLine::Text(format!("New looks of {photo_name}: {}", prompt.text)), DialogLine::Gap];
        body.push(DialogLine::Text(match api {
            ApiVersion::V2 => {
                let pose = prompt.pose.as_str().replace('_', " ");
                format!("Usually four: {}, {pose}, {}.", prompt.orientation.as_str(), prompt.style.as_str())
            }
            ApiVersion::V3 => "One look, in the shape that the service chooses.".to_owned(),
        }));
        let today = studio.today(studio.now());
        let notes = look_cost_notes(api, studio.billing_unit(), today);
        body.extend(notes.into_iter().map(DialogLine::Text));
        body.extend(sandbox_cost_note(studio));
        let generate = DialogAnswer::new("Generate", Action::GenerateLooks(Box::new(looks)));
        Self::new("Generate looks", body, vec![generate, DialogAnswer::cancel()])
            .guarded(InputGuard::user_opened())
    }

    /// The price, before photos are made of pictures.
    pub fn confirm_photos(studio: &Studio, new: NewPhotos) -> Self {
        let today = studio.today(studio.now());
        let mut body =
            vec![DialogLine::Text(photo_cost_note(new.pictures.len(), studio.billing_unit(), today))];
        let itself = new.picture_for_video(studio.account.dialect).map(Path::to_owned);
        body.extend(itself.is_some().then(|| DialogLine::text(PICTURE_ITSELF_NOTE)));
        body.extend(sandbox_cost_note(studio));
        let use_itself = |path| DialogAnswer::new("Use the picture", Action::UsePicture(path));
        let mut answers = vec![DialogAnswer::new("Add", Action::AddPhotos(Box::new(new)))];
        answers.extend(itself.map(use_itself));
        answers.push(DialogAnswer::cancel());
        Self::new("Add photos", body, answers).guarded(InputGuard::user_opened())
    }

    /// The validation issues, in place of a price.
    pub fn show_issues(issues: &[ValidationIssue]) -> Self {
        let mut body = vec![DialogLine::text("It cannot be rendered yet:"), DialogLine::Gap];
        body.extend(
            issues.iter().take(MAX_LISTED_ISSUES).map(|issue| DialogLine::Text(format!("• {issue}"))),
        );
        if issues.len() > MAX_LISTED_ISSUES {
            body.push(DialogLine::Text(format!("• and {} more", issues.len() - MAX_LISTED_ISSUES)));
        }
        let first = issues.first().map_or(Action::Dismiss, |issue| Action::GoToIssue(issue.location));
        let go = DialogAnswer::new("Go to the first issue", first).with_letter('g');
        Self::new("Not ready", body, vec![go, DialogAnswer::cancel()])
    }

    /// Before quitting with renders in flight, with unsaved work, or while looks are ordered.
    pub fn confirm_quit(is_unsaved: bool, in_flight: usize, orders_looks: bool) -> Self {
        let mut body = Vec::new();
        if in_flight > 0 {
            let count = format_count(in_flight, "render");
            body.push(DialogLine::Text(format!(
                "{count} in progress. The service continues without cuecard; the queue shows the video when you return."
            )));
        }
        if orders_looks {
            body.push(DialogLine::text(
                "Looks are being ordered, or wait for training: quitting now may lose them.",
            ));
        }
        let stay = DialogAnswer::new("Stay", Action::Dismiss);
        let answers = if is_unsaved {
            body.push(DialogLine::text("The project has unsaved changes."));
            vec![
                DialogAnswer::new("Save and quit", Action::SaveAndQuit).with_letter('s'),
                stay,
                DialogAnswer::new("Quit without saving", Action::Quit).with_letter('w'),
            ]
        } else {
            vec![DialogAnswer::new("Quit", Action::Quit).with_letter('q'), stay]
        };
        Self::new("Quit", body, answers)
    }

    /// The body, with the state of the measurement behind the estimate where it was asked for.
    pub(super) fn body_lines(&self, studio: &Studio) -> Vec<DialogLine> {
        let mut lines = self.body.clone();
        let Some(render) = &self.new_render else { return lines };
        let text = match studio.measurement_failure(&render.spec) {
            _ if studio.is_measuring(&render.spec) => "measuring: the service speaks it …".to_owned(),
            Some(reason) => format!("Not measured. {reason}"),
            None => return lines,
        };
        let price_end = self.reason_count + 1;
        lines.insert(price_end.min(lines.len()), DialogLine::Text(text));
        lines
    }
}

/// The answer that lets the service speak what is not kept, with its price and what is known of its voices; none where
/// nothing is left to measure.
fn measure_answer(studio: &Studio, render: &NewRender) -> Option<(Vec<DialogLine>, DialogAnswer)> {
    if !render.shown_dialect.has_speech() {
        return None;
    }
    let inputs = studio.unkept_inputs(&render.spec);
    let seconds: f64 = inputs.iter().map(SpeechInput::estimated_seconds).sum();
    let note =
        format!("Measure lets the service speak it, which {}.", studio.speech_price(seconds).describe());
    if inputs.is_empty() {
        return None;
    }
    let outcome = AnswerOutcome::Measure(inputs);
    let notes = studio.measurement_notes(&render.spec).into_iter().map(DialogLine::Warning);
    let notes = std::iter::once(DialogLine::Text(note)).chain(notes).collect();
    Some((notes, DialogAnswer { label: "Measure", letter: None, outcome }))
}

/// What sending means for a render in its stage; the title comes before it.
fn send_text(stage: RenderStage, is_safe: bool) -> &'static str {
    match stage {
        RenderStage::Unconfirmed if is_safe => {
            "is sent again with the same idempotency key: the service does not create it twice."
        }
        RenderStage::Unconfirmed => {
            "may have been sent already: check on the service first. It may cost twice."
        }
        RenderStage::Queued => "is in the queue and was never sent.",
        RenderStage::Canceled => "was canceled and was never sent.",
        _ => "is sent again, unchanged, as a new render.",
    }
}
