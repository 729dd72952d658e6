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
    let catalog =
        requests::with_runner(&args.common.service, async |runner| Ok(requests::load_photos(runner).await?))?;
    let query = args.query.join(" ");
    let searched = |photo: &Photo| (format!("{} {}", photo.name, photo.id), []);
    let found = table::search(&catalog.photos, searched, &query);
    let found: Vec<&Photo> = found.into_iter().map(|row| &catalog.photos[row]).collect();
    out.print_rows(
        &found,
        |photo| PhotoRow::from_photo(photo),
        |photo| [photo.id.to_string(), photo.name.clone()],
    );
    print_summary(&catalog, found.len(), out);
    Ok(())
}

fn print_summary(catalog: &PhotoCatalog, found: usize, out: &mut CommandOutput) {
    out.note(&table::match_summary(found, catalog.photos.len(), "talking photo"));
    if catalog.other_avatar_count > 0 {
        out.note(&format!(
            "{} of other kinds, which are not supported",
            format_count(catalog.other_avatar_count, "avatar")
        ));
    }
    if catalog.unreadable_count > 0 {
        print_note(&format!("{} could not be read", format_count(catalog.unreadable_count, "record")));
    }
}
