//! Fuzz tests of the parsers: whatever the service sends becomes a value or an error.

use proptest::prelude::*;

use super::api_key::ApiKey;
use super::request::RepeatRisk;
use super::response::ApiResponse;
use super::shared_records::{parse_video_details, parse_video_id};
use super::v2::account::parse_balance;
use super::v2::assets::parse_asset;
use super::v2::catalog::{parse_photos, parse_voices};
use super::v2::looks::{
    parse_added_looks, parse_generation_id, parse_look, parse_look_generation, parse_training,
};
use super::v2::videos::parse_video_page;
use super::v3;
use crate::domain::{Error, LookGenerationId, text};

macro_rules! fixtures {
    ($($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../tests/samples/", $name, ".json"))),+]
    };
}

const RESPONSE_FIXTURES: [&str; 30] = fixtures![
    "asset_upload_image",
    "avatar_group_add",
    "avatar_group_create",
    "avatars_list",
    "av4_generate_ok",
    "error_legacy_gone_410",
    "error_v1_unauthorized",
    "error_v2_invalid_parameter_av4",
    "error_v3_invalid_parameter",
    "generation_success",
    "look_generate",
    "photo_avatar_details",
    "remaining_quota_details",
    "train_accepted",
    "train_status_completed",
    "v3_asset_upload",
    "v3_avatar_create_photo",
    "v3_looks",
    "v3_speech",
    "v3_users_me_subscription",
    "v3_video_completed",
    "v3_video_statuses",
    "v3_voices",
    "video_list_page1",
    "video_status_completed_captions",
    "video_status_failed_enum_code",
    "video_status_failed_string",
    "video_status_not_found",
    "video_status_reference_minimal",
    "voices_list",
];

/// What may stand in the place of any value.
const SUBSTITUTE_VALUES: [&str; 14] = [
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "1.5e308",
    "\"\"",
    "\" \\u0000\"",
    "[]",
    "{}",
    "[[{}]]",
    "[null]",
    "\"\\u202eevil\\u001b[2J\"",
    "{\"code\":[],\"message\":{}}",
];

/// What each parser makes of a response, as text.
fn parse_with_all_parsers(status: u16, risk: RepeatRisk, body: &[u8]) -> Vec<String> {
    fn debug_text<T: std::fmt::Debug>(read: Result<T, Error>) -> String {
        match read {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.to_string() + &error.response.unwrap_or_default(),
        }
    }
    let key = ApiKey::new("sk-1").unwrap();
    let response = ApiResponse { status, body: body.to_vec(), ..ApiResponse::default() };
    let generation = LookGenerationId::new("g");
    macro_rules! parse_all {
        ($($decode:expr),+ $(,)?) => { vec![$(debug_text(response.parse("the thing", risk, &key, |data, _| $decode(data)))),+] };
    }
    parse_all![
        parse_photos,
        parse_voices,
        parse_look,
        parse_added_looks,
        parse_training,
        parse_generation_id,
        |data| parse_look_generation(&generation, data),
        parse_asset,
        parse_balance,
        parse_video_page,
        parse_video_id,
        parse_video_details,
        v3::assets::parse_asset,
        v3::account::parse_balance,
        v3::looks::parse_photos,
        v3::videos::parse_video_page,
        v3::looks::parse_created_look,
        v3::speech::parse_speech,
        v3::videos::parse_statuses,
        v3::voices::parse_voices,
        |_| Some(()),
    ]
}

/// Where the values of a JSON text begin and end, roughly: what stands between a colon or bracket and a comma or bracket.
fn value_ranges(json: &str) -> Vec<(usize, usize)> {
    let starts = json.match_indices(": ").map(|(at, _)| at + 2);
    starts.filter_map(|start| Some((start, start + json[start..].find([',', '\n'])?))).collect()
}

fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200), Just(204), Just(302), Just(400), Just(404), Just(429), Just(500), 100..999_u16]
}

fn any_risk() -> impl Strategy<Value = RepeatRisk> {
    prop_oneof![Just(RepeatRisk::Safe), Just(RepeatRisk::Create), Just(RepeatRisk::Render)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parsers_survive_any_bytes(status in any_status(), risk in any_risk(), body in prop::collection::vec(any::<u8>(), 0..400)) {
        parse_with_all_parsers(status, risk, &body);
    }

    #[test]
    fn parsers_survive_fixtures_with_changed_bytes(
        sample in prop::sample::select(&RESPONSE_FIXTURES[..]),
        status in any_status(),
        risk in any_risk(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut body = sample.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(body.len());
            body[at] = byte;
        }
        if cut {
            body.truncate(end.index(body.len()));
        }
        parse_with_all_parsers(status, risk, &body);
    }

    #[test]
    fn fixtures_with_changed_values_parse_to_displayable_text(
        sample in prop::sample::select(&RESPONSE_FIXTURES[..]),
        status in any_status(),
        risk in any_risk(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&SUBSTITUTE_VALUES[..])), 1..4),
    ) {
        let mut body = sample.to_owned();
        for (at, odd) in changes {
            let values = value_ranges(&body);
            if !values.is_empty() {
                let (start, end) = values[at.index(values.len())];
                body.replace_range(start..end, odd);
            }
        }
        for shown in parse_with_all_parsers(status, risk, body.as_bytes()) {
            prop_assert!(text::is_displayable(&shown), "{shown}");
            prop_assert!(!shown.contains("\\u{1b}") && !shown.contains("\\u{202e}"), "{shown}");
            prop_assert!(!shown.contains("\\0"), "{shown}");
        }
    }
}

#[test]
fn an_unreadable_record_does_not_affect_the_others() {
    let list = r#"{"voices":[{"voice_id":"a"},{"voice_id":null},{"name":"x"},7,null,"b",[],
        {"voice_id":"\u202ec"},{"voice_id":"d","voice_id":"e"},{"voice_id":12,"name":["x"],"gender":{}},
        {"voice_id":"f","support_pause":1e999}]}"#;
    let read = parse_voices(list).unwrap();
    let ids: Vec<&str> = read.voices.iter().map(|voice| voice.id.as_str()).collect();
    assert_eq!((ids, read.unreadable_count), (vec!["a", "12"], 9));
    assert_eq!(read.voices[1].name, "12");
}

#[test]
fn a_null_list_is_empty_and_a_missing_list_is_unreadable() {
    assert_eq!(parse_voices(r#"{"voices":null}"#).unwrap().voices, []);
    assert_eq!(parse_photos(r#"{"talking_photos":[],"avatars":"x"}"#).unwrap().other_avatar_count, 0);
    assert_eq!(parse_photos(r#"{"talking_photos":null,"avatars":[1,{}]}"#).unwrap().other_avatar_count, 2);
    for odd in ["{}", r#"{"voices":7}"#, r#"{"voices":{}}"#, "null", "[]", "7"] {
        assert_eq!(parse_voices(odd), None, "{odd}");
    }
}

#[test]
fn an_invalid_page_token_is_none() {
    let next = |token: &str| {
        parse_video_page(&format!(r#"{{"videos":[],"token":{token}}}"#)).unwrap().next_page_token
    };
    assert_eq!(next(r#""eyJ+/=""#).as_deref(), Some("eyJ+/="));
    for odd in ["null", r#""""#, r#"" ""#, "{}", r#""\u202eevil\u001b[2J""#] {
        assert_eq!(next(odd), None, "{odd}");
    }
}

#[test]
fn parsers_survive_deep_nesting() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for field in ["error", "data", "code", "x"] {
        parse_with_all_parsers(200, RepeatRisk::Render, format!("{{\"{field}\":{deep}}}").as_bytes());
    }
    let data = format!("{{\"data\":{{\"voices\":[{deep},{{\"voice_id\":\"a\",\"name\":{deep}}}]}}}}");
    let read = &parse_with_all_parsers(200, RepeatRisk::Safe, data.as_bytes())[1];
    assert!(read.contains("VoiceId(\"a\")") && read.contains("unreadable_count: 1"), "{read:.200}");
}

#[test]
fn unknown_statuses_count_as_in_progress() {
    use crate::domain::RenderStage::{Completed, Failed, Pending, Processing};
    let read = |data: &str| parse_video_details(data).unwrap();
    for (word, stage) in [
        ("pending", Pending),
        ("Waiting", Pending),
        ("queued", Pending),
        ("draft", Pending),
        ("processing", Processing),
        ("upscaling\\u001b", Processing),
        ("COMPLETED", Completed),
        ("failed", Failed),
    ] {
        assert_eq!(read(&format!(r#"{{"status":"{word}"}}"#)).stage, stage, "{word}");
    }
    assert_eq!(read(r#"{"status":"a b"}"#).service_status, "a b");
    assert_eq!(parse_video_details(r#"{"status":""}"#), None);
    assert_eq!(parse_video_details(r#"{"video_url":"x"}"#), None);
}

#[test]
fn a_video_with_a_url_is_completed_despite_an_error() {
    let error = r#""error":{"code":"MOVIO_PAYMENT_INSUFFICIENT_CREDIT","message":"no credit"}"#;
    for status in ["completed", "failed", "processing", ""] {
        let data = format!(
            r#"{{"status":"{status}","video_url":"https://f.example/a.mp4","duration":"9.5",{error}}}"#
        );
        let progress = parse_video_details(&data).unwrap();
        assert_eq!(progress.stage, crate::domain::RenderStage::Completed, "{status}");
        assert_eq!(progress.failure.unwrap().message, "no credit");
        assert_eq!(progress.duration_seconds, Some(9.5));
    }
    for (error, code, message) in [
        (r#"{"code":40119,"message":null,"detail":"Video is too long"}"#, Some("40119"), "Video is too long"),
        (r#""Rendering failed""#, None, "Rendering failed"),
        ("null", None, ""),
        (r#"{"code":null}"#, None, ""),
    ] {
        let failure = parse_video_details(&format!(r#"{{"status":"failed","error":{error}}}"#))
            .unwrap()
            .failure
            .unwrap();
        assert_eq!((failure.code.as_deref(), failure.message.as_str()), (code, message));
    }
}
