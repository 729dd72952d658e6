//! The current generation of the API, beside what [`Client`] asks of the older one: lists in pages, looks, uploads.

mod account;
mod assets;
mod looks;
mod speech;
mod videos;
mod voices;

use std::collections::HashSet;

use serde::Deserialize;

use super::Client;
use super::endpoints::EndpointPath;
use super::lenient::{LenientValue, RawList, deserialize_list};
use super::parse::parse_id;
use super::request::MAX_LIST_BYTES;
use crate::domain::Error;

pub(super) use account::parse_balance;
#[cfg(test)]
pub(super) use assets::parse_asset;
#[cfg(test)]
pub(super) use looks::{parse_created_look, parse_photos};
#[cfg(test)]
pub(super) use speech::parse_speech_seconds;
#[cfg(test)]
pub(super) use videos::parse_statuses;
pub(super) use videos::parse_video_page;
#[cfg(test)]
pub(super) use voices::parse_voices;

/// Pages of a list that are read at most.
const MAX_PAGES: usize = 500;

/// A list: the records, and the cursor beside them.
#[derive(Deserialize)]
pub(super) struct CursorPage<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    data: Option<RawList<'a>>,
    #[serde(borrow, default)]
    has_more: LenientValue<'a>,
    #[serde(borrow, default)]
    next_token: LenientValue<'a>,
}

impl<'a> CursorPage<'a> {
    pub(super) fn parse(whole: &'a str) -> Option<Self> {
        serde_json::from_str(whole).ok()
    }

    /// The records; `None` where there is no list.
    pub(super) fn items(&self) -> Option<&RawList<'a>> {
        self.data.as_ref()
    }

    /// What the next page is asked with, if there is one.
    pub(super) fn next_token(&self) -> Option<String> {
        let more = self.has_more.boolean() != Some(false);
        parse_id(&self.next_token).filter(|_| more).map(String::from)
    }
}

/// Some records of a list.
pub(super) struct PageRecords<T> {
    pub(super) records: Vec<T>,
    pub(super) next_token: Option<String>,
}

impl Client {
    /// All records of a list, page by page: each page names the next one.
    async fn fetch_all_pages<T>(
        &self,
        asked: &'static str,
        place: EndpointPath,
        read: impl Fn(&str) -> Option<PageRecords<T>>,
    ) -> Result<Vec<T>, Error> {
        let (mut all, mut token, mut seen) = (Vec::new(), None::<String>, HashSet::new());
        for _ in 0..MAX_PAGES {
            let mut place = place.clone();
            if let Some(token) = &token {
                place = place.with_query("token", token);
            }
            let call = self
                .get(asked, &place)
                .with_max_response_bytes(MAX_LIST_BYTES)
                .with_timeout(self.retry_policy.list_timeout);
            let page = self.execute_with_body(call, |_, whole| read(whole)).await?;
            all.extend(page.records);
            // Pages that name each other as the next would never end.
            token = page.next_token.filter(|next| seen.insert(next.clone()));
            if token.is_none() {
                break;
            }
        }
        Ok(all)
    }
}
