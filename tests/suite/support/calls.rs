//! Calls of the service, as the sandbox's ledger names them.

use cuecard::sandbox::CallCount;

/// The submission in the dialects scenes and av4-flat.
pub(crate) const SUBMIT_CALL: &str = "POST /v2/video/av4/generate";
/// The submission in the dialect v2-generate.
pub(crate) const SUBMIT_GENERATE_CALL: &str = "POST /v2/video/generate";
pub(crate) const SUBMIT_V3_CALL: &str = "POST /v3/videos";
pub(crate) const STATUS_CALL: &str = "GET /v1/video_status.get";
/// The status of one video in v3.
pub(crate) const SINGLE_CALL: &str = "GET /v3/videos/<id>";
/// The status of up to 100 videos in v3.
pub(crate) const BATCH_CALL: &str = "GET /v3/videos/statuses";
pub(crate) const VIDEO_LIST_CALL: &str = "GET /v1/video.list";
pub(crate) const BALANCE_CALL: &str = "GET /v2/user/remaining_quota";
pub(crate) const VOICES_CALL: &str = "GET /v2/voices";
pub(crate) const UPLOAD_CALL: &str = "POST /v1/asset";
pub(crate) const CREATE_GROUP_CALL: &str = "POST /v2/photo_avatar/avatar_group/create";
pub(crate) const TRAIN_CALL: &str = "POST /v2/photo_avatar/train";
pub(crate) const GENERATE_LOOKS_CALL: &str = "POST /v2/photo_avatar/look/generate";
pub(crate) const ADD_LOOKS_CALL: &str = "POST /v2/photo_avatar/avatar_group/add";
/// The request that adds photos, and looks, in v3.
pub(crate) const CREATE_AVATAR_CALL: &str = "POST /v3/avatars";

/// Speech without a video.
pub(crate) const SPEECH_CALL: &str = "POST /v3/voices/speech";

/// A call that was received once and accepted.
pub(crate) const ONCE: CallCount = CallCount { received: 1, accepted: 1 };
/// The upload of a file in v3.
pub(crate) const UPLOAD_V3_CALL: &str = "POST /v3/assets";
