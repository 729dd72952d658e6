//! Questions that come unasked: a film cannot go in the way that was agreed to, and is agreed to anew or not at all.

use super::{Question, told};
use crate::domain::{Dialect, Estimate, KeySource, Project};
use crate::panes::Deed;
use crate::studio::{Misfit, Order, Studio};

impl Question {
    /// The price once more, since another form is spoken by now than the one that was shown, or it costs otherwise.
    pub fn anew(studio: &Studio, order: Order) -> Self {
        let before = order.shown;
        let order = studio.priced_anew(order);
        let mut body = told(studio, &order);
        let (now, before) = (order.shown.word(), before.word());
        let why = if now == before {
            "The price is another one by now. Nothing was sent.".to_owned()
        } else {
            format!("Films go as {now} by now, not as {before}. Nothing was sent.")
        };
        body.insert(0, why);
        let (word, letter) = sending(order.shown);
        let shown = Box::new(order.clone());
        let answers = vec![
            (word, letter, Deed::Render(order.clone())),
            ("Not yet", 'n', Deed::Nothing),
            ("Show request", 's', Deed::ShowRequest(order)),
        ];
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        Self { title: "Render".to_owned(), body, answers, chosen: 1, order: Some(shown) }
    }

    /// What the film's picture is to be called by, since its key is not known, or was refused.
    pub fn picture_key(order: &Order, refused: Option<KeySource>) -> Self {
        let reason = match refused {
            None => "The service wants the key of the photo's picture, and does not tell it for this photo.",
            Some(KeySource::Details) => "The service does not know the key that it tells for this photo.",
            Some(KeySource::Upload) => "The service does not know the key of the picture that was uploaded.",
            Some(KeySource::Id) => "The service does not take the photo's id for its picture.",
        };
        let mut body =
            vec![reason.to_owned(), "Nothing was made, and nothing is paid.".to_owned(), String::new()];
        let way = |picture| Deed::Render(Order { picture: Some(picture), ..order.clone() });
        let mut answers = Vec::new();
        if refused != Some(KeySource::Upload) {
            body.push("Uploading the picture once more gives it a key; cuecard remembers it.".to_owned());
            answers.push(("Upload it", '1', way(KeySource::Upload)));
        }
        if refused != Some(KeySource::Id) {
            body.push("The photo's id may do in its place, as the older documents say.".to_owned());
            answers.push(("Send the id", '2', way(KeySource::Id)));
        }
        if refused == Some(KeySource::Upload) {
            body.push("The photo's details may tell another one.".to_owned());
            answers.push(("By its details", '3', way(KeySource::Details)));
        }
        // Like the question about the form, it comes unasked.
        let chosen = answers.len();
        answers.push(("Not yet", 'n', Deed::Nothing));
        Self { title: "Picture key".to_owned(), body, answers, chosen, order: None }
    }

    /// In which other form the film is to be sent, since the service does not take the one it has.
    pub fn form(studio: &Studio, misfit: &Misfit) -> Self {
        let project = Project::from(&misfit.order.film);
        let mut body = vec![
            format!("The service does not take this form ({}).", misfit.refused.word()),
            "Nothing was made, and nothing is paid.".to_owned(),
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
            let (word, letter) = sending(*other);
            answers.push((word, letter, Deed::Render(order)));
        }
        body.push(String::new());
        body.push(
            "The form that is chosen stays until cuecard ends; dialect in config.toml keeps it.".to_owned(),
        );
        // It comes unasked, and must not be agreed to by a key that was meant for something else.
        let chosen = answers.len();
        answers.push(("Not yet", 'n', Deed::Nothing));
        Self { title: "Form".to_owned(), body, answers, chosen, order: None }
    }
}

/// The answer that sends a film in this form. Its letter is one that no script is likely to have next.
fn sending(dialect: Dialect) -> (&'static str, char) {
    match dialect {
        Dialect::Scenes => ("Send as scenes", '1'),
        Dialect::Flat => ("Send as av4-flat", '2'),
        Dialect::Generate => ("Send as v2-generate", '3'),
        Dialect::V3 => ("Send as v3", '4'),
    }
}
