//! The picture keys that a render may be sent with: remembered, read from the photo's details, its id, or uploaded.

use std::collections::VecDeque;

use super::api_version;
use super::context::{Session, World, blocking};
use super::picture::MAX_PICTURE_BYTES;
use super::picture_file::prepare;
use crate::domain::{
    AssetKey, Fault, FaultKind, KeyAttempt, KeyChoice, KeyLookup, KeySource, PhotoId, PictureIssue, RenderId,
    picture_key, text,
};
use crate::heygen::{Client, Patience};
use crate::store::{PictureMemory, RenderPicture, trap};

/// The picture keys that a render may be sent with, in the order in which they are tried.
#[derive(Debug)]
pub(super) struct Candidates {
    photo: PhotoId,
    choice: KeyChoice,
    remembered: Option<(AssetKey, KeySource)>,
    left: VecDeque<KeyLookup>,
    /// Keys that led to no render.
    tried: Vec<KeyAttempt>,
    /// Whether the user agreed to an upload.
    may_upload: bool,
}

/// The next picture key.
#[derive(Debug)]
pub(super) enum Next {
    Key(AssetKey, KeySource),
    /// An upload may lead to one; the user is to agree first.
    Upload,
    None,
}

impl Candidates {
    pub(super) async fn new(
        world: &World,
        session: &Session,
        photo: &PhotoId,
        choice: KeyChoice,
    ) -> Result<Self, Fault> {
        let own = photo.clone();
        let memory = world.ledger(session, move |ledger, _| ledger.picture_memory(&own)).await?;
        let PictureMemory { taken, refuses_id, key: remembered } = memory;
        let order = match choice {
            KeyChoice::Auto => {
                KeyLookup::order(taken, remembered.as_ref().map(|key| key.1), refuses_id).to_vec()
            }
            KeyChoice::Only(KeySource::Upload) => vec![KeyLookup::Remembered, KeyLookup::Upload],
            KeyChoice::Only(KeySource::Details) => vec![KeyLookup::Remembered, KeyLookup::Details],
            KeyChoice::Only(KeySource::Id) => vec![KeyLookup::Id],
        };
        let remembered = remembered.filter(|(_, source)| match choice {
            KeyChoice::Auto => true,
            KeyChoice::Only(only) => only == *source,
        });
        // The user who names an upload agrees to it.
        let may_upload = choice == KeyChoice::Only(KeySource::Upload);
        let photo = photo.clone();
        Ok(Self { photo, choice, remembered, left: order.into(), tried: Vec::new(), may_upload })
    }

    /// Those of a render that is written down already; none where its dialect names the photo itself.
    pub(super) async fn of_render(
        world: &World,
        session: &Session,
        id: RenderId,
    ) -> Result<Option<Self>, Fault> {
        let picture = world.ledger(session, move |ledger, _| ledger.render_picture(id)).await?;
        let Some(RenderPicture { photo, choice, may_upload, .. }) = picture else { return Ok(None) };
        let candidates = Self::new(world, session, &photo, choice).await?;
        Ok(Some(candidates.after(Vec::new(), may_upload)))
    }

    /// The same after what was tried before for the same order.
    pub(super) fn after(self, tried: Vec<KeyAttempt>, may_upload: bool) -> Self {
        Self { tried, may_upload: self.may_upload || may_upload, ..self }
    }

    pub(super) fn choice(&self) -> KeyChoice {
        self.choice
    }

    pub(super) fn tried(&self) -> &[KeyAttempt] {
        &self.tried
    }

    /// Whether an upload is next, and the user is to agree first.
    pub(super) fn awaits_upload(&self) -> bool {
        !self.may_upload && self.left.front() == Some(&KeyLookup::Upload)
    }

    /// The key as it stands in the ledger.
    pub(super) fn picture(&self, key: &AssetKey, source: KeySource) -> RenderPicture {
        let (photo, key) = (self.photo.clone(), key.clone());
        RenderPicture { photo, key, source, choice: self.choice, may_upload: self.may_upload }
    }

    /// The service refused this key.
    pub(super) fn refused(&mut self, picture: &RenderPicture, fault: &Fault) {
        let said = if fault.message.is_empty() { fault.what() } else { fault.message.clone() };
        self.failed(picture.source, Some(picture.key.clone()), &said);
    }

    fn failed(&mut self, source: KeySource, key: Option<AssetKey>, said: &str) {
        self.tried.push(KeyAttempt { source, key, said: text::short(said, SAID_WIDTH) });
    }

    /// Looks the next key up. A look-up that fails is an attempt like any other, unless the API version has ended.
    pub(super) async fn next(
        &mut self,
        world: &World,
        session: &Session,
        client: &Client,
    ) -> Result<Next, Fault> {
        while let Some(lookup) = self.left.front().copied() {
            if lookup == KeyLookup::Upload && !self.may_upload {
                if self.left.len() == 1 {
                    return Ok(Next::Upload);
                }
                // What leaves nothing behind goes before what the user would have to agree to.
                self.left.rotate_left(1);
                continue;
            }
            self.left.pop_front();
            let found = match lookup {
                KeyLookup::Remembered => self.remembered.clone(),
                KeyLookup::Id => Some((AssetKey::new(self.photo.as_str()), KeySource::Id)),
                KeyLookup::Details => self.details(world, session, client).await?,
                KeyLookup::Upload => self.upload(world, session, client).await,
            };
            let is_tried =
                |key: &AssetKey| self.tried.iter().any(|attempt| attempt.key.as_ref() == Some(key));
            if let Some((key, source)) = found.filter(|(key, _)| !is_tried(key)) {
                return Ok(Next::Key(key, source));
            }
        }
        Ok(Next::None)
    }

    /// The key in the address of the photo's picture. It is asked for once: another candidate is at hand.
    async fn details(
        &mut self,
        world: &World,
        session: &Session,
        client: &Client,
    ) -> Result<Option<(AssetKey, KeySource)>, Fault> {
        let patience = world.setup.patience;
        let tries = if self.choice == KeyChoice::Auto { 1 } else { patience.tries };
        match client.with_patience(Patience { tries, ..patience }).photo(&self.photo).await {
            Ok(look) => {
                let key = look.picture.as_deref().and_then(picture_key);
                if key.is_none() {
                    self.failed(KeySource::Details, None, "the photo's details tell no key");
                }
                Ok(key.map(|key| (key, KeySource::Details)))
            }
            Err(fault)
                if fault.kind == FaultKind::Endpoint && api_version::moved(world, session, client).await =>
            {
                Err(fault)
            }
            Err(fault) => {
                self.failed(KeySource::Details, None, &fault.what());
                Ok(None)
            }
        }
    }

    /// A key of an own upload. It is remembered at once: the asset is there, whatever becomes of the render.
    async fn upload(
        &mut self,
        world: &World,
        session: &Session,
        client: &Client,
    ) -> Option<(AssetKey, KeySource)> {
        let uploaded = upload(client, &self.photo).await;
        trap::pass("picture.after_upload");
        match uploaded {
            Ok(key) => {
                // Where the disk does not take it, the render has it all the same.
                let _ = keep(world, session, &self.photo, key.clone(), KeySource::Upload).await;
                Some((key, KeySource::Upload))
            }
            Err(fault) => {
                self.failed(KeySource::Upload, None, &fault.what());
                None
            }
        }
    }

    /// That no key is left: all that was tried, and the last that the service said.
    pub(super) fn exhausted(&self, last: Option<Fault>) -> Fault {
        let last = last.unwrap_or_else(no_key);
        Fault { message: KeyAttempt::list(&self.tried), field: None, ..last }
    }
}

/// Columns of what the service said about one key.
const SAID_WIDTH: usize = 120;

/// What the picture would be called in a request that is sent now, or why that is not known yet. Nothing is uploaded,
/// and nothing is remembered.
pub(super) async fn foreseen(world: &World, session: &Session, client: &Client, photo: &PhotoId) -> AssetKey {
    let own = AssetKey::new(photo.as_str());
    if !client.dialect().wants_picture_key() {
        return own;
    }
    let choice = chosen(world, None);
    let Ok(mut candidates) = Candidates::new(world, session, photo, choice).await else { return own };
    candidates.may_upload = false;
    let told = match candidates.next(world, session, client).await {
        Ok(Next::Key(key, _)) => return key,
        Ok(Next::Upload) => "the key that the picture gets when it is uploaded",
        Ok(Next::None) | Err(_) => "no key: the service tells none for this photo",
    };
    AssetKey::new(format!("({told})"))
}

/// Which keys may be used: as the order says, or else the settings.
pub(super) fn chosen(world: &World, wanted: Option<KeyChoice>) -> KeyChoice {
    let set = world.setup.settings.picture_key.map_or(KeyChoice::Auto, KeyChoice::Only);
    wanted.unwrap_or(set)
}

pub(super) async fn keep(
    world: &World,
    session: &Session,
    photo: &PhotoId,
    key: AssetKey,
    source: KeySource,
) -> Result<(), Fault> {
    let photo = photo.clone();
    world.ledger(session, move |ledger, now| ledger.keep_picture_key(&photo, &key, source, now)).await
}

/// Uploads the photo's picture once more, for a key of our own.
async fn upload(client: &Client, photo: &PhotoId) -> Result<AssetKey, Fault> {
    let url = client.photo(photo).await?.picture.ok_or_else(no_picture)?;
    let picture = client.media_bytes(&url, MAX_PICTURE_BYTES).await?;
    let picture = blocking(move || taken(&picture)).await?;
    client.upload(picture).await?.key.ok_or_else(no_key)
}

/// The picture in a form that uploads may have: WEBP is not among them.
fn taken(picture: &[u8]) -> Result<Vec<u8>, Fault> {
    let unreadable = |issue: PictureIssue| {
        Fault::new("the picture", FaultKind::Unreadable, issue.what("the picture of the service"))
    };
    prepare(picture).map(|prepared| prepared.bytes).map_err(unreadable)
}

pub(super) fn no_key() -> Fault {
    Fault::new("the picture's key", FaultKind::PictureKey, "the service tells no key for it")
}

fn no_picture() -> Fault {
    Fault::new("the photo", FaultKind::PictureKey, "it has no picture that could be uploaded again")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    #[test]
    fn what_an_upload_may_not_be_becomes_a_jpeg() {
        let picture = image::RgbaImage::from_pixel(4, 4, image::Rgba([9, 9, 9, 255]));
        let file = |format| {
            let mut file = Cursor::new(Vec::new());
            image::DynamicImage::ImageRgba8(picture.clone()).write_to(&mut file, format).unwrap();
            file.into_inner()
        };
        assert_eq!(taken(&file(ImageFormat::Png)).unwrap(), file(ImageFormat::Png), "as it is");
        let jpeg = taken(&file(ImageFormat::WebP)).unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        assert!(taken(b"nonsense").is_err());
    }
}
