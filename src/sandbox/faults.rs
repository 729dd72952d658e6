//! Injected faults: the known kinds, and the active ones.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use crate::sandbox::words::words;

words! {
    /// A kind of fault.
    InjectedFaultKind {
        /// too many requests, without Retry-After
        RateLimit = "429",
        /// too many requests, Retry-After: 2
        RateLimitRetryAfter = "429-retry-after",
        /// the daily limit of a trial, which no retry lifts
        DailyLimit = "429-daily-limit",
        /// an internal error, as JSON
        ServerError = "500",
        /// the HTML page of the gateway
        BadGateway = "502",
        /// the account may not use the endpoint
        Forbidden = "403",
        /// the endpoint was removed
        Gone = "410",
        /// the HTML page of an unknown path
        NotThere = "404",
        /// reads the request, does nothing and never replies
        Timeout = "timeout",
        /// carries the request out and never replies
        TimeoutRecorded = "timeout-recorded",
        /// resets the connection and does nothing
        Reset = "reset",
        /// carries the request out and resets the connection
        ResetRecorded = "reset-recorded",
        /// refuses a submission: insufficient credit
        NoCredit = "402",
        /// accepts a submission whose video fails: insufficient credit
        NoCreditAtPoll = "402-at-poll",
        /// a video fails with an error object whose code is a word
        Failed = "failed",
        /// a video fails with an error object whose code is a number
        FailedNumber = "failed-number",
        /// a video fails with a text
        FailedString = "failed-string",
        /// a video fails without a reason
        FailedNull = "failed-null",
        /// a video is completed with an error
        CompletedWithError = "completed-with-error",
        /// the list of avatars takes 8 seconds
        SlowAvatars = "slow-avatars",
        /// only picture keys make videos, no ids of talking photos
        StrictKeys = "strict-keys",
        /// looks are generated for trained groups only
        StrictTraining = "strict-training",
        /// v1 and v2 replies announce their sunset in headers
        LegacyHeaders = "legacy-headers",
        /// a v3 request with this idempotency key is in progress
        InProgress = "409-in-progress",
        /// accepts a v3 photo avatar that fails: there is no face in the picture
        NoFace = "no-face",
    }
}

/// The paid call of v2, as the reference has it.
pub(super) const GENERATE_AV4: &str = "POST /v2/video/av4/generate";
/// The older paid call of v2.
pub(super) const GENERATE_V2: &str = "POST /v2/video/generate";
/// The paid call of v3.
pub(super) const CREATE_VIDEO: &str = "POST /v3/videos";
/// The call of v3 that creates an avatar.
pub(super) const CREATE_AVATAR: &str = "POST /v3/avatars";
const PAID: [&str; 3] = [GENERATE_AV4, GENERATE_V2, CREATE_VIDEO];

/// A fault to inject, written `NAME`, `NAME:TIMES`, `NAME@PATH` or `NAME:TIMES@PATH`.
///
/// Without `TIMES` it stays until it is cleared. Without `PATH` it matches every request that its kind is about: paid
/// calls, the list of avatars, or any call except `/media` and `/sandbox`. A method may precede the path, as in
/// `reset@POST /v3/videos`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedFault {
    pub kind: InjectedFaultKind,
    pub times: Option<u32>,
    /// A prefix of the request's path, or of method and path.
    pub path: Option<String>,
}

impl InjectedFaultKind {
    fn applies_to(self, call: &str) -> bool {
        match self {
            Self::SlowAvatars => call == "GET /v2/avatars",
            Self::InProgress => call == CREATE_VIDEO || call == CREATE_AVATAR,
            Self::NoFace => call == CREATE_AVATAR,
            Self::DailyLimit
            | Self::TimeoutRecorded
            | Self::ResetRecorded
            | Self::NoCredit
            | Self::NoCreditAtPoll
            | Self::Failed
            | Self::FailedNumber
            | Self::FailedString
            | Self::FailedNull
            | Self::CompletedWithError => PAID.contains(&call),
            _ => !path_of(call).starts_with("/media/"),
        }
    }
}

impl From<InjectedFaultKind> for InjectedFault {
    fn from(kind: InjectedFaultKind) -> Self {
        Self { kind, times: None, path: None }
    }
}

impl InjectedFault {
    /// A fault that happens this many times.
    pub fn times(kind: InjectedFaultKind, times: u32) -> Self {
        Self { kind, times: Some(times), path: None }
    }

    fn matches(&self, call: &str) -> bool {
        match &self.path {
            Some(begin) => [call, path_of(call)].iter().any(|name| name.starts_with(begin.as_str())),
            None => self.kind.applies_to(call),
        }
    }
}

/// The path of a call `METHOD PATH`.
fn path_of(call: &str) -> &str {
    call.split_once(' ').map_or(call, |(_, path)| path)
}

impl FromStr for InjectedFault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rest, path) = match text.split_once('@') {
            Some((rest, path)) => (rest, Some(path.to_owned())),
            None => (text, None),
        };
        let (name, times) = match rest.split_once(':') {
            Some((name, times)) => (name, Some(times.parse())),
            None => (rest, None),
        };
        let unknown = |why: &str| format!("'{text}' is no fault (NAME[:TIMES][@PATH]): {why}");
        let kind = name.parse().map_err(|why: String| unknown(&why))?;
        let times = times.transpose().map_err(|_| unknown("TIMES is no number"))?;
        Ok(Self { kind, times, path })
    }
}

impl fmt::Display for InjectedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if let Some(times) = self.times {
            write!(f, ":{times}")?;
        }
        self.path.as_ref().map_or(Ok(()), |path| write!(f, "@{path}"))
    }
}

/// The active faults, oldest first.
#[derive(Debug, Default)]
pub(super) struct InjectedFaults(Mutex<Vec<InjectedFault>>);

impl InjectedFaults {
    pub(super) fn new(faults: Vec<InjectedFault>) -> Self {
        Self(Mutex::new(faults))
    }

    pub(super) fn add(&self, fault: InjectedFault) {
        self.lock().push(fault);
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    pub(super) fn list(&self) -> Vec<InjectedFault> {
        self.lock().clone()
    }

    /// Takes the first active fault that matches the call and that `effect` knows, and counts it down.
    pub(super) fn take<T>(&self, call: &str, effect: impl Fn(InjectedFaultKind) -> Option<T>) -> Option<T> {
        let mut faults = self.lock();
        let mut active = faults.iter_mut().filter(|fault| fault.times != Some(0) && fault.matches(call));
        let (fault, effect) = active.find_map(|fault| effect(fault.kind).map(|effect| (fault, effect)))?;
        fault.times = fault.times.map(|times| times - 1);
        faults.retain(|fault| fault.times != Some(0));
        Some(effect)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<InjectedFault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_injected_fault_has_a_name_and_a_meaning() {
        for kind in InjectedFaultKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
            assert!(!kind.meaning().is_empty());
        }
    }

    #[test]
    fn injected_faults_parse_back_from_their_text() {
        for text in ["429", "reset:2", "500@/v2/voices", "429-retry-after:1@/v2/video/av4/generate"] {
            assert_eq!(text.parse::<InjectedFault>().unwrap().to_string(), text);
        }
        let refused = "explode".parse::<InjectedFault>().unwrap_err();
        assert!(refused.contains("explode") && refused.contains("reset-recorded"), "{refused}");
        assert!("429:many".parse::<InjectedFault>().is_err());
    }

    #[test]
    fn a_counted_fault_ends_and_matches_its_path_alone() {
        let faults = InjectedFaults::new(vec!["500:2@/v2/voices".parse().unwrap()]);
        assert_eq!(faults.take("GET /v2/avatars", Some), None);
        assert_eq!(faults.take("GET /v2/voices", Some), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("GET /v2/voices", Some), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("GET /v2/voices", Some), None);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_method_distinguishes_a_submission_from_a_list() {
        let faults = InjectedFaults::new(vec![
            "500:1@POST /v3/videos".parse().unwrap(),
            InjectedFaultKind::NoCredit.into(),
        ]);
        assert_eq!(faults.take("GET /v3/videos", Some), None);
        assert_eq!(faults.take("POST /v3/videos", Some), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("POST /v3/videos", Some), Some(InjectedFaultKind::NoCredit));
        assert_eq!(faults.take("POST /v2/video/generate", Some), Some(InjectedFaultKind::NoCredit));
    }
}
