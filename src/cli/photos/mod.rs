//! `cuecard photos [QUERY]`: the talking photos of the account, and the creation of new ones.

mod create;
mod photo_row;

use photo_row::PhotoRow;

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::output::CommandOutput;
use super::requests::{self, CommonArgs};
use super::stderr::print_note;
use super::table;
use crate::domain::{Error, ErrorKind, Photo, PhotoCatalog, format_count};

/// Arguments of `cuecard photos`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PhotosArgs {
    #[command(subcommand)]
    subcommand: Option<create::PhotosSubcommand>,
    /// Words to find in the name or id
    query: Vec<String>,
    /// List the stock avatars of API v3 in place of your own photos
    #[arg(long)]
    stock: bool,
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
        Ok(if args.stock {
            requests::load_stock(runner).await.map_err(stock_error)?
        } else {
            requests::load_photos(runner).await?
        })
    })?;
    let query = args.query.join(" ");
    let searched = |photo: &Photo| (format!("{} {}", photo.name, photo.id), []);
    let found = table::search(&catalog.photos, searched, &query);
    let found: Vec<&Photo> = found.into_iter().map(|row| &catalog.photos[row]).collect();
    out.print_rows(
        &found,
        |photo| PhotoRow::from_photo(photo),
        |photo| [photo.id.to_string(), photo.name.clone(), kind_cell(photo)],
    );
    let noun = if args.stock { "stock avatar" } else { "talking photo" };
    print_summary(&catalog, found.len(), noun, out);
    Ok(())
}

/// What a look is and what animates it, and whether its person has not consented yet; empty for a talking photo.
fn kind_cell(photo: &Photo) -> String {
    let kind = if photo.profile.is_plain_photo() { String::new() } else { photo.profile.describe() };
    if photo.awaits_consent { format!("{kind}, no consent yet") } else { kind }
}

/// API v2 has no stock avatars.
fn stock_error(error: Error) -> CliError {
    // A refusal of the service has a status.
    if error.kind != ErrorKind::Refused || error.http_status.is_some() {
        return error.into();
    }
    CliError::new(CliErrorKind::Refused, "Stock avatars need API v3: use --api v3, or --api auto", "")
}

fn print_summary(catalog: &PhotoCatalog, found: usize, noun: &str, out: &mut CommandOutput) {
    out.note(&table::match_summary(found, catalog.photos.len(), noun));
    if catalog.other_avatar_count > 0 {
        out.note(&format!(
            "{} of other kinds, which need API v3",
            format_count(catalog.other_avatar_count, "avatar")
        ));
    }
    let without_consent = catalog.photos.iter().filter(|photo| photo.awaits_consent).count();
    if without_consent > 0 {
        let count = format_count(without_consent, "look");
        out.note(&format!(
            "{count} without consent: the service makes no videos of such a look before it is given at app.heygen.com"
        ));
    }
    if catalog.failed_count > 0 {
        out.note(&format!(
            "{} failed, or no engine animates them",
            format_count(catalog.failed_count, "look")
        ));
    }
    if catalog.unreadable_count > 0 {
        print_note(&format!("{} could not be read", format_count(catalog.unreadable_count, "record")));
    }
}
