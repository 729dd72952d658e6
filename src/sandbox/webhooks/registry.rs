//! The registry of webhook endpoints, which v1 and v3 share: add, update, delete.

use super::event::EVENT_TYPES;
use super::state::WebhookEndpoint;
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::service::Service;

/// Whether this is an http or https URL.
fn is_url(url: &str) -> bool {
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let head = url.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
    });
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    !host.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The event types in a body, if there are any.
fn event_types(form: &Form<'_>) -> Result<Option<Vec<String>>, ErrorReply> {
    if form.value("events").is_none() {
        return Ok(None);
    }
    let types = form.texts("events", EVENT_TYPES.len())?;
    match types.iter().position(|wanted| !is_event_type(wanted)) {
        Some(at) => form
            .refuse(&format!("events.{at}"), "value is not a valid enumeration member: no such event type"),
        None => Ok(Some(types.into_iter().map(str::to_owned).collect())),
    }
}

pub(crate) fn is_event_type(name: &str) -> bool {
    EVENT_TYPES.iter().any(|(known, _)| *known == name)
}

/// Adds the endpoint of a body, which receives events from now on.
pub(crate) fn add(
    service: &Service,
    form: &Form<'_>,
    invalid_url: impl Fn() -> ErrorReply,
) -> Result<WebhookEndpoint, ErrorReply> {
    form.required_text("url")?;
    let endpoint = WebhookEndpoint {
        id: service.new_id(),
        url: url(form, invalid_url)?.unwrap_or_default(),
        events: event_types(form)?,
        entity_id: form.text("entity_id")?.map(str::to_owned),
        secret: new_secret(service),
        created: service.now(),
    };
    service.change(|world| world.webhooks.endpoints.push(endpoint.clone()))?;
    Ok(endpoint)
}

/// Changes the fields that a body has; none if there is no such endpoint.
pub(crate) fn update(
    service: &Service,
    id: &str,
    form: &Form<'_>,
    invalid_url: impl Fn() -> ErrorReply,
) -> Result<Option<WebhookEndpoint>, ErrorReply> {
    let (url, events) = (url(form, invalid_url)?, event_types(form)?);
    change(service, id, |endpoint| {
        endpoint.url = url.unwrap_or_else(|| endpoint.url.clone());
        endpoint.events = events.or_else(|| endpoint.events.clone());
    })
}

/// The URL in a body, if there is one.
fn url(form: &Form<'_>, invalid: impl Fn() -> ErrorReply) -> Result<Option<String>, ErrorReply> {
    match form.text("url")? {
        Some(url) if !is_url(url) => Err(invalid()),
        url => Ok(url.map(str::to_owned)),
    }
}

/// Replaces the secret; none if there is no such endpoint.
pub(crate) fn rotate_secret(service: &Service, id: &str) -> Result<Option<WebhookEndpoint>, ErrorReply> {
    let secret = new_secret(service);
    change(service, id, |endpoint| endpoint.secret = secret)
}

/// Deletes an endpoint; gives whether there was one.
pub(crate) fn delete(service: &Service, id: &str) -> Result<bool, ErrorReply> {
    service.change(|world| world.webhooks.endpoints.remove(id))
}

fn change(
    service: &Service,
    id: &str,
    edit: impl FnOnce(&mut WebhookEndpoint),
) -> Result<Option<WebhookEndpoint>, ErrorReply> {
    service.change(|world| {
        world.webhooks.endpoints.update(id, edit);
        world.webhooks.endpoint(id).cloned()
    })
}

fn new_secret(service: &Service) -> String {
    format!("whsec_{}", service.new_id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_url_must_be_http_or_https() {
        for url in ["https://example.test/hook", "http://127.0.0.1:80", "HTTPS://example.test?x"] {
            assert!(is_url(url), "{url}");
        }
        for url in ["", "example.test", "ftp://example.test", "https://", "https:///x", "http://a b", "é://é"]
        {
            assert!(!is_url(url), "{url}");
        }
    }
}
