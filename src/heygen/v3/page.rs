//! Lists in pages: each page names the next one by a token.

use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::domain::Error;
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::lenient::record;
use crate::heygen::parse::parse_id;

/// Pages of a list that are requested at most.
const MAX_PAGES: usize = 500;

record! {
    /// A page: the records, and the token of the next page beside them.
    pub(super) CursorPage { has_more, next_token; [data] }
}

impl<'a> CursorPage<'a> {
    pub(super) fn parse(body: &'a str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    /// The records; `None` where there is no list.
    pub(super) fn records(&self) -> Option<&[&'a RawValue]> {
        self.data.as_deref()
    }

    /// The token of the next page, if there is one.
    pub(super) fn next_token(&self) -> Option<String> {
        let has_more = self.has_more.boolean() != Some(false);
        parse_id(&self.next_token).filter(|_| has_more).map(String::from)
    }
}

impl Client {
    /// Requests all pages of a list, and parses each one's whole body.
    pub(super) async fn fetch_all_pages<T>(
        &self,
        subject: &'static str,
        path: EndpointPath,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Error> {
        let (mut pages, mut token, mut seen) = (Vec::new(), None::<String>, HashSet::new());
        for _ in 0..MAX_PAGES {
            let mut path = path.clone();
            if let Some(token) = &token {
                path = path.with_query("token", token);
            }
            let page = self.execute_with_body(self.get_list(subject, &path), |_, body| {
                Some((parse(body)?, CursorPage::parse(body)?.next_token()))
            });
            let (page, next_token) = page.await?;
            pages.push(page);
            // Pages that name each other as the next would never end.
            token = next_token.filter(|next| seen.insert(next.clone()));
            if token.is_none() {
                break;
            }
        }
        Ok(pages)
    }
}
