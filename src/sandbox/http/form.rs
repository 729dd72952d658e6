//! Reads JSON bodies field by field, with the error messages of the service.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::reply::{ErrorReply, is_v3};

/// Bodies of v3 may contain pictures as base64.
const MAX_V3_BODY_BYTES: usize = 48 << 20;
const MAX_BODY_BYTES: usize = 2 << 20;
/// Bytes of a too large body that are read and dropped: a client reads no reply while it is still sending.
const MAX_DRAIN_BYTES: usize = 400 << 20;

type Fields = Map<String, Value>;

/// The body of a request: a JSON object.
#[derive(Debug)]
pub(crate) struct JsonBody(Fields);

/// A JSON object of a body, with the path that leads to it. Unknown fields are ignored, unless [`Form::accept_only`] is
/// called.
#[derive(Debug, Clone)]
pub(crate) struct Form<'a> {
    path: String,
    fields: &'a Fields,
}

impl JsonBody {
    /// The fields, except null ones.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().filter(|(_, value)| !value.is_null())
    }

    pub(crate) fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    pub(crate) fn form(&self) -> Form<'_> {
        Form { path: String::new(), fields: &self.0 }
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ErrorReply;

    async fn from_request(request: Request, _: &S) -> Result<Self, ErrorReply> {
        let most = if is_v3(request.uri().path()) { MAX_V3_BODY_BYTES } else { MAX_BODY_BYTES };
        let bytes = read_body(request.into_body(), most).await?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(ErrorReply::invalid("body", "value is not a valid dict")),
            Err(error) => Err(ErrorReply::invalid("body", &format!("malformed JSON: {error}"))),
        }
    }
}

/// Reads the whole body; an error if it is larger than `most` bytes.
pub(crate) async fn read_body(body: Body, most: usize) -> Result<Vec<u8>, ErrorReply> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut dropped = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| ErrorReply::invalid("body", &error.to_string()))?;
        if dropped > 0 || bytes.len() + chunk.len() > most {
            dropped += bytes.len() + chunk.len();
            bytes = Vec::new();
            if dropped > MAX_DRAIN_BYTES {
                break;
            }
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if dropped == 0 {
        return Ok(bytes);
    }
    let why = format!("The body is larger than {} MB", most >> 20);
    Err(ErrorReply::v1(StatusCode::PAYLOAD_TOO_LARGE, 400_013, &why))
}

impl<'a> Form<'a> {
    pub(crate) fn path_of(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    pub(crate) fn refuse<T>(&self, field: &str, why: &str) -> Result<T, ErrorReply> {
        Err(ErrorReply::invalid(&self.path_of(field), why))
    }

    /// Refuses a field that none of these lists names, even a null one.
    pub(crate) fn accept_only(&self, known: &[&[&str]]) -> Result<(), ErrorReply> {
        let is_known = |field: &str| known.iter().any(|fields| fields.contains(&field));
        match self.fields.keys().find(|field| !is_known(field)) {
            Some(field) => self.refuse(field, "extra fields not permitted"),
            None => Ok(()),
        }
    }

    /// The field, unless it is absent or null.
    pub(crate) fn value(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    fn required(&self, field: &str) -> Result<&'a Value, ErrorReply> {
        match self.fields.get(field) {
            None => self.refuse(field, "field required"),
            Some(Value::Null) => self.refuse(field, "none is not an allowed value"),
            Some(value) => Ok(value),
        }
    }

    /// A required text that is not blank.
    pub(crate) fn required_text(&self, field: &str) -> Result<&'a str, ErrorReply> {
        let text = self.required(field)?.as_str();
        match text {
            None => self.refuse(field, "str type expected"),
            Some(text) if text.trim().is_empty() => {
                self.refuse(field, "ensure this value has at least 1 characters")
            }
            Some(text) => Ok(text),
        }
    }

    /// The same, of at most `most` characters.
    pub(crate) fn short_text(&self, field: &str, most: usize) -> Result<&'a str, ErrorReply> {
        let text = self.required_text(field)?;
        if text.chars().count() <= most {
            return Ok(text);
        }
        self.refuse(field, &format!("ensure this value has at most {most} characters"))
    }

    pub(crate) fn text(&self, field: &str) -> Result<Option<&'a str>, ErrorReply> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => self.refuse(field, "str type expected"),
        }
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, ErrorReply> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => self.refuse(field, "value could not be parsed to a boolean"),
        }
    }

    /// One of a closed set of words.
    pub(crate) fn choice(&self, field: &str, among: &[&str]) -> Result<Option<&'a str>, ErrorReply> {
        let Some(word) = self.text(field)? else { return Ok(None) };
        if among.contains(&word) {
            return Ok(Some(word));
        }
        let permitted: Vec<String> = among.iter().map(|word| format!("'{word}'")).collect();
        let why = format!("value is not a valid enumeration member; permitted: {}", permitted.join(", "));
        self.refuse(field, &why)
    }

    pub(crate) fn required_choice(&self, field: &str, among: &[&str]) -> Result<&'a str, ErrorReply> {
        let word = self.required_text(field)?;
        self.choice(field, among)?;
        Ok(word)
    }

    /// A required whole number greater than `above` and less than `below`.
    pub(crate) fn number_between(&self, field: &str, above: u32, below: u32) -> Result<u32, ErrorReply> {
        let value = self.required(field)?;
        let whole =
            value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).and_then(narrow));
        let Some(whole) = whole else { return self.refuse(field, "value is not a valid integer") };
        if whole <= i64::from(above) {
            return self.refuse(field, &format!("ensure this value is greater than {above}"));
        }
        if whole >= i64::from(below) {
            return self.refuse(field, &format!("ensure this value is less than {below}"));
        }
        Ok(u32::try_from(whole).unwrap_or(below))
    }

    /// A number of at least `low` and at most `high`.
    pub(crate) fn number_within(&self, field: &str, low: f64, high: f64) -> Result<Option<f64>, ErrorReply> {
        let Some(value) = self.value(field) else { return Ok(None) };
        match value.as_f64() {
            None => self.refuse(field, "value is not a valid float"),
            Some(number) if number < low => {
                self.refuse(field, &format!("ensure this value is greater than or equal to {low}"))
            }
            Some(number) if number > high => {
                self.refuse(field, &format!("ensure this value is less than or equal to {high}"))
            }
            number => Ok(number),
        }
    }

    /// An object, unless it is absent or null.
    pub(crate) fn object(&self, field: &str) -> Result<Option<Form<'a>>, ErrorReply> {
        self.value(field).map(|value| self.object_at(field, value)).transpose()
    }

    pub(crate) fn required_object(&self, field: &str) -> Result<Form<'a>, ErrorReply> {
        let value = self.required(field)?;
        self.object_at(field, value)
    }

    fn object_at(&self, field: &str, value: &'a Value) -> Result<Form<'a>, ErrorReply> {
        match value {
            Value::Object(fields) => Ok(Form { path: self.path_of(field), fields }),
            _ => self.refuse(field, "value is not a valid dict"),
        }
    }

    /// A list of at least one and at most `most` objects.
    pub(crate) fn objects(&self, field: &str, most: usize) -> Result<Vec<Form<'a>>, ErrorReply> {
        let items = self.required_list(field, most)?;
        let item = |(at, value)| self.object_at(&format!("{field}.{at}"), value);
        items.iter().enumerate().map(item).collect()
    }

    /// A list of at least one and at most `most` texts.
    pub(crate) fn texts(&self, field: &str, most: usize) -> Result<Vec<&'a str>, ErrorReply> {
        let items = self.required_list(field, most)?;
        let item = |(at, value): (usize, &'a Value)| match value.as_str() {
            Some(text) => Ok(text),
            None => self.refuse(&format!("{field}.{at}"), "str type expected"),
        };
        items.iter().enumerate().map(item).collect()
    }

    fn required_list(&self, field: &str, most: usize) -> Result<&'a [Value], ErrorReply> {
        match self.required(field)? {
            Value::Array(items) if items.is_empty() => {
                self.refuse(field, "ensure this value has at least 1 items")
            }
            Value::Array(items) if items.len() > most => {
                self.refuse(field, &format!("ensure this value has at most {most} items"))
            }
            Value::Array(items) => Ok(items),
            _ => self.refuse(field, "value is not a valid list"),
        }
    }
}

/// A float without a fraction as an integer; none when it is out of range.
fn narrow(number: f64) -> Option<i64> {
    (number.abs() < 1e9).then(|| format!("{number:.0}").parse().ok()).flatten()
}
