//! The status line: the last message, and warnings that were not read yet.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Effect, RequestId, Studio, Timer};
use crate::domain::{RenderId, VoiceId};

/// How a line of news is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What a key does.
    Info,
    Good,
    Warn,
    Bad,
}

/// When a message ends, at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// With the next edit, or after [`MESSAGE_TIMEOUT`].
    Edit,
    /// After [`MESSAGE_TIMEOUT`]: it came by itself, and edits go on meanwhile.
    Time,
    /// With the first key after it could be read.
    Read,
}

/// What a message tells of, where the message ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The sample of this voice plays.
    Sample(VoiceId),
    /// Unsaved work could not be kept.
    Unkept,
    /// The video of this render did not arrive.
    Delivery(RenderId),
    /// The spend could not be read.
    Spend,
    /// The window is too small for prices.
    Window,
    /// A dialog waits until the user stops typing.
    Dialog,
    /// What is said of the pictures of this request.
    Pictures(RequestId),
}

/// Keys that lead on from the panes, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub keys: &'static str,
    pub does: String,
}

/// The line that says what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub tone: Tone,
    pub text: String,
    pub hint: Option<Hint>,
    pub ends: Ends,
    pub about: Option<About>,
    /// Keys leave it until it could be read.
    pub since: Timestamp,
    /// Counts the messages.
    number: u64,
}

impl News {
    /// Bad news stays until it could be read; other news ends with the next edit.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        let ends = if matches!(tone, Tone::Warn | Tone::Bad) { Ends::Read } else { Ends::Edit };
        let text = text.into();
        Self { tone, text, hint: None, ends, about: None, since: Timestamp::UNIX_EPOCH, number: 0 }
    }

    /// Names a key that leads on.
    #[must_use]
    pub fn hint(self, keys: &'static str, does: impl Into<String>) -> Self {
        Self { hint: Some(Hint { keys, does: does.into() }), ..self }
    }

    #[must_use]
    pub fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self { about: Some(about), ..self }
    }

    fn is_read(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) >= READABLE
    }
}

/// How long news stays whatever is typed.
const READABLE: SignedDuration = SignedDuration::from_secs(4);
/// How long news that is not bad is shown.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(6);
/// Unread messages that stay beside the last one.
const MAX_UNREAD: usize = 3;

impl Studio {
    /// Says what just happened. A warning or an error that nobody could read yet stays beside it.
    pub fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.announce(News::new(tone, text));
    }

    /// Says what just happened, with all that is known of the message.
    pub fn announce(&mut self, news: News) {
        self.told += 1;
        let new = News { since: self.now, number: self.told, ..news };
        let is_replaced = |news: &News| {
            news.text == new.text
                || (news.about.is_some() && news.about == new.about)
                || news.is_read(self.now)
        };
        let mut unread = std::mem::take(&mut self.unread_news);
        unread.extend(self.news.take().filter(|news| matches!(news.tone, Tone::Warn | Tone::Bad)));
        unread.retain(|news| !is_replaced(news));
        unread.drain(..unread.len().saturating_sub(MAX_UNREAD));
        self.unread_news = unread;
        self.news = Some(new);
    }

    /// Lets news go that was there long enough to be read.
    pub fn key_pressed(&mut self) {
        let now = self.now;
        self.retain_news(|news| !news.is_read(now));
    }

    /// The project was changed: what was told of it before may be so no more.
    pub(super) fn edited(&mut self) {
        self.retain_news(|news| news.ends != Ends::Edit);
    }

    /// What a message tells of is over.
    pub fn end_news(&mut self, about: &About) {
        self.retain_news(|news| news.about.as_ref() != Some(about));
    }

    /// Ends messages. Where the last one ends, the one before it takes its place.
    fn retain_news(&mut self, stays: impl Fn(&News) -> bool) {
        self.unread_news.retain(&stays);
        self.news.take_if(|news| !stays(news));
        if self.news.is_none() {
            self.news = self.unread_news.pop();
        }
    }

    /// The timer that ends the message on the screen, unless one is out.
    pub fn news_timer(&mut self) -> Option<Effect> {
        let passes = |news: &&News| matches!(news.tone, Tone::Info | Tone::Good) && news.ends != Ends::Read;
        let news = self.news.as_ref().filter(passes).filter(|_| self.news_timer.is_none())?;
        self.news_timer = Some(news.number);
        let shown = Duration::try_from(self.now.duration_since(news.since)).unwrap_or_default();
        Some(Effect::Wake(MESSAGE_TIMEOUT.saturating_sub(shown), Timer::News(news.number)))
    }

    /// The timer of the message with this number fired. A message that came meanwhile gets one of its own.
    pub(super) fn news_due(&mut self, number: u64) {
        self.news_timer = None;
        self.retain_news(|news| news.number != number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Account;
    use super::*;

    fn told(studio: &Studio) -> Vec<&str> {
        studio.unread_news.iter().chain(&studio.news).map(|news| news.text.as_str()).collect()
    }

    #[test]
    fn bad_news_is_not_pushed_away_unread() {
        let mut studio = Studio::new(Account::Sandbox);
        studio.tell(Tone::Bad, "not sent");
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["not sent", "the disk is full"]);
        studio.tell(Tone::Good, "another is finished");
        assert_eq!(told(&studio), ["not sent", "the disk is full", "another is finished"]);
        studio.key_pressed();
        assert_eq!(told(&studio).len(), 3);
        studio.at(studio.now() + READABLE);
        studio.key_pressed();
        assert!(told(&studio).is_empty());
    }

    #[test]
    fn news_that_was_read_goes_and_nothing_is_told_twice() {
        let mut studio = Studio::new(Account::Sandbox);
        studio.tell(Tone::Bad, "not sent");
        studio.at(studio.now() + READABLE);
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["the disk is full"]);
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["the disk is full"], "once");
        for number in 1..=4 {
            studio.tell(Tone::Warn, format!("warning {number}"));
        }
        studio.tell(Tone::Info, "sending");
        assert_eq!(told(&studio), ["warning 2", "warning 3", "warning 4", "sending"]);
    }
}
