//! Dialogs that open by themselves: a render cannot be sent as it was confirmed, and needs a new confirmation.

use super::{ConfirmDialog, InputGuard, SANDBOX_COST_NOTE, render_lines};
use crate::domain::{Dialect, Estimate, PictureKeyChoice, Project, TRAINING_COST_NOTES};
use crate::panes::Action;
use crate::studio::{ActiveAccount, DialectRefusal, NewRender, PictureKeyRefusal, Studio, UntrainedPhoto};

impl ConfirmDialog {
    /// The price once more, since another form is spoken by now than the one that was shown, or it costs otherwise.
    pub fn confirm_new_price(studio: &Studio, order: NewRender) -> Self {
        let before = order.shown_dialect;
        let order = studio.reprice(order);
        let mut body = render_lines(studio, &order);
        let (now, before) = (order.shown_dialect.as_str(), before.as_str());
        let why = if now == before {
            "The price changed. Nothing was sent.".to_owned()
        } else {
            format!("The request form is now {now}, not {before}. Nothing was sent.")
        };
        body.insert(0, why);
        let shown = Box::new(order.clone());
        let answers = vec![
            (send_label(order.shown_dialect), None, Action::Render(order.clone())),
            ("Cancel", None, Action::Dismiss),
            ("Show request", None, Action::ShowRequest(order)),
        ];
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let gate = Some(InputGuard::unsolicited());
        Self {
            title: "Render".to_owned(),
            body,
            answers,
            selected: 1,
            new_render: Some(shown),
            input_guard: gate,
        }
    }

    /// The file was changed by another program since it was read.
    pub fn resolve_file_conflict() -> Self {
        Self {
            title: "Save".to_owned(),
            body: vec![
                "The file was changed by another program since it was opened.".to_owned(),
                "Nothing was saved yet.".to_owned(),
            ],
            answers: vec![
                ("Cancel", None, Action::Dismiss),
                ("Save as …", None, Action::OpenSaveAsDialog),
                ("Overwrite", None, Action::OverwriteFile),
            ],
            selected: 0,
            new_render: None,
            // It comes by itself, in the middle of typing.
            input_guard: Some(InputGuard::unsolicited()),
        }
    }

    /// Asks how to continue after the service refused all picture keys of a photo.
    pub fn choose_picture_source(unknown: &PictureKeyRefusal) -> Self {
        let PictureKeyRefusal { render: order, error: fault, key_choice: choice, can_upload: awaits_upload } =
            unknown;
        let what = "The service accepted no picture key of this photo. Tried, in this order:";
        let mut body = vec![what.to_owned()];
        body.extend(order.key_attempts.iter().map(|attempt| format!("• {attempt}")));
        if order.key_attempts.is_empty() {
            body.push(fault.summary());
        }
        body.extend([String::new(), "No video was created, and nothing was charged.".to_owned()]);
        let mut answers = Vec::new();
        if *awaits_upload {
            body.push(
                "An upload gives the picture a new picture key, and leaves a copy in the account. cuecard keeps the key."
                    .to_owned(),
            );
            let agreed = NewRender { may_upload: true, ..order.clone() };
            answers.push(("Upload", None, Action::Render(agreed)));
        }
        if *choice != PictureKeyChoice::Auto {
            body.push("picture_key in config.toml allows only these. Others may work.".to_owned());
            let all = NewRender { key_choice: Some(PictureKeyChoice::Auto), ..order.clone() };
            answers.push(("Try other sources", None, Action::Render(all)));
        }
        // Like the question about the form, it comes unasked.
        let chosen = answers.len();
        answers.push(("Cancel", None, Action::Dismiss));
        let gate = Some(InputGuard::unsolicited());
        Self {
            title: "Picture key".to_owned(),
            body,
            answers,
            selected: chosen,
            new_render: None,
            input_guard: gate,
        }
    }

    /// Before the group of a new photo is trained, which some plans count.
    pub fn confirm_training(studio: &Studio, new: &UntrainedPhoto) -> Self {
        let UntrainedPhoto { photo, name, group } = new;
        let mut body = vec![
            format!("{name} was created (group {group}). The service lists it after a training."),
            String::new(),
        ];
        body.extend(TRAINING_COST_NOTES.iter().map(|line| (*line).to_owned()));
        if studio.account.active == ActiveAccount::Sandbox {
            body.push(SANDBOX_COST_NOTE.to_owned());
        }
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let answers =
            vec![("Train", None, Action::TrainPhoto(photo.clone())), ("Cancel", None, Action::Dismiss)];
        let gate = Some(InputGuard::unsolicited());
        Self { title: "Training".to_owned(), body, answers, selected: 1, new_render: None, input_guard: gate }
    }

    /// In which other form the video is to be sent, since the service does not take the one it has.
    pub fn choose_dialect(studio: &Studio, misfit: &DialectRefusal) -> Self {
        let project = Project::from(&misfit.render.spec);
        let mut body = vec![
            format!("The service does not accept the dialect {}.", misfit.refused_dialect.as_str()),
            "No video was created, and nothing was charged.".to_owned(),
            String::new(),
        ];
        let mut answers = Vec::new();
        for other in &misfit.alternatives {
            let lost = other.warnings(&project, studio.settings.multi_scene_mode);
            body.extend(lost.iter().map(|warning| format!("! {warning}")));
            // Another form may be other renders, each rounded by itself, or have another price.
            let Estimate { seconds, cost, .. } = studio.estimate_in_dialect(*other, &project);
            let whole = if lost.is_empty() { "nothing is lost, " } else { "" };
            body.push(format!("{}: {whole}about {cost}", other.as_str()));
            let order = NewRender {
                dialect_override: Some(*other),
                shown_dialect: *other,
                estimated_seconds: seconds,
                estimated_cost: cost,
                ..misfit.render.clone()
            };
            answers.push((send_label(*other), None, Action::Render(order)));
        }
        body.push(String::new());
        body.push("Your choice holds until cuecard quits; dialect in config.toml keeps it.".to_owned());
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let chosen = answers.len();
        answers.push(("Cancel", None, Action::Dismiss));
        let gate = Some(InputGuard::unsolicited());
        Self {
            title: "Form".to_owned(),
            body,
            answers,
            selected: chosen,
            new_render: None,
            input_guard: gate,
        }
    }
}

/// The answer that sends a video in this form.
fn send_label(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Scenes => "Send as scenes",
        Dialect::Flat => "Send as av4-flat",
        Dialect::Generate => "Send as v2-generate",
        Dialect::V3 => "Send as v3",
    }
}
