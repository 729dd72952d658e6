//! Loads the stock avatars: one page after the other, so that a list of thousands is no burst of requests.

use std::collections::HashSet;

use super::job::Job;
use crate::domain::{ApiVersion, Error, ErrorKind, PhotoCatalog};
use crate::studio::{CatalogReply, StockPages};

/// Pages in a reply, after the first page, which comes alone: each reply makes the list anew.
const PAGES_PER_REPLY: usize = 5;
/// Pages that are requested at most.
const MAX_PAGES: usize = 500;

pub(super) async fn load(job: &Job) -> Result<(), Error> {
    let client = job.client().await?;
    if client.dialect().api_version() != ApiVersion::V3 {
        return Err(Error::new("the stock avatars", ErrorKind::Refused, "they need API v3"));
    }
    let (mut token, mut seen) = (None::<String>, HashSet::new());
    let mut pending = PhotoCatalog::default();
    for number in 0..MAX_PAGES {
        let page = client.stock_page(token.as_deref()).await?;
        pending.photos.extend(page.catalog.photos);
        pending.failed_count += page.catalog.failed_count;
        pending.unreadable_count += page.catalog.unreadable_count;
        // Pages that name each other as the next would never end.
        token = page.next_token.filter(|next| seen.insert(next.clone()));
        let is_last = token.is_none() || number + 1 == MAX_PAGES;
        if is_last || number % PAGES_PER_REPLY == 0 {
            let catalog = std::mem::take(&mut pending);
            job.reply(CatalogReply::StockLoaded(Ok(StockPages { catalog, is_last })));
        }
        if is_last {
            break;
        }
    }
    Ok(())
}
