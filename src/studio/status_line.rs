//! Messages to the user: when they are shown and when they end.

use super::{Effect, MessageExpiry, MessageTopic, Severity, StatusMessage, Studio, Timer};

impl Studio {
    /// Says what just happened.
    pub fn report(&mut self, severity: Severity, text: impl Into<String>) {
        self.show_message(StatusMessage::new(severity, text));
    }

    /// Says what just happened by itself: edits do not end the message.
    pub fn report_event(&mut self, text: impl Into<String>) {
        let message = StatusMessage::new(Severity::Success, text);
        self.show_message(message.with_expiry(MessageExpiry::AfterTimeout));
    }

    /// Says what just happened about something; the message ends with it.
    pub fn report_about(&mut self, topic: MessageTopic, severity: Severity, text: impl Into<String>) {
        self.show_message(StatusMessage::new(severity, text).with_topic(topic));
    }

    /// Says what just happened, with all that is known of the message.
    pub fn show_message(&mut self, message: StatusMessage) {
        self.status_line.show(message, self.now);
    }

    /// Ends messages that were shown long enough to be read.
    pub fn dismiss_read_messages(&mut self) {
        let now = self.now;
        self.status_line.retain(|message| !message.is_read(now));
    }

    /// The project changed, or is out of sight: ends messages about its former state.
    pub fn dismiss_edit_messages(&mut self) {
        self.status_line.retain(|message| message.expiry != MessageExpiry::OnEdit);
        self.status_line.remove_undo_hints();
    }

    /// An edit was undone or redone: ends the messages about it.
    pub(super) fn dismiss_undoable_messages(&mut self) {
        self.status_line.retain(|message| !message.has_undo_hint());
    }

    /// Ends messages about something that is over.
    pub fn dismiss_topic(&mut self, topic: &MessageTopic) {
        self.status_line.retain(|message| message.topic.as_ref() != Some(topic));
    }

    /// Starts the timer that ends the last message, unless one runs.
    pub fn start_message_timer(&mut self) {
        if let Some((wait, id)) = self.status_line.arm_timer(self.now) {
            self.emit(Effect::StartTimer(wait, Timer::StatusMessage(id)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ActiveAccount, Edit, EditKind};
    use super::*;

    fn message_texts(studio: &Studio) -> Vec<&str> {
        studio
            .status_line
            .unread
            .iter()
            .chain(&studio.status_line.current)
            .map(|message| message.text.as_str())
            .collect()
    }

    #[test]
    fn unread_errors_are_not_replaced() {
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
    fn read_messages_are_replaced_and_duplicates_are_ignored() {
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

    #[test]
    fn the_key_that_undoes_is_offered_until_it_would_undo_something_else() {
        let warning = || StatusMessage::new(Severity::Warning, "edited").with_undo_hint();
        let edited = || {
            let mut studio = Studio::new(ActiveAccount::Sandbox);
            studio.edit(Edit::Title("Launch".to_owned()), EditKind::SingleStep);
            studio.show_message(warning());
            studio
        };
        let mut undone = edited();
        undone.undo();
        assert!(message_texts(&undone).is_empty(), "what it tells is undone");
        let mut studio = edited();
        studio.edit(Edit::Title("Teaser".to_owned()), EditKind::SingleStep);
        assert_eq!(message_texts(&studio), ["edited"], "a warning stays until it is read");
        assert!(!studio.status_line.current.as_ref().is_some_and(StatusMessage::has_undo_hint));
    }
}
