//! The stock avatars: loaded when they are opened, page by page.

use super::{CatalogRequest, Severity, StockPages, StockProgress, Studio};
use crate::domain::{ApiVersion, Error};

impl Studio {
    /// Whether the API version in use lists stock avatars.
    pub fn has_stock_avatars(&self) -> bool {
        self.account.dialect.api_version() == ApiVersion::V3
    }

    /// Loads the stock avatars, unless they are loaded or being loaded.
    pub fn open_stock_avatars(&mut self) {
        if !matches!(self.catalog.stock.progress, StockProgress::Loading(_) | StockProgress::Complete) {
            self.load_stock_avatars();
        }
    }

    /// Loads the stock avatars again, unless they are being loaded.
    pub fn load_stock_avatars(&mut self) {
        if self.catalog.stock.is_loading() {
            return;
        }
        self.catalog.stock = self.catalog.stock.restarted(self.now);
        self.catalog.pictures.remove_failures();
        self.request(CatalogRequest::LoadStock);
    }

    pub(super) fn handle_stock_loaded(&mut self, result: Result<StockPages, Error>) {
        let stock = &mut self.catalog.stock;
        match result {
            Ok(StockPages { catalog, is_last }) => {
                stock.add(catalog);
                if is_last {
                    stock.progress = StockProgress::Complete;
                }
            }
            Err(error) => {
                // What is loaded stays usable.
                if !stock.photos.is_empty() {
                    let text = format!("Not all stock avatars were loaded. {error}");
                    self.report(Severity::Warning, text);
                }
                self.catalog.stock.progress = StockProgress::Failed(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ActiveAccount, CatalogReply, Reply, RequestId};
    use super::*;
    use crate::domain::{ErrorKind, LookKind, LookProfile, Photo, PhotoCatalog, PhotoId};

    fn page(looks: &[(&str, LookKind)]) -> PhotoCatalog {
        let photo = |(name, kind): &(&str, LookKind)| {
            Photo::new(PhotoId::new(*name), *name, LookProfile { kind: kind.clone(), engines: None })
        };
        PhotoCatalog { photos: looks.iter().map(photo).collect(), ..PhotoCatalog::default() }
    }

    #[test]
    fn photo_looks_come_first_whatever_the_page() {
        let mut studio = Studio::new(ActiveAccount::Sandbox);
        studio.open_stock_avatars();
        let mut receive = |result| {
            let reply = Reply::Catalog(CatalogReply::StockLoaded(result));
            studio.handle_reply(studio.now(), RequestId(u64::MAX), reply);
            let names = studio.catalog.stock.photos.iter().map(|photo| photo.name.clone());
            (names.collect::<Vec<_>>().join(" "), studio.catalog.stock.progress.clone())
        };
        let first = page(&[("twin", LookKind::DigitalTwin), ("a", LookKind::Photo)]);
        let (names, progress) = receive(Ok(StockPages { catalog: first, is_last: false }));
        assert_eq!(names, "a twin");
        assert!(matches!(progress, StockProgress::Loading(_)));
        let second = page(&[("studio", LookKind::StudioAvatar), ("b", LookKind::Photo)]);
        assert_eq!(receive(Ok(StockPages { catalog: second, is_last: false })).0, "a b twin studio");
        let error = Error::new("the stock avatars", ErrorKind::TimedOut, "no answer");
        let (names, progress) = receive(Err(error));
        assert_eq!(names, "a b twin studio", "what is loaded stays");
        assert!(matches!(progress, StockProgress::Failed(_)));
    }
}
