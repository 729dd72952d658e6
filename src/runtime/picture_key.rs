//! The picture keys that a render may be sent with: remembered, read from the photo's details, its id, or uploaded.

use std::collections::VecDeque;

use super::api_version;
use super::blocking::run_blocking;
use super::job::Job;
use super::media_cache::MAX_PICTURE_BYTES;
use super::picture_file::prepare_upload;
use super::uploads;
use crate::domain::{
    Error, ErrorKind, PhotoId, PictureIssue, PictureKey, PictureKeyAttempt, PictureKeyChoice,
    PictureKeyLookup, PictureKeySource, RenderId, picture_key_from_url, text,
};
use crate::heygen::{Client, RetryPolicy};
use crate::store::{PictureKeyHistory, RenderPictureKey, failpoint};

/// The picture keys that a render may be sent with, in the order in which they are tried.
#[derive(Debug)]
pub(super) struct PictureKeyCandidates {
    photo: PhotoId,
    choice: PictureKeyChoice,
    remembered: Option<(PictureKey, PictureKeySource)>,
    remaining: VecDeque<PictureKeyLookup>,
    /// Keys that led to no render.
    tried: Vec<PictureKeyAttempt>,
    /// Whether the user agreed to an upload.
    may_upload: bool,
}

/// The next picture key.
#[derive(Debug)]
pub(super) enum NextPictureKey {
    Key(PictureKey, PictureKeySource),
    /// An upload may give one; the user must agree first.
    NeedsUploadConsent,
    Exhausted,
}

impl PictureKeyCandidates {
    pub(super) async fn new(job: &Job, photo: &PhotoId, choice: PictureKeyChoice) -> Result<Self, Error> {
        let own = photo.clone();
        let history = job.with_ledger(move |ledger, _| ledger.picture_key_history(&own)).await?;
        let PictureKeyHistory {
            last_accepted_source: taken,
            is_photo_id_refused: refuses_id,
            stored_key: remembered,
        } = history;
        let order = match choice {
            PictureKeyChoice::Auto => {
                PictureKeyLookup::attempt_order(taken, remembered.as_ref().map(|key| key.1), refuses_id)
                    .to_vec()
            }
            PictureKeyChoice::Only(PictureKeySource::Upload) => {
                vec![PictureKeyLookup::Remembered, PictureKeyLookup::Upload]
            }
            PictureKeyChoice::Only(PictureKeySource::Details) => {
                vec![PictureKeyLookup::Remembered, PictureKeyLookup::Details]
            }
            PictureKeyChoice::Only(PictureKeySource::Id) => vec![PictureKeyLookup::Id],
        };
        let remembered = remembered.filter(|(_, source)| match choice {
            PictureKeyChoice::Auto => true,
            PictureKeyChoice::Only(only) => only == *source,
        });
        // The user who names an upload agrees to it.
        let may_upload = choice == PictureKeyChoice::Only(PictureKeySource::Upload);
        let photo = photo.clone();
        Ok(Self { photo, choice, remembered, remaining: order.into(), tried: Vec::new(), may_upload })
    }

    /// The candidates of a recorded render; none if its dialect names the photo itself.
    pub(super) async fn for_render(job: &Job, id: RenderId) -> Result<Option<Self>, Error> {
        let picture = job.with_ledger(move |ledger, _| ledger.render_picture_key(id)).await?;
        let Some(RenderPictureKey { photo, key_choice: choice, may_upload, .. }) = picture else {
            return Ok(None);
        };
        let candidates = Self::new(job, &photo, choice).await?;
        Ok(Some(candidates.with_attempts(Vec::new(), may_upload)))
    }

    /// Adds what was tried before for the same order.
    pub(super) fn with_attempts(self, tried: Vec<PictureKeyAttempt>, may_upload: bool) -> Self {
        Self { tried, may_upload: self.may_upload || may_upload, ..self }
    }

    pub(super) fn choice(&self) -> PictureKeyChoice {
        self.choice
    }

    pub(super) fn tried(&self) -> &[PictureKeyAttempt] {
        &self.tried
    }

    /// Whether an upload is next and the user must agree first.
    pub(super) fn needs_upload_consent(&self) -> bool {
        !self.may_upload && self.remaining.front() == Some(&PictureKeyLookup::Upload)
    }

    /// The key as the ledger records it.
    pub(super) fn render_picture(&self, key: &PictureKey, source: PictureKeySource) -> RenderPictureKey {
        let (photo, key) = (self.photo.clone(), key.clone());
        RenderPictureKey { photo, key, source, key_choice: self.choice, may_upload: self.may_upload }
    }

    /// Records that the service refused this key.
    pub(super) fn record_refusal(&mut self, picture: &RenderPictureKey, error: &Error) {
        let message = if error.message.is_empty() { error.summary() } else { error.message.clone() };
        self.record_attempt(picture.source, Some(picture.key.clone()), &message);
    }

    fn record_attempt(&mut self, source: PictureKeySource, key: Option<PictureKey>, message: &str) {
        self.tried.push(PictureKeyAttempt {
            source,
            key,
            response: text::truncate(message, MAX_ATTEMPT_MESSAGE_COLUMNS),
        });
    }

    /// Looks the next key up. A look-up that fails is an attempt like any other, unless the API version has ended.
    pub(super) async fn next_key(&mut self, job: &Job, client: &Client) -> Result<NextPictureKey, Error> {
        while let Some(lookup) = self.remaining.front().copied() {
            if lookup == PictureKeyLookup::Upload && !self.may_upload {
                if self.remaining.len() == 1 {
                    return Ok(NextPictureKey::NeedsUploadConsent);
                }
                // Lookups that leave nothing on the service go before an upload.
                self.remaining.rotate_left(1);
                continue;
            }
            self.remaining.pop_front();
            let found = match lookup {
                PictureKeyLookup::Remembered => self.remembered.clone(),
                PictureKeyLookup::Id => Some((PictureKey::new(self.photo.as_str()), PictureKeySource::Id)),
                PictureKeyLookup::Details => self.key_from_details(job, client).await?,
                PictureKeyLookup::Upload => self.key_from_upload(job, client).await,
            };
            let is_tried =
                |key: &PictureKey| self.tried.iter().any(|attempt| attempt.key.as_ref() == Some(key));
            if let Some((key, source)) = found.filter(|(key, _)| !is_tried(key)) {
                return Ok(NextPictureKey::Key(key, source));
            }
        }
        Ok(NextPictureKey::Exhausted)
    }

    /// The key in the URL of the photo's picture. With other candidates left, it is requested without retries.
    async fn key_from_details(
        &mut self,
        job: &Job,
        client: &Client,
    ) -> Result<Option<(PictureKey, PictureKeySource)>, Error> {
        let policy = job.retry_policy();
        let tries = if self.choice == PictureKeyChoice::Auto { 1 } else { policy.max_safe_attempts };
        match client
            .with_retry_policy(RetryPolicy { max_safe_attempts: tries, ..policy })
            .photo(&self.photo)
            .await
        {
            Ok(look) => {
                let key = look.picture_url.as_deref().and_then(picture_key_from_url);
                if key.is_none() {
                    self.record_attempt(PictureKeySource::Details, None, "the details have no picture key");
                }
                Ok(key.map(|key| (key, PictureKeySource::Details)))
            }
            Err(error)
                if error.kind == ErrorKind::EndpointNotFound
                    && api_version::try_switch_version(job, client).await =>
            {
                Err(error)
            }
            Err(error) => {
                self.record_attempt(PictureKeySource::Details, None, &error.summary());
                Ok(None)
            }
        }
    }

    /// The key of a new upload. It is remembered at once: the asset exists, whatever becomes of the render.
    async fn key_from_upload(
        &mut self,
        job: &Job,
        client: &Client,
    ) -> Option<(PictureKey, PictureKeySource)> {
        let uploaded = upload_picture(job, client, &self.photo).await;
        failpoint::kill_point("picture.after_upload");
        match uploaded {
            Ok(key) => {
                // If the write fails, this render has the key all the same.
                let _ = remember_picture_key(job, &self.photo, key.clone(), PictureKeySource::Upload).await;
                Some((key, PictureKeySource::Upload))
            }
            Err(error) => {
                self.record_attempt(PictureKeySource::Upload, None, &error.summary());
                None
            }
        }
    }

    /// The error if no key is left, with all attempts.
    pub(super) fn exhausted_error(&self, last: Option<Error>) -> Error {
        let last = last.unwrap_or_else(missing_picture_key_error);
        Error { message: PictureKeyAttempt::summarize(&self.tried), field: None, ..last }
    }
}

/// Columns of the service's message about one key.
const MAX_ATTEMPT_MESSAGE_COLUMNS: usize = 120;

/// The picture key of a request preview, or why it is not known yet. Nothing is uploaded or remembered.
pub(super) async fn preview_picture_key(job: &Job, client: &Client, photo: &PhotoId) -> PictureKey {
    let own = PictureKey::new(photo.as_str());
    if !client.dialect().needs_picture_key() {
        return own;
    }
    let choice = effective_key_choice(job, None);
    let Ok(mut candidates) = PictureKeyCandidates::new(job, photo, choice).await else {
        return own;
    };
    candidates.may_upload = false;
    let placeholder = match candidates.next_key(job, client).await {
        Ok(NextPictureKey::Key(key, _)) => return key,
        Ok(NextPictureKey::NeedsUploadConsent) => "the picture key that an upload will give",
        Ok(NextPictureKey::Exhausted) | Err(_) => "no picture key: the service gives none",
    };
    PictureKey::new(format!("({placeholder})"))
}

/// The key choice of the order, or else of the settings.
pub(super) fn effective_key_choice(job: &Job, wanted: Option<PictureKeyChoice>) -> PictureKeyChoice {
    let set = job.settings().picture_key_source.map_or(PictureKeyChoice::Auto, PictureKeyChoice::Only);
    wanted.unwrap_or(set)
}

pub(super) async fn remember_picture_key(
    job: &Job,
    photo: &PhotoId,
    key: PictureKey,
    source: PictureKeySource,
) -> Result<(), Error> {
    let photo = photo.clone();
    job.with_ledger(move |ledger, now| ledger.save_picture_key(&photo, &key, source, now)).await
}

/// Uploads the photo's picture once more, for a new key.
async fn upload_picture(job: &Job, client: &Client, photo: &PhotoId) -> Result<PictureKey, Error> {
    let url = client.photo(photo).await?.picture_url.ok_or_else(missing_picture_error)?;
    let picture = client.fetch_media_bytes(&url, MAX_PICTURE_BYTES).await?;
    let picture = run_blocking(move || to_uploadable(&picture)).await?;
    uploads::upload(job, client, "the picture", picture)
        .await?
        .picture_key
        .ok_or_else(missing_picture_key_error)
}

/// Converts the picture to a format that uploads accept, which WEBP is not.
fn to_uploadable(picture: &[u8]) -> Result<Vec<u8>, Error> {
    let unreadable = |issue: PictureIssue| {
        Error::new("the picture", ErrorKind::InvalidResponse, issue.describe("the service's picture"))
    };
    prepare_upload(picture).map(|prepared| prepared.bytes).map_err(unreadable)
}

pub(super) fn missing_picture_key_error() -> Error {
    Error::new("the picture's key", ErrorKind::PictureKey, "the service gives no picture key")
}

fn missing_picture_error() -> Error {
    Error::new("the photo", ErrorKind::PictureKey, "it has no picture that could be uploaded again")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    #[test]
    fn a_picture_format_that_uploads_do_not_allow_becomes_a_jpeg() {
        let picture = image::RgbaImage::from_pixel(4, 4, image::Rgba([9, 9, 9, 255]));
        let file = |format| {
            let mut file = Cursor::new(Vec::new());
            image::DynamicImage::ImageRgba8(picture.clone()).write_to(&mut file, format).unwrap();
            file.into_inner()
        };
        assert_eq!(to_uploadable(&file(ImageFormat::Png)).unwrap(), file(ImageFormat::Png), "as it is");
        let jpeg = to_uploadable(&file(ImageFormat::WebP)).unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        assert!(to_uploadable(b"nonsense").is_err());
    }
}
