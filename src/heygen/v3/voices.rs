//! Voices: the public ones and the account's own, asked side by side.

use super::{CursorPage, PageRecords};
use crate::domain::{Error, VoiceCatalog};
use crate::heygen::Client;
use crate::heygen::catalog::voice_from_record;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::parse::parse_records;

impl Client {
    /// The account's own voices, then the public ones, each in the service's order.
    pub(in crate::heygen) async fn voices_v3(&self) -> Result<VoiceCatalog, Error> {
        let (own, public) =
            futures_util::future::join(self.voices_of_type("private"), self.voices_of_type("public")).await;
        let (mut all, public) = (own?, public?);
        all.voices.extend(public.voices);
        all.unreadable_count += public.unreadable_count;
        Ok(all)
    }

    async fn voices_of_type(&self, kind: &str) -> Result<VoiceCatalog, Error> {
        let place = EndpointPath::new("/v3/voices").with_query("type", kind).with_query("limit", "100");
        let pages = self.fetch_all_pages("the voices", place, |whole| {
            let next = CursorPage::parse(whole)?.next_token();
            Some(PageRecords { records: vec![parse_voices(whole)?], next_token: next })
        });
        let mut all = VoiceCatalog::default();
        for page in pages.await? {
            all.voices.extend(page.voices);
            all.unreadable_count += page.unreadable_count;
        }
        Ok(all)
    }
}

pub(in crate::heygen) fn parse_voices(whole: &str) -> Option<VoiceCatalog> {
    let page = CursorPage::parse(whole)?;
    let (voices, damaged) = parse_records(page.items()?, voice_from_record);
    Some(VoiceCatalog { voices, unreadable_count: damaged })
}
