//! Dialogs that open by themselves: a render cannot be sent as it was confirmed, and needs a new confirmation.

use super::{ConfirmDialog, InputGuard, SANDBOX_COST_NOTE, render_lines};
use crate::domain::{Dialect, Estimate, KeyChoice, Project, TRAINING_COST};
use crate::panes::Action;
use crate::studio::{Account, Misfit, Order, Studio, UnknownPicture, UntrainedPhoto};

impl ConfirmDialog {
    /// The price once more, since another form is spoken by now than the one that was shown, or it costs otherwise.
    pub fn confirm_new_price(studio: &Studio, order: Order) -> Self {
        let before = order.shown;
        let order = studio.priced_anew(order);
        let mut body = render_lines(studio, &order);
        let (now, before) = (order.shown.word(), before.word());
        let why = if now == before {
            "The price changed. Nothing was sent.".to_owned()
        } else {
            format!("The request form is now {now}, not {before}. Nothing was sent.")
        };
        body.insert(0, why);
        let shown = Box::new(order.clone());
        let answers = vec![
            (send_label(order.shown), None, Action::Render(order.clone())),
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
    pub fn choose_picture_source(unknown: &UnknownPicture) -> Self {
        let UnknownPicture { order, fault, choice, awaits_upload } = unknown;
        let what = "The service accepted no picture key of this photo. Tried, in this order:";
        let mut body = vec![what.to_owned()];
        body.extend(order.tried.iter().map(|attempt| format!("• {attempt}")));
        if order.tried.is_empty() {
            body.push(fault.what());
        }
        body.extend([String::new(), "No video was created, and nothing was charged.".to_owned()]);
        let mut answers = Vec::new();
        if *awaits_upload {
            body.push(
                "An upload gives the picture a new picture key, and leaves a copy in the account. cuecard keeps the key."
                    .to_owned(),
            );
            let agreed = Order { may_upload: true, ..order.clone() };
            answers.push(("Upload", None, Action::Render(agreed)));
        }
        if *choice != KeyChoice::Auto {
            body.push("picture_key in config.toml allows only these. Others may work.".to_owned());
            let all = Order { picture: Some(KeyChoice::Auto), ..order.clone() };
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
        body.extend(TRAINING_COST.iter().map(|line| (*line).to_owned()));
        if studio.account == Account::Sandbox {
            body.push(SANDBOX_COST_NOTE.to_owned());
        }
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let answers =
            vec![("Train", None, Action::TrainPhoto(photo.clone())), ("Cancel", None, Action::Dismiss)];
        let gate = Some(InputGuard::unsolicited());
        Self { title: "Training".to_owned(), body, answers, selected: 1, new_render: None, input_guard: gate }
    }

    /// In which other form the video is to be sent, since the service does not take the one it has.
    pub fn choose_dialect(studio: &Studio, misfit: &Misfit) -> Self {
        let project = Project::from(&misfit.order.spec);
        let mut body = vec![
            format!("The service does not accept the dialect {}.", misfit.refused.word()),
            "No video was created, and nothing was charged.".to_owned(),
            String::new(),
        ];
        let mut answers = Vec::new();
        for other in &misfit.others {
            let lost = other.warnings(&project, studio.several);
            body.extend(lost.iter().map(|warning| format!("! {warning}")));
            // Another form may be other renders, each rounded by itself, or have another price.
            let Estimate { seconds, cost, .. } = studio.estimate_in(*other, &project);
            let whole = if lost.is_empty() { "nothing is lost, " } else { "" };
            body.push(format!("{}: {whole}about {cost}", other.word()));
            let order = Order { dialect: Some(*other), shown: *other, seconds, cost, ..misfit.order.clone() };
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
