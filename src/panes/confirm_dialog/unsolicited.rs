//! Dialogs that open by themselves: after a refusal, a change of price or file, or a reply that was waited for.
//!
//! None of them may be agreed to by a key that was meant for something else: each has an input guard, and selects the
//! answer that does nothing.

use super::dialog::{ConfirmDialog, DialogAnswer};
use super::input_guard::InputGuard;
use super::line::DialogLine;
use super::price_lines::{price_lines, sandbox_cost_note};
use crate::domain::{Dialect, PictureKeyChoice, Project, text, training_cost_note};
use crate::panes::Action;
use crate::studio::{
    DialectRefusal, DiskChange, NewRender, PictureKeyRefusal, ScriptExport, SpeechOrder, Studio,
    UntrainedPhoto,
};

const NOTHING_CHARGED: &str = "No video was created, and nothing was charged.";

impl ConfirmDialog {
    /// The price once more, since the dialect or the price is another one than the dialog showed.
    pub fn confirm_new_price(studio: &Studio, render: NewRender) -> Self {
        let before = render.shown_dialect;
        let render = studio.reprice(render);
        let dialect = render.shown_dialect;
        let body = price_lines(studio, &render);
        let reason = if dialect == before {
            "The price changed. Nothing was sent.".to_owned()
        } else {
            format!("The dialect is now {}, not {}. No video was created.", dialect.as_str(), before.as_str())
        };
        let answers = vec![
            DialogAnswer::new(send_label(dialect), Action::Render(render.clone())),
            DialogAnswer::cancel(),
            DialogAnswer::new("Show request", Action::ShowRequest(render.clone())),
        ];
        Self::new("Render", body, answers)
            .select(1)
            .with_price_of(render)
            .guarded(InputGuard::unsolicited())
            .with_reason(reason)
    }

    /// The price of scenes that the user wanted to hear before it was known which voices speak without a video.
    pub fn confirm_requested_speech(studio: &Studio, order: SpeechOrder) -> Self {
        Self::confirm_speech(studio, order).select(1).guarded(InputGuard::unsolicited())
    }

    /// The file was changed by another program since it was read.
    pub fn resolve_file_conflict(studio: &Studio) -> Self {
        let body = vec![
            DialogLine::text("Another program changed the file since you opened it."),
            DialogLine::text("Nothing was saved yet."),
        ];
        let mut answers = vec![
            DialogAnswer::cancel(),
            DialogAnswer::new("Save as …", Action::OpenSaveAsDialog),
            DialogAnswer::new("Overwrite", Action::OverwriteFile),
        ];
        if matches!(studio.project_state.disk_change, Some(DiskChange::Edited(_))) {
            answers.push(DialogAnswer::new("Take theirs", Action::TakeFromDisk));
        }
        Self::new("Save", body, answers).guarded(InputGuard::unsolicited())
    }

    /// A file of the export's name exists.
    pub fn replace_export(export: Box<ScriptExport>) -> Self {
        let name = text::single_line(&export.path.display().to_string());
        let body = vec![DialogLine::Text(format!("{name} already exists. Nothing was written yet."))];
        let answers =
            vec![DialogAnswer::cancel(), DialogAnswer::new("Replace", Action::ReplaceExport(export))];
        Self::new("Export", body, answers).guarded(InputGuard::unsolicited())
    }

    /// Asks how to continue after the service refused all picture keys of a photo.
    pub fn choose_picture_source(refusal: &PictureKeyRefusal) -> Self {
        let PictureKeyRefusal { render, error, key_choice, can_upload } = refusal;
        let tried = "The service accepted no picture key of this photo. Tried, in this order:";
        let mut body = vec![DialogLine::text(tried)];
        body.extend(render.key_attempts.iter().map(|attempt| DialogLine::Text(format!("• {attempt}"))));
        if render.key_attempts.is_empty() {
            body.push(DialogLine::Text(error.summary()));
        }
        body.extend([DialogLine::Gap, DialogLine::text(NOTHING_CHARGED)]);
        let mut answers = Vec::new();
        if *can_upload {
            body.push(DialogLine::text(
                "An upload gives the picture a new picture key, and leaves a copy in the account. cuecard remembers it.",
            ));
            let agreed = NewRender { may_upload: true, ..render.clone() };
            answers.push(DialogAnswer::new("Upload", Action::Render(agreed)));
        }
        if *key_choice != PictureKeyChoice::Auto {
            body.push(DialogLine::text(
                "picture_key in config.toml allows only these picture keys. Others may work.",
            ));
            let all = NewRender { key_choice: Some(PictureKeyChoice::Auto), ..render.clone() };
            answers.push(DialogAnswer::new("Try other sources", Action::Render(all)));
        }
        Self::with_cancel_selected("Picture key", body, answers)
    }

    /// Before the group of a new photo is trained, which some plans count.
    pub fn confirm_training(studio: &Studio, photo: &UntrainedPhoto) -> Self {
        let UntrainedPhoto { photo, name, group } = photo;
        let text = format!("{name} was created (group {group}). The service lists it after training.");
        let mut body = vec![DialogLine::Text(text), DialogLine::Gap];
        body.push(DialogLine::Text(training_cost_note(studio.billing_unit(), studio.today(studio.now()))));
        body.extend(sandbox_cost_note(studio));
        let train = DialogAnswer::new("Train", Action::TrainPhoto(photo.clone()));
        Self::with_cancel_selected("Training", body, vec![train])
    }

    /// Asks for another dialect, since the service does not accept the one that the video was sent in.
    pub fn choose_dialect(studio: &Studio, refusal: &DialectRefusal) -> Self {
        let project = Project::from(&refusal.render.spec);
        let refused = refusal.refused_dialect.as_str();
        let mut body = vec![
            DialogLine::Text(format!("The service does not accept the dialect {refused}.")),
            DialogLine::text(NOTHING_CHARGED),
            DialogLine::Gap,
        ];
        let mut answers = Vec::new();
        for dialect in &refusal.alternatives {
            let losses = studio.warnings(*dialect, &project);
            let is_lossless = losses.is_empty();
            body.extend(losses.into_iter().map(DialogLine::warning));
            // Another dialect may be several renders, each rounded by itself, or have another price.
            let estimate = studio.estimate_in_dialect(*dialect, &project);
            let lossless = if is_lossless { "nothing is lost, " } else { "" };
            let text = format!("{}: {lossless}about {}", dialect.as_str(), estimate.cost);
            body.push(DialogLine::Text(text));
            let render = refusal.render.clone().repriced(&estimate, *dialect);
            let render = NewRender { dialect_override: Some(*dialect), ..render };
            answers.push(DialogAnswer::new(send_label(*dialect), Action::Render(render)));
        }
        body.push(DialogLine::Gap);
        body.push(DialogLine::text(
            "Your choice lasts until you quit; set dialect in config.toml to keep it.",
        ));
        Self::with_cancel_selected("Dialect", body, answers)
    }

    /// An unsolicited dialog whose last answer cancels, and is selected.
    fn with_cancel_selected(
        title: &'static str,
        body: Vec<DialogLine>,
        mut answers: Vec<DialogAnswer>,
    ) -> Self {
        let last = answers.len();
        answers.push(DialogAnswer::cancel());
        Self::new(title, body, answers).select(last).guarded(InputGuard::unsolicited())
    }
}

/// The label of the answer that sends a video in this dialect.
fn send_label(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Scenes => "Send as scenes",
        Dialect::Flat => "Send as av4-flat",
        Dialect::Generate => "Send as v2-generate",
        Dialect::V3 => "Send as v3",
    }
}
