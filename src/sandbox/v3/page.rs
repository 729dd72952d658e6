//! Lists in pages, behind cursors that say nothing to those who hold them.

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::error::V3ErrorReply;
use super::reply::listed;
use crate::sandbox::http::query;

/// How much of which list is wanted. A list's items carry marks that only grow along it, so that what is
/// new or gone shifts no later page.
#[derive(Debug)]
pub(super) struct CursorPage {
    list: &'static str,
    limit: usize,
    /// The mark of the last item seen.
    after: Option<u64>,
}

impl CursorPage {
    /// Reads `limit` and `token`.
    pub(super) fn read(
        list: &'static str,
        query: Option<&str>,
        usual: usize,
        most: usize,
    ) -> Result<Self, V3ErrorReply> {
        let given = |name| query::value(query, name).filter(|text| !text.is_empty());
        let limit = given("limit").map_or(Ok(usual), |text| text.parse());
        let limit = limit.ok().filter(|limit| (1..=most).contains(limit));
        let limit =
            limit.ok_or_else(|| V3ErrorReply::invalid("limit", &format!("must be between 1 and {most}")))?;
        let after = match given("token") {
            None => None,
            Some(token) => Some(
                mark(list, &token)
                    .ok_or_else(|| V3ErrorReply::invalid("token", "is no cursor of this list"))?,
            ),
        };
        Ok(Self { list, limit, after })
    }

    /// The items of the page, described, in the envelope of lists.
    pub(super) fn of<T>(
        &self,
        items: impl Iterator<Item = (u64, T)>,
        describe: impl Fn(T) -> Value,
    ) -> Response {
        let mut rest = items.skip_while(|(mark, _)| self.after.is_some_and(|after| *mark <= after));
        let shown: Vec<(u64, T)> = rest.by_ref().take(self.limit).collect();
        let last = shown.last().map(|(mark, _)| *mark);
        let next = rest.next().and(last).map(|mark| STANDARD.encode(format!("{}:{mark}", self.list)));
        let data: Vec<Value> = shown.into_iter().map(|(_, item)| describe(item)).collect();
        listed(&data, next.as_deref())
    }
}

/// The mark in a cursor; none when it was not made for this list.
fn mark(list: &str, token: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix(list)?.strip_prefix(':')?.parse().ok()
}
