//! `cuecard voices [QUERY]`: the voices of the account.

use serde::Serialize;

use super::error::CliError;
use super::output::CommandOutput;
use super::requests::{self, CommonArgs};
use super::stderr::print_note;
use super::table;
use crate::domain::format_count;
use crate::domain::{Voice, VoiceId};

/// Arguments of `cuecard voices`.
#[derive(Debug, clap::Args)]
pub(super) struct VoicesArgs {
    /// Words to find in the name, language, gender or id
    query: Vec<String>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct VoiceRow<'a> {
    id: &'a VoiceId,
    name: &'a str,
    language: &'a str,
    gender: &'static str,
    /// The URL of its sample.
    sample: Option<&'a str>,
    pauses: Option<bool>,
    emotions: Option<bool>,
}

impl<'a> VoiceRow<'a> {
    fn from_voice(voice: &'a Voice) -> Self {
        Self {
            id: &voice.id,
            name: &voice.name,
            language: &voice.language,
            gender: voice.gender.as_str(),
            sample: voice.sample_url.as_deref(),
            pauses: voice.supports_pauses,
            emotions: voice.supports_emotions,
        }
    }

    fn table_cells(&self) -> [String; 5] {
        let sample = if self.sample.is_some() { "sample" } else { "-" };
        [self.id.as_str(), self.name, self.language, self.gender, sample].map(str::to_owned)
    }
}

pub(super) fn run(args: &VoicesArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let voices =
        requests::with_runner(&args.common.service, async |runner| Ok(requests::load_voices(runner).await?))?;
    let rows: Vec<VoiceRow<'_>> = voices.voices.iter().map(VoiceRow::from_voice).collect();
    let found = table::search(&rows, search_fields, &args.query.join(" "));
    let found: Vec<&VoiceRow<'_>> = found.into_iter().map(|row| &rows[row]).collect();
    out.print_rows(&found, |row| row, |row| row.table_cells());
    out.note(&table::match_summary(found.len(), rows.len(), "voice"));
    if voices.unreadable_count > 0 {
        print_note(&format!("{} could not be read", format_count(voices.unreadable_count, "record")));
    }
    Ok(())
}

/// What a query searches. The language and the gender match as whole fields: `male` is a part of `female`.
fn search_fields<'a>(row: &VoiceRow<'a>) -> (String, [&'a str; 2]) {
    (format!("{} {}", row.name, row.id), [row.language, row.gender])
}
