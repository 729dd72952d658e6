//! The current generation of the API, beside what [`Client`] asks of the older one: lists in pages, looks, uploads.

mod account;
mod assets;
mod avatars;
mod speech;
mod videos;
mod voices;

use std::collections::HashSet;

use serde::Deserialize;

use super::Client;
use super::endpoints::Place;
use super::lenient::{Items, Loose, items};
use super::parse::id;
use super::request::LIST;
use crate::domain::Fault;

pub(super) use account::balance;
#[cfg(test)]
pub(super) use assets::asset;
#[cfg(test)]
pub(super) use avatars::{cast, made};
#[cfg(test)]
pub(super) use speech::spoken;
#[cfg(test)]
pub(super) use videos::statuses;
pub(super) use videos::video_page;
#[cfg(test)]
pub(super) use voices::voices;

/// Pages of a list that are read at most.
const MAX_PAGES: usize = 500;

/// A list: the records, and the cursor beside them.
#[derive(Deserialize)]
pub(super) struct Page<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    data: Option<Items<'a>>,
    #[serde(borrow, default)]
    has_more: Loose<'a>,
    #[serde(borrow, default)]
    next_token: Loose<'a>,
}

impl<'a> Page<'a> {
    pub(super) fn read(whole: &'a str) -> Option<Self> {
        serde_json::from_str(whole).ok()
    }

    /// The records; `None` where there is no list.
    pub(super) fn items(&self) -> Option<&Items<'a>> {
        self.data.as_ref()
    }

    /// What the next page is asked with, if there is one.
    pub(super) fn next(&self) -> Option<String> {
        let more = self.has_more.truth() != Some(false);
        id(&self.next_token).filter(|_| more).map(String::from)
    }
}

/// Some records of a list.
pub(super) struct Part<T> {
    pub(super) records: Vec<T>,
    pub(super) next: Option<String>,
}

impl Client {
    /// All records of a list, page by page: each page names the next one.
    async fn pages<T>(
        &self,
        asked: &'static str,
        place: Place,
        read: impl Fn(&str) -> Option<Part<T>>,
    ) -> Result<Vec<T>, Fault> {
        let (mut all, mut token, mut seen) = (Vec::new(), None::<String>, HashSet::new());
        for _ in 0..MAX_PAGES {
            let mut place = place.clone();
            if let Some(token) = &token {
                place = place.query("token", token);
            }
            let call = self.get(asked, &place).cap(LIST).time(self.patience.list);
            let page = self.ask_whole(call, |_, whole| read(whole)).await?;
            all.extend(page.records);
            // Pages that name each other as the next would never end.
            token = page.next.filter(|next| seen.insert(next.clone()));
            if token.is_none() {
                break;
            }
        }
        Ok(all)
    }
}
