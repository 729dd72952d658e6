//! Voices: the public ones and the account's own, asked side by side.

use super::{Page, Part};
use crate::domain::{Fault, Voices};
use crate::heygen::Client;
use crate::heygen::catalogue::voice;
use crate::heygen::endpoints::Place;
use crate::heygen::parse::each;

impl Client {
    /// The account's own voices, then the public ones, each in the service's order.
    pub(in crate::heygen) async fn all_voices(&self) -> Result<Voices, Fault> {
        let (own, public) =
            futures_util::future::join(self.voices_of("private"), self.voices_of("public")).await;
        let (mut all, public) = (own?, public?);
        all.voices.extend(public.voices);
        all.damaged += public.damaged;
        Ok(all)
    }

    async fn voices_of(&self, kind: &str) -> Result<Voices, Fault> {
        let place = Place::new("/v3/voices").query("type", kind).query("limit", "100");
        let pages = self.pages("the voices", place, |whole| {
            let next = Page::read(whole)?.next();
            Some(Part { records: vec![voices(whole)?], next })
        });
        let mut all = Voices::default();
        for page in pages.await? {
            all.voices.extend(page.voices);
            all.damaged += page.damaged;
        }
        Ok(all)
    }
}

pub(in crate::heygen) fn voices(whole: &str) -> Option<Voices> {
    let page = Page::read(whole)?;
    let (voices, damaged) = each(page.items()?, voice);
    Some(Voices { voices, damaged })
}
