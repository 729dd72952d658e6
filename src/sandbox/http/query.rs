//! The query of a request.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;

/// The parameters of a request's query, decoded.
#[derive(Debug)]
pub(crate) struct RequestQuery(Vec<(String, String)>);

impl RequestQuery {
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first value of a parameter; none if it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_parameters_and_escapes_are_decoded() {
        let query = RequestQuery::of(&"/?a=1&video_id=x%20y+z%zz&a=2&b".parse().unwrap());
        assert_eq!(query.get("a"), Some("1"));
        assert_eq!(query.get("video_id"), Some("x y z%zz"));
        assert_eq!((query.get("b"), query.get("c")), (None, None));
    }
}
