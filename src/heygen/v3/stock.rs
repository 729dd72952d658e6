//! Looks beyond the account's own list: the stock avatars of the service, and a look by its id.

use super::looks::{parse_photo, parse_photos};
use super::page::CursorPage;
use super::service::{PAGE_SIZE, look_path};
use crate::domain::{Error, Photo, PhotoCatalog, PhotoId};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;

/// A page of the stock avatars.
#[derive(Debug)]
pub struct StockPage {
    pub catalog: PhotoCatalog,
    /// `None` after the last page.
    pub next_token: Option<String>,
}

impl Client {
    /// A page of the stock avatars, requested from v3: the first one, or the one of a token.
    pub async fn stock_page(&self, token: Option<&str>) -> Result<StockPage, Error> {
        let mut path = EndpointPath::new("/v3/avatars/looks")
            .with_query("ownership", "public")
            .with_query("limit", PAGE_SIZE);
        if let Some(token) = token {
            path = path.with_query("token", token);
        }
        let parse = |_: &str, body: &str| {
            let next_token = CursorPage::parse(body)?.next_token();
            Some(StockPage { catalog: parse_photos(body)?, next_token })
        };
        self.execute_with_body(self.get_list("the stock avatars", &path), parse).await
    }

    /// A look by its id, requested from v3: also one that no list has.
    pub async fn look(&self, photo: &PhotoId) -> Result<Photo, Error> {
        self.execute(self.get("the photo", &look_path(photo.as_str())), parse_photo).await
    }
}
