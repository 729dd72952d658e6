//! Dialogs that open by themselves: a render cannot be sent as it was confirmed, and needs a new confirmation.

use super::{Gate, NOTHING_PAID, Question, told};
use crate::domain::{Dialect, Estimate, KeyChoice, Project, TRAINING_COST};
use crate::panes::Deed;
use crate::studio::{Account, Misfit, Order, Studio, UnknownPicture, UntrainedPhoto};

impl Question {
    /// The price once more, since another form is spoken by now than the one that was shown, or it costs otherwise.
    pub fn anew(studio: &Studio, order: Order) -> Self {
        let before = order.shown;
        let order = studio.priced_anew(order);
        let mut body = told(studio, &order);
        let (now, before) = (order.shown.word(), before.word());
        let why = if now == before {
            "The price changed. Nothing was sent.".to_owned()
        } else {
            format!("The request form is now {now}, not {before}. Nothing was sent.")
        };
        body.insert(0, why);
        let shown = Box::new(order.clone());
        let answers = vec![
            (sending(order.shown), None, Deed::Render(order.clone())),
            ("Cancel", None, Deed::Nothing),
            ("Show request", None, Deed::ShowRequest(order)),
        ];
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let gate = Some(Gate::unasked());
        Self { title: "Render".to_owned(), body, answers, chosen: 1, order: Some(shown), gate }
    }

    /// The file was changed by another program since it was read.
    pub fn changed_elsewhere() -> Self {
        Self {
            title: "Save".to_owned(),
            body: vec![
                "The file was changed by another program since it was opened.".to_owned(),
                "Nothing was saved yet.".to_owned(),
            ],
            answers: vec![
                ("Cancel", None, Deed::Nothing),
                ("Save as …", None, Deed::AskSaveAs),
                ("Overwrite", None, Deed::Overwrite),
            ],
            chosen: 0,
            order: None,
            // It comes by itself, in the middle of typing.
            gate: Some(Gate::unasked()),
        }
    }

    /// Asks how to continue after the service refused all picture keys of a photo.
    pub fn picture_key(unknown: &UnknownPicture) -> Self {
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
            answers.push(("Upload", None, Deed::Render(agreed)));
        }
        if *choice != KeyChoice::Auto {
            body.push("picture_key in config.toml allows only these. Others may work.".to_owned());
            let all = Order { picture: Some(KeyChoice::Auto), ..order.clone() };
            answers.push(("Try other sources", None, Deed::Render(all)));
        }
        // Like the question about the form, it comes unasked.
        let chosen = answers.len();
        answers.push(("Cancel", None, Deed::Nothing));
        let gate = Some(Gate::unasked());
        Self { title: "Picture key".to_owned(), body, answers, chosen, order: None, gate }
    }

    /// Before the group of a new photo is trained, which some plans count.
    pub fn train(studio: &Studio, new: &UntrainedPhoto) -> Self {
        let UntrainedPhoto { photo, name, group } = new;
        let mut body = vec![
            format!("{name} was created (group {group}). The service lists it after a training."),
            String::new(),
        ];
        body.extend(TRAINING_COST.iter().map(|line| (*line).to_owned()));
        if studio.account == Account::Sandbox {
            body.push(NOTHING_PAID.to_owned());
        }
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let answers = vec![("Train", None, Deed::TrainPhoto(photo.clone())), ("Cancel", None, Deed::Nothing)];
        let gate = Some(Gate::unasked());
        Self { title: "Training".to_owned(), body, answers, chosen: 1, order: None, gate }
    }

    /// In which other form the video is to be sent, since the service does not take the one it has.
    pub fn form(studio: &Studio, misfit: &Misfit) -> Self {
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
            answers.push((sending(*other), None, Deed::Render(order)));
        }
        body.push(String::new());
        body.push("Your choice holds until cuecard quits; dialect in config.toml keeps it.".to_owned());
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let chosen = answers.len();
        answers.push(("Cancel", None, Deed::Nothing));
        let gate = Some(Gate::unasked());
        Self { title: "Form".to_owned(), body, answers, chosen, order: None, gate }
    }
}

/// The answer that sends a video in this form.
fn sending(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Scenes => "Send as scenes",
        Dialect::Flat => "Send as av4-flat",
        Dialect::Generate => "Send as v2-generate",
        Dialect::V3 => "Send as v3",
    }
}
