//! The status line: the last message, and warnings that were not read yet.

use std::time::Duration;

use super::{Effect, MessageExpiry, MessageTopic, Severity, StatusMessage, Studio, Timer};

/// How long news that is not bad is shown.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(6);
/// Unread messages that stay beside the last one.
const MAX_UNREAD_MESSAGES: usize = 3;

impl Studio {
    /// Says what just happened. A warning or an error that nobody could read yet stays beside it.
    pub fn report(&mut self, tone: Severity, text: impl Into<String>) {
        self.show_message(StatusMessage::new(tone, text));
    }

    /// Says what just happened, with all that is known of the message.
    pub fn show_message(&mut self, news: StatusMessage) {
        self.message_count += 1;
        let new = StatusMessage { shown_since: self.now, id: self.message_count, ..news };
        let is_replaced = |news: &StatusMessage| {
            news.text == new.text
                || (news.topic.is_some() && news.topic == new.topic)
                || news.is_read(self.now)
        };
        let mut unread = std::mem::take(&mut self.unread_messages);
        unread.extend(
            self.status_message
                .take()
                .filter(|news| matches!(news.severity, Severity::Warning | Severity::Error)),
        );
        unread.retain(|news| !is_replaced(news));
        unread.drain(..unread.len().saturating_sub(MAX_UNREAD_MESSAGES));
        self.unread_messages = unread;
        self.status_message = Some(new);
    }

    /// Lets news go that was there long enough to be read.
    pub fn dismiss_read_messages(&mut self) {
        let now = self.now;
        self.retain_messages(|news| !news.is_read(now));
    }

    /// The project was changed: what was told of it before may be so no more.
    pub(super) fn dismiss_edit_messages(&mut self) {
        self.retain_messages(|news| news.expiry != MessageExpiry::OnEdit);
    }

    /// What a message tells of is over.
    pub fn dismiss_topic(&mut self, about: &MessageTopic) {
        self.retain_messages(|news| news.topic.as_ref() != Some(about));
    }

    /// Ends messages. Where the last one ends, the one before it takes its place.
    fn retain_messages(&mut self, stays: impl Fn(&StatusMessage) -> bool) {
        self.unread_messages.retain(&stays);
        self.status_message.take_if(|news| !stays(news));
        if self.status_message.is_none() {
            self.status_message = self.unread_messages.pop();
        }
    }

    /// The timer that ends the message on the screen, unless one is out.
    pub fn start_message_timer(&mut self) -> Option<Effect> {
        let passes = |news: &&StatusMessage| {
            matches!(news.severity, Severity::Info | Severity::Success)
                && news.expiry != MessageExpiry::OnceRead
        };
        let news = self.status_message.as_ref().filter(passes).filter(|_| self.message_timer.is_none())?;
        self.message_timer = Some(news.id);
        let shown = Duration::try_from(self.now.duration_since(news.shown_since)).unwrap_or_default();
        Some(Effect::StartTimer(MESSAGE_TIMEOUT.saturating_sub(shown), Timer::StatusMessage(news.id)))
    }

    /// The timer of the message with this number fired. A message that came meanwhile gets one of its own.
    pub(super) fn expire_message(&mut self, number: u64) {
        self.message_timer = None;
        self.retain_messages(|news| news.id != number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::ActiveAccount;
    use super::*;

    fn message_texts(studio: &Studio) -> Vec<&str> {
        studio.unread_messages.iter().chain(&studio.status_message).map(|news| news.text.as_str()).collect()
    }

    #[test]
    fn bad_news_is_not_pushed_away_unread() {
        let mut studio = Studio::new(ActiveAccount::Sandbox);
        studio.report(Severity::Error, "not sent");
        studio.report(Severity::Error, "the disk is full");
        assert_eq!(message_texts(&studio), ["not sent", "the disk is full"]);
        studio.report(Severity::Success, "another is finished");
        assert_eq!(message_texts(&studio), ["not sent", "the disk is full", "another is finished"]);
        studio.dismiss_read_messages();
        assert_eq!(message_texts(&studio).len(), 3);
        studio.set_now(studio.now() + StatusMessage::MIN_READING_TIME);
        studio.dismiss_read_messages();
        assert!(message_texts(&studio).is_empty());
    }

    #[test]
    fn news_that_was_read_goes_and_nothing_is_told_twice() {
        let mut studio = Studio::new(ActiveAccount::Sandbox);
        studio.report(Severity::Error, "not sent");
        studio.set_now(studio.now() + StatusMessage::MIN_READING_TIME);
        studio.report(Severity::Error, "the disk is full");
        assert_eq!(message_texts(&studio), ["the disk is full"]);
        studio.report(Severity::Error, "the disk is full");
        assert_eq!(message_texts(&studio), ["the disk is full"], "once");
        for number in 1..=4 {
            studio.report(Severity::Warning, format!("warning {number}"));
        }
        studio.report(Severity::Info, "sending");
        assert_eq!(message_texts(&studio), ["warning 2", "warning 3", "warning 4", "sending"]);
    }
}
