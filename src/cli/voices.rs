//! `cuecard voices [QUERY]`: the voices of the account.

use serde::Serialize;

use super::commands::{self, How};
use super::error::Trouble;
use super::output::{Out, say};
use super::table;
use crate::domain::plural;
use crate::domain::{Voice, VoiceId};
use crate::studio::{Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words to find in the name, language, gender or id
    query: Vec<String>,
    #[command(flatten)]
    pub(super) how: How,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a VoiceId,
    name: &'a str,
    language: &'a str,
    gender: &'static str,
    /// Where its sample is.
    sample: Option<&'a str>,
    pauses: Option<bool>,
    emotions: Option<bool>,
}

impl<'a> Row<'a> {
    fn of(voice: &'a Voice) -> Self {
        Self {
            id: &voice.id,
            name: &voice.name,
            language: &voice.language,
            gender: voice.gender.word(),
            sample: voice.sample.as_deref(),
            pauses: voice.pauses,
            emotions: voice.emotions,
        }
    }

    fn cells(&self) -> [String; 5] {
        let sample = if self.sample.is_some() { "sample" } else { "-" };
        [self.id.as_str(), self.name, self.language, self.gender, sample].map(str::to_owned)
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let voices = commands::errand(&args.how.place, async |runner| {
        let read = |reply| if let Reply::Voices(voices) = reply { Some(voices) } else { None };
        Ok(commands::answer(runner, Request::Voices, read).await?)
    })?;
    let rows: Vec<Row<'_>> = voices.voices.iter().map(Row::of).collect();
    let found = table::search(&rows, searched, &args.query.join(" "));
    let found: Vec<&Row<'_>> = found.into_iter().map(|row| &rows[row]).collect();
    if out.json {
        out.value(&found);
    } else {
        table::lines(found.iter().map(|row| row.cells()).collect()).for_each(|line| out.line(&line));
    }
    out.flush();
    out.note(&table::found(found.len(), rows.len(), "voice"));
    if voices.damaged > 0 {
        say(&format!("{} could not be read", plural(voices.damaged, "record")));
    }
    Ok(())
}

/// What a query looks through. The language and the gender are fields: `male` is in `female` too.
fn searched<'a>(row: &Row<'a>) -> (String, [&'a str; 2]) {
    (format!("{} {}", row.name, row.id), [row.language, row.gender])
}
