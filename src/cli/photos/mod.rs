//! `cuecard photos [QUERY]`: the talking photos of the account, and new ones.

mod make;

use serde::Serialize;

use super::commands::{self, How};
use super::error::Trouble;
use super::output::{Out, say};
use super::table;
use crate::domain::plural;
use crate::domain::{Cast, Look, Photo, PhotoId};
use crate::studio::{Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    deed: Option<make::Deed>,
    /// Words to find in the name or id
    query: Vec<String>,
    #[command(flatten)]
    how: How,
}

impl Args {
    /// How it is told to work, wherever that is said.
    pub(super) fn how(&mut self) -> &mut How {
        self.deed.as_mut().map_or(&mut self.how, make::Deed::how)
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a PhotoId,
    name: &'a str,
    picture: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(photo: &'a Photo) -> Self {
        Self { id: &photo.id, name: &photo.name, picture: photo.picture.as_deref() }
    }

    fn of_look(look: &'a Look) -> Self {
        Self { id: &look.id, name: &look.name, picture: look.picture.as_deref() }
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    if let Some(deed) = &args.deed {
        return deed.run(out);
    }
    let cast = commands::errand(&args.how.place, async |runner| {
        let read = |reply| if let Reply::Cast(cast) = reply { Some(cast) } else { None };
        Ok(commands::answer(runner, Request::Cast, read).await?)
    })?;
    let query = args.query.join(" ");
    let said = |photo: &Photo| (format!("{} {}", photo.name, photo.id), []);
    let found = table::search(&cast.photos, said, &query);
    let found: Vec<&Photo> = found.into_iter().map(|row| &cast.photos[row]).collect();
    if out.json {
        out.value(&found.iter().map(|photo| Row::of(photo)).collect::<Vec<_>>());
    } else {
        let rows = found.iter().map(|photo| [photo.id.to_string(), photo.name.clone()]).collect();
        table::lines(rows).for_each(|line| out.line(&line));
    }
    out.flush();
    tell(&cast, found.len(), out);
    Ok(())
}

fn tell(cast: &Cast, found: usize, out: &mut Out) {
    out.note(&table::found(found, cast.photos.len(), "talking photo"));
    if cast.others > 0 {
        out.note(&format!("{} of other kinds, which make no photo videos", plural(cast.others, "avatar")));
    }
    if cast.damaged > 0 {
        say(&format!("{} could not be read", plural(cast.damaged, "record")));
    }
}
