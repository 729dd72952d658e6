//! Paged lists with opaque cursors.

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::sandbox::http::{ErrorReply, RequestQuery, reply};

/// The requested page of a list. Items have positions that ascend along the list, so that added and removed items do
/// not shift later pages.
#[derive(Debug)]
pub(super) struct SandboxPage {
    list: &'static str,
    limit: usize,
    /// The position of the last item of the previous page.
    after: Option<u64>,
}

impl SandboxPage {
    /// Reads `limit` and `token`.
    pub(super) fn read(
        list: &'static str,
        query: &RequestQuery,
        usual: usize,
        most: usize,
    ) -> Result<Self, ErrorReply> {
        let limit = query.get("limit").map_or(Ok(usual), str::parse);
        let limit = limit.ok().filter(|limit| (1..=most).contains(limit));
        let limit = limit
            .ok_or_else(|| ErrorReply::invalid_param("limit", &format!("must be between 1 and {most}")))?;
        let after = match query.get("token") {
            None => None,
            Some(token) => Some(
                position(list, token)
                    .ok_or_else(|| ErrorReply::invalid_param("token", "is not a cursor of this list"))?,
            ),
        };
        Ok(Self { list, limit, after })
    }

    /// The position of the last item of the previous page.
    pub(super) fn after(&self) -> Option<u64> {
        self.after
    }

    /// The reply with the items of the page.
    pub(super) fn reply<T>(
        &self,
        items: impl Iterator<Item = (u64, T)>,
        describe: impl Fn(T) -> Value,
    ) -> Response {
        let mut rest = items.skip_while(|(position, _)| self.after.is_some_and(|after| *position <= after));
        let shown: Vec<(u64, T)> = rest.by_ref().take(self.limit).collect();
        let last = shown.last().map(|(position, _)| *position);
        let next = rest.next().and(last).map(|position| STANDARD.encode(format!("{}:{position}", self.list)));
        let data: Vec<Value> = shown.into_iter().map(|(_, item)| describe(item)).collect();
        reply::v3_list(&data, next.as_deref())
    }
}

/// The position in a cursor; none if it is not of this list.
fn position(list: &str, token: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix(list)?.strip_prefix(':')?.parse().ok()
}
