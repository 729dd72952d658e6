//! The line that says what just happened, and what must not be pushed off it unread.

use jiff::{SignedDuration, Timestamp};

use super::Studio;

/// How a line of news is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What a key does; it takes the place of all that was told before.
    Info,
    Good,
    Warn,
    Bad,
}

/// The line that says what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub tone: Tone,
    pub text: String,
    /// Keys leave it until it could be read.
    pub since: Timestamp,
}

/// How long news stays whatever is typed.
const READABLE: SignedDuration = SignedDuration::from_secs(4);

impl Studio {
    /// Says what just happened. Bad news that nobody could read yet stays in sight beside it.
    pub fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        let new = News { tone, text: text.into(), since: self.now };
        let before = self.news.replace(new).filter(|news| news.tone == Tone::Bad).or(self.bad_news.take());
        let stays = |news: &News| tone != Tone::Info && !self.is_read(news) && !self.is_told(news);
        self.bad_news = before.filter(stays);
    }

    /// Lets news go that was there long enough to be read.
    pub fn key_pressed(&mut self) {
        if self.news.as_ref().is_some_and(|news| self.is_read(news)) {
            self.news = None;
        }
        if self.bad_news.as_ref().is_some_and(|news| self.is_read(news)) {
            self.bad_news = None;
        }
    }

    fn is_read(&self, news: &News) -> bool {
        self.now.duration_since(news.since) >= READABLE
    }

    fn is_told(&self, news: &News) -> bool {
        self.news.as_ref().is_some_and(|told| told.text == news.text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Account;
    use super::*;

    fn told(studio: &Studio) -> Vec<&str> {
        [&studio.bad_news, &studio.news].into_iter().flatten().map(|news| news.text.as_str()).collect()
    }

    #[test]
    fn bad_news_is_not_pushed_away_unread() {
        let mut studio = Studio::new(Account::Sandbox);
        studio.tell(Tone::Bad, "not sent");
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["not sent", "the disk is full"]);
        studio.tell(Tone::Good, "another is finished");
        assert_eq!(told(&studio), ["the disk is full", "another is finished"]);
        studio.key_pressed();
        assert_eq!(told(&studio).len(), 2);
        studio.at(studio.now() + READABLE);
        studio.key_pressed();
        assert!(told(&studio).is_empty());
    }

    #[test]
    fn news_that_was_read_goes_and_so_does_all_where_a_key_does_something() {
        let mut studio = Studio::new(Account::Sandbox);
        studio.tell(Tone::Bad, "not sent");
        studio.at(studio.now() + READABLE);
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["the disk is full"]);
        studio.tell(Tone::Bad, "the disk is full");
        assert_eq!(told(&studio), ["the disk is full"], "once");
        studio.tell(Tone::Warn, "something");
        studio.tell(Tone::Info, "sending");
        assert_eq!(told(&studio), ["sending"]);
    }
}
