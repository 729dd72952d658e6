//! `cuecard photos [QUERY]`: the talking photos of the account, and the creation of new ones.

mod create;
mod photo_row;

use photo_row::PhotoRow;

use super::error::CliError;
use super::output::CommandOutput;
use super::requests::{self, CommonArgs};
use super::stderr::print_note;
use super::table;
use crate::domain::format_count;
use crate::domain::{Photo, PhotoCatalog};
use crate::studio::{CatalogReply, CatalogRequest, Reply};

/// Arguments of `cuecard photos`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PhotosArgs {
    #[command(subcommand)]
    subcommand: Option<create::PhotosSubcommand>,
    /// Words to find in the name or id
    query: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
}

impl PhotosArgs {
    /// The common options, of the command or of its subcommand.
    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        self.subcommand.as_mut().map_or(&mut self.common, create::PhotosSubcommand::common_mut)
    }
}

pub(super) fn run(args: &PhotosArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    if let Some(action) = &args.subcommand {
        return action.run(out);
    }
    let catalog = requests::with_runner(&args.common.service, async |runner| {
        let read = |reply| {
            if let Reply::Catalog(CatalogReply::PhotosLoaded(catalog)) = reply { Some(catalog) } else { None }
        };
        Ok(requests::request_reply(runner, CatalogRequest::LoadPhotos, read).await?)
    })?;
    let query = args.query.join(" ");
    let said = |photo: &Photo| (format!("{} {}", photo.name, photo.id), []);
    let found = table::search(&catalog.photos, said, &query);
    let found: Vec<&Photo> = found.into_iter().map(|row| &catalog.photos[row]).collect();
    if out.json {
        out.print_json(&found.iter().map(|photo| PhotoRow::from_photo(photo)).collect::<Vec<_>>());
    } else {
        let rows = found.iter().map(|photo| [photo.id.to_string(), photo.name.clone()]).collect();
        table::format_rows(rows).for_each(|line| out.print_line(&line));
    }
    out.flush();
    print_summary(&catalog, found.len(), out);
    Ok(())
}

fn print_summary(catalog: &PhotoCatalog, found: usize, out: &mut CommandOutput) {
    out.note(&table::match_summary(found, catalog.photos.len(), "talking photo"));
    if catalog.other_avatar_count > 0 {
        out.note(&format!(
            "{} of other kinds, which make no photo videos",
            format_count(catalog.other_avatar_count, "avatar")
        ));
    }
    if catalog.unreadable_count > 0 {
        print_note(&format!("{} could not be read", format_count(catalog.unreadable_count, "record")));
    }
}
