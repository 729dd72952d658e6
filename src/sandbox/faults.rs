//! Injected faults: the known kinds, and the active ones.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// The kinds of faults, each with its name and its meaning.
macro_rules! kinds {
    ($($kind:ident = $name:literal: $meaning:literal,)+) => {
        /// A kind of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum InjectedFaultKind {
            $(#[doc = $meaning] $kind,)+
        }

        impl InjectedFaultKind {
            pub fn all() -> impl Iterator<Item = InjectedFaultKind> {
                [$(Self::$kind,)+].into_iter()
            }

            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// What it does, as a phrase.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => $meaning,)+ }
            }
        }
    };
}

kinds! {
    RateLimit = "429": "too many requests, without Retry-After",
    RateLimitRetryAfter = "429-retry-after": "too many requests, Retry-After: 2",
    DailyLimit = "429-daily-limit": "the daily limit of a trial, which no retry lifts",
    ServerError = "500": "an internal error, as JSON",
    BadGateway = "502": "the HTML page of the gateway",
    Gone = "410": "the endpoint was removed",
    NotThere = "404": "the HTML page of an unknown path",
    Timeout = "timeout": "reads the request, does nothing and never replies",
    TimeoutRecorded = "timeout-recorded": "carries the request out and never replies",
    Reset = "reset": "resets the connection and does nothing",
    ResetRecorded = "reset-recorded": "carries the request out and resets the connection",
    NoCredit = "402": "refuses a submission: insufficient credit",
    NoCreditAtPoll = "402-at-poll": "accepts a submission whose video fails: insufficient credit",
    Failed = "failed": "a video fails with an error object whose code is a word",
    FailedNumber = "failed-number": "a video fails with an error object whose code is a number",
    FailedString = "failed-string": "a video fails with a text",
    FailedNull = "failed-null": "a video fails without a reason",
    CompletedWithError = "completed-with-error": "a video is completed with an error",
    SlowAvatars = "slow-avatars": "the list of avatars takes 8 seconds",
    StrictKeys = "strict-keys": "only picture keys make videos, no ids of talking photos",
    StrictTraining = "strict-training": "looks are generated for trained groups only",
    LegacyHeaders = "legacy-headers": "v1 and v2 replies announce their sunset in headers",
    InProgress = "409-in-progress": "a v3 request with this idempotency key is in progress",
    NoFace = "no-face": "accepts a v3 photo avatar that fails: there is no face in the picture",
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

/// A text that is no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(String);

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

impl FromStr for InjectedFaultKind {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        Self::all().find(|kind| kind.name() == name).ok_or_else(|| UnknownFault(name.to_owned()))
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
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let (rest, path) = match text.split_once('@') {
            Some((rest, path)) => (rest, Some(path.to_owned())),
            None => (text, None),
        };
        let Some((name, times)) = rest.split_once(':') else {
            return Ok(Self { kind: rest.parse()?, times: None, path });
        };
        let times = times.parse().map_err(|_| UnknownFault(text.to_owned()))?;
        Ok(Self { kind: name.parse()?, times: Some(times), path })
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

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is no fault (NAME[:TIMES][@PATH]); known are:", self.0)?;
        InjectedFaultKind::all().map(InjectedFaultKind::name).try_for_each(|name| write!(f, " {name}"))
    }
}

impl std::error::Error for UnknownFault {}

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

    /// Takes the first active fault of these kinds that matches the call, and counts it down.
    pub(super) fn take(&self, call: &str, kinds: &[InjectedFaultKind]) -> Option<InjectedFaultKind> {
        let mut faults = self.lock();
        let at = faults
            .iter()
            .position(|fault| fault.times != Some(0) && kinds.contains(&fault.kind) && fault.matches(call))?;
        let kind = faults[at].kind;
        if let Some(times) = &mut faults[at].times {
            *times -= 1;
            if *times == 0 {
                faults.remove(at);
            }
        }
        Some(kind)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<InjectedFault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_row_of_its_own() {
        for kind in InjectedFaultKind::all() {
            assert_eq!(kind.name().parse::<InjectedFaultKind>(), Ok(kind));
            assert!(!kind.meaning().is_empty());
        }
        assert_eq!(InjectedFaultKind::all().count(), InjectedFaultKind::NoFace as usize + 1);
    }

    #[test]
    fn faults_are_read_as_they_are_written() {
        for text in ["429", "reset:2", "500@/v2/voices", "429-retry-after:1@/v2/video/av4/generate"] {
            assert_eq!(text.parse::<InjectedFault>().unwrap().to_string(), text);
        }
        let refused = "explode".parse::<InjectedFault>().unwrap_err().to_string();
        assert!(refused.contains("explode") && refused.contains("reset-recorded"), "{refused}");
        assert!("429:many".parse::<InjectedFault>().is_err());
    }

    #[test]
    fn a_counted_fault_wears_out_and_a_path_keeps_it_apart() {
        let faults = InjectedFaults::new(vec!["500:2@/v2/voices".parse().unwrap()]);
        let all = [InjectedFaultKind::ServerError];
        assert_eq!(faults.take("GET /v2/avatars", &all), None);
        assert_eq!(faults.take("GET /v2/voices", &all), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("GET /v2/voices", &all), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("GET /v2/voices", &all), None);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_method_tells_a_submission_from_a_list() {
        let all = [InjectedFaultKind::ServerError, InjectedFaultKind::NoCredit];
        let faults = InjectedFaults::new(vec![
            "500:1@POST /v3/videos".parse().unwrap(),
            InjectedFaultKind::NoCredit.into(),
        ]);
        assert_eq!(faults.take("GET /v3/videos", &all), None);
        assert_eq!(faults.take("POST /v3/videos", &all), Some(InjectedFaultKind::ServerError));
        assert_eq!(faults.take("POST /v3/videos", &all), Some(InjectedFaultKind::NoCredit));
        assert_eq!(faults.take("POST /v2/video/generate", &all), Some(InjectedFaultKind::NoCredit));
    }
}
