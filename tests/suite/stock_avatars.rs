//! The stock avatars of v3 in the photos pane, and a photo that is looked up by its id.

use cuecard::domain::{
    Dialect, Engine, Error, ErrorKind, LookKind, LookProfile, Money, Photo, PhotoCatalog, PhotoId, Scene,
    SceneField, Unit,
};
use cuecard::studio::{
    AccountReply, CatalogReply, CatalogRequest, RenderReply, RenderRequest, Reply, Request, StockPages,
};

use crate::support::app_harness::{AppHarness, photo_catalog};

fn look(id: &str, name: &str, kind: &str, engine: &str) -> Photo {
    Photo {
        id: PhotoId::new(id),
        name: name.to_owned(),
        picture_url: None,
        profile: LookProfile { kind: LookKind::from_service(kind), engines: Some(vec![Engine::new(engine)]) },
        awaits_consent: false,
    }
}

fn v3_harness(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.app.studio.account.dialect = Dialect::V3;
    harness
}

fn stock_reply(photos: Vec<Photo>, is_last: bool) -> Reply {
    let catalog = PhotoCatalog { photos, ..PhotoCatalog::default() };
    Reply::Catalog(CatalogReply::StockLoaded(Ok(StockPages { catalog, is_last })))
}

fn count_requests(harness: &AppHarness, is_it: impl Fn(&CatalogRequest) -> bool) -> usize {
    harness
        .requests()
        .filter(|request| matches!(request, Request::Catalog(request) if is_it(request)))
        .count()
}

#[test]
fn stock_avatars_are_loaded_when_they_are_opened_and_usable_from_the_first_page() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut harness = v3_harness(columns, rows);
        let is_stock = |request: &CatalogRequest| *request == CatalogRequest::LoadStock;
        assert_eq!(count_requests(&harness, is_stock), 0);
        harness.press("1S");
        harness.assert_shows("Loading the stock avatars");
        let first = vec![
            look("t1", "Tom, recorded", "studio_avatar", "avatar_iii"),
            look("a1", "Ana in office", "photo_avatar", "avatar_iv"),
        ];
        harness.send_reply(stock_reply(first, false));
        harness.assert_shows("1 Stock avatars");
        harness.assert_shows("2 …");
        harness.press("j");
        harness.assert_shows("› Tom, recorded");
        harness.send_reply(stock_reply(vec![look("b1", "Bea on sofa", "photo_avatar", "avatar_iv")], true));
        harness.assert_shows("› Tom, recorded");
        let row = |name: &str| harness.position_of(name).1;
        assert!(row("Ana in office") < row("Bea on sofa") && row("Bea on sofa") < row("Tom, recorded"));
        assert!(!harness.shows("3 …"), "{}", harness.screen());
        harness.assert_shows("studio avatar");
        harness.assert_shows("Avatar III");
        harness.press("SS/bea");
        assert_eq!(count_requests(&harness, is_stock), 1, "once is enough");
        harness.press("<Enter>");
        let chosen = harness.app.studio.project_state.project.photo.clone();
        assert_eq!(chosen, Some(PhotoId::new("b1")));
        harness.press("1S");
        harness.assert_shows("Ana, blue suit");
        assert!(!harness.shows("is not in this list"), "{}", harness.screen());
    }
}

#[test]
fn an_account_without_photos_is_offered_the_stock_avatars() {
    let mut harness = v3_harness(80, 24);
    harness.send_reply(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(PhotoCatalog::default()))));
    harness.press("1");
    harness.assert_shows("S shows stock avatars.");
    harness.app.studio.account.dialect = Dialect::Scenes;
    harness.press("S");
    assert!(!harness.shows("S shows stock avatars."), "{}", harness.screen());
    harness.assert_shows("stock avatars need API v3");
}

#[test]
fn a_failure_keeps_the_pages_that_came() {
    let mut harness = v3_harness(120, 36);
    harness.press("1S");
    harness.send_reply(stock_reply(vec![look("a1", "Ana in office", "photo_avatar", "avatar_iv")], false));
    let error = Error::new("the stock avatars", ErrorKind::TimedOut, "no answer came");
    harness.send_reply(Reply::Catalog(CatalogReply::StockLoaded(Err(error))));
    harness.assert_shows("› Ana in office");
    harness.assert_shows("Not all stock avatars were loaded");
    harness.press("R");
    let requests = count_requests(&harness, |request| *request == CatalogRequest::LoadStock);
    assert_eq!(requests, 2);
}

/// A v3 project with a typed photo id.
fn harness_with_typed_id() -> AppHarness {
    let mut harness = v3_harness(120, 36);
    harness.press("2<Enter>3");
    let scene = Scene { motion_prompt: "waves".into(), ..Scene::new("Hello.") };
    harness.app.studio.project_state.project.scenes = vec![scene];
    harness.press("1itwin7<Enter>");
    harness
}

#[test]
fn a_typed_id_is_looked_up_before_the_price() {
    let mut harness = harness_with_typed_id();
    let is_lookup = |request: &CatalogRequest| matches!(request, CatalogRequest::LookUpPhoto(id) if id.as_str() == "twin7");
    assert_eq!(count_requests(&harness, is_lookup), 1);
    harness.press("1");
    harness.assert_shows("twin7 is being looked up");
    harness.press("3<C-r>");
    harness.assert_shows("Not sent: the photo twin7 is still being looked up");
    let twin = look("twin7", "Ada, recorded", "digital_twin", "avatar_iii");
    harness.send_reply(Reply::Catalog(CatalogReply::PhotoLookedUp(PhotoId::new("twin7"), Ok(twin))));
    harness.press("<C-r>");
    harness.assert_shows("! v3: no motion prompts for a digital twin on Avatar III;");
    harness.assert_shows("! Ada, recorded: no published rate for a");
    assert_eq!(count_requests(&harness, is_lookup), 1);
}

#[test]
fn a_render_that_moves_to_v3_waits_for_the_engines_of_a_typed_id() {
    let mut harness = harness_with_typed_id();
    let twin = look("twin7", "Ada, recorded", "digital_twin", "avatar_iii");
    let is_lookup = |request: &CatalogRequest| matches!(request, CatalogRequest::LookUpPhoto(_));
    harness.app.studio.catalog.known_looks.clear();
    harness.app.studio.account.dialect = Dialect::Scenes;
    harness.press("3<C-r><Enter>");
    let order = |harness: &AppHarness| {
        harness
            .requests()
            .filter_map(|request| match request {
                Request::Render(RenderRequest::Submit(order)) => Some(order.clone()),
                _ => None,
            })
            .last()
    };
    let of_v2 = order(&harness).unwrap();
    let before = count_requests(&harness, is_lookup);
    harness.send_reply(Reply::Render(RenderReply::ReconfirmationNeeded(of_v2.clone(), Dialect::V3)));
    harness.press("<Left><Enter>");
    harness.assert_shows("Not sent: the photo twin7 is still being looked up");
    assert_eq!((count_requests(&harness, is_lookup), order(&harness)), (before + 1, Some(of_v2)));
    harness.send_reply(Reply::Catalog(CatalogReply::PhotoLookedUp(PhotoId::new("twin7"), Ok(twin))));
    // The first order has no response, so that "Cancel" is selected.
    harness.press("<C-r><Left><Enter>");
    let sent = order(&harness).unwrap();
    let engine = sent.spec.looks.get(&sent.spec.photo).and_then(LookProfile::engine);
    assert_eq!(engine, Some(Engine::new("avatar_iii")));
}

#[test]
fn a_picture_file_that_could_not_be_read_is_read_again_before_the_price() {
    let mut harness = harness_with_typed_id();
    harness.press("1iface.png<Enter>");
    let is_inspection = |request: &CatalogRequest| matches!(request, CatalogRequest::InspectPicture { .. });
    assert_eq!(count_requests(&harness, is_inspection), 1);
    let error = Error::new("the picture", ErrorKind::File, "face.png is not there");
    harness.send_reply(Reply::Catalog(CatalogReply::PhotoLookedUp(PhotoId::new("face.png"), Err(error))));
    harness.press("3<C-r>");
    harness.assert_shows("Not sent: ");
    assert_eq!(count_requests(&harness, is_inspection), 2);
}

#[test]
fn an_id_that_the_service_does_not_know_is_not_sent() {
    let mut harness = harness_with_typed_id();
    let error = Error::new("the photo", ErrorKind::NotFound, "Avatar twin7 not found");
    harness.send_reply(Reply::Catalog(CatalogReply::PhotoLookedUp(PhotoId::new("twin7"), Err(error))));
    harness.press("<C-r>");
    harness.assert_shows("Not sent: the photo twin7 could not be looked up.");
    harness.press("1");
    harness.assert_shows("✗ twin7:");
    assert!(!harness.shows("[ Render ]"), "{}", harness.screen());
}

#[test]
fn the_docs_say_what_each_look_accepts_on_each_engine() {
    let docs = std::fs::read_to_string("docs/dialects.md").unwrap();
    for (kind, label) in
        [("photo_avatar", "photo"), ("digital_twin", "digital twin"), ("studio_avatar", "studio avatar")]
    {
        for engine in Engine::PREFERRED {
            let profile = look("a", "A", kind, engine).profile;
            let accepts = |field| if profile.accepts(field) { "yes" } else { "no" };
            let (style, motion) = (accepts(SceneField::Style), accepts(SceneField::Motion));
            let row = format!("| {label} | {} | {style} | {motion} |", Engine::new(engine).label());
            assert!(docs.contains(&row), "docs/dialects.md: {row}");
        }
    }
}

#[test]
fn an_avatar_in_a_project_of_v2_is_shown_before_the_price() {
    let mut harness = AppHarness::ready(120, 36);
    let mut list = photo_catalog();
    list.other_avatars = vec![Photo::of_avatar(PhotoId::new("Tom_front"), "Tom".to_owned())];
    harness.send_reply(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(list))));
    harness.app.studio.project_state.project.photo = Some(PhotoId::new("Tom_front"));
    let reason = harness.app.studio.unresolved_name().map(|(_, _, reason)| reason);
    let expected = "Tom is an avatar, which scenes does not send: choose a photo, or use v3";
    assert_eq!(reason.as_deref(), Some(expected));
    harness.app.studio.account.dialect = Dialect::V3;
    assert_eq!(harness.app.studio.unresolved_name(), None);
}

#[test]
fn a_look_without_consent_is_chosen_with_a_warning_and_named_in_the_price() {
    let mut harness = v3_harness(120, 36);
    let twin = Photo { awaits_consent: true, ..look("twin7", "Tom, recorded", "digital_twin", "avatar_iv") };
    let photos = PhotoCatalog { photos: vec![twin], ..PhotoCatalog::default() };
    harness.send_reply(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(photos))));
    harness.press("2<Enter>1<Enter>");
    harness.assert_shows("Tom, recorded has no consent yet: the service makes no videos of it");
    harness.press("3<Enter>Hello.<Esc>");
    harness.assert_shows("expressive⚑");
    harness.press("<C-r>");
    harness.assert_shows("! Tom, recorded has no consent yet");
    harness.assert_shows("! v3: no talking style for a digital twin");
}

#[test]
fn the_header_names_the_kind_of_credits() {
    let mut harness = AppHarness::ready(120, 36);
    for (unit, shown) in [
        (Unit::PremiumCredit, "of 30 cr"),
        (Unit::ApiCredit, "of 30 API cr"),
        (Unit::EnterpriseCredit, "of 30 enterprise cr"),
    ] {
        let balance = Money::new(30.0, unit).into();
        harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance)))));
        harness.assert_shows(shown);
    }
}
