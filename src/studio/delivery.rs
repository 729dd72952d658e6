//! Videos on their way to this machine, and links to those on the service.

use std::time::Duration;

use jiff::SignedDuration;

use super::{About, Effect, Ends, News, Queue, Request, Studio, Target, Tone};
use crate::domain::{Delivery, Fault, FaultKind, Render, RenderId};

/// The time between two tries to bring a video here.
const DELIVERY_RETRY_DELAY: Duration = Duration::from_mins(1);
/// How long a link is good for sure: the service gives it 7 days.
const GOOD: SignedDuration = SignedDuration::from_hours(6 * 24);

/// What a link is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkWish {
    Open,
    Copy,
}

impl Studio {
    /// Opens or copies the link of a video. One that may have expired is renewed before.
    pub fn link(&mut self, render: &Render, wish: LinkWish) -> Vec<Effect> {
        let Some(url) = render.url.clone() else {
            self.tell(Tone::Info, "The video has no link yet");
            return Vec::new();
        };
        let is_old = render.ended.is_some_and(|ended| self.now.duration_since(ended) > GOOD);
        match render.video.clone().filter(|_| is_old) {
            Some(video) => {
                self.queue.links.insert(render.id, wish);
                self.tell(Tone::Info, "The link may have expired: requesting a new one …");
                vec![self.request(Request::Ask { render: render.id, video })]
            }
            None => vec![self.granted(url, wish)],
        }
    }

    fn granted(&mut self, url: String, wish: LinkWish) -> Effect {
        match wish {
            LinkWish::Open => self.request(Request::Show(Target::Link(url))),
            LinkWish::Copy => {
                self.announce(News::new(Tone::Good, format!("Copied {url}")).ends(Ends::Time));
                Effect::Copy(url)
            }
        }
    }

    /// The answer about a video has a new link: does what it was wanted for.
    pub(super) fn link_renewed(&mut self, render: &Render) -> Vec<Effect> {
        let wish = self.queue.links.remove(&render.id);
        let granted = wish.zip(render.url.clone()).map(|(wish, url)| self.granted(url, wish));
        granted.into_iter().collect()
    }

    pub(super) fn link_not_asked(&mut self, id: RenderId, fault: &Fault) {
        if self.queue.links.remove(&id).is_some() {
            self.tell(Tone::Bad, format!("No new link. {fault}"));
        }
    }

    /// Finished videos of earlier runs that never arrived, or without their subtitles.
    pub(super) fn deliver_finished(&mut self) -> Vec<Effect> {
        if !self.download || !self.queue.asks {
            return Vec::new();
        }
        let (fetched, coming) = (&self.queue.fetched, &self.queue.coming);
        let missing = |render: &&Render| {
            let is_coming = fetched.contains(&render.id) || coming.contains(&render.id);
            render.is_to_come() && !is_coming
        };
        let lost: Vec<Render> = self.queue.renders.iter().filter(missing).cloned().collect();
        // Their links may have expired: asking again renews them, and the answer delivers.
        let ask = |render: Render| Some(Request::Ask { render: render.id, video: render.video? });
        self.queue.fetched.extend(lost.iter().map(|render| render.id));
        let requests: Vec<Request> = lost.into_iter().filter_map(ask).collect();
        requests.into_iter().map(|request| self.request(request)).collect()
    }

    /// Brings a finished video here, or its subtitles where it is here without them; unless they are here, on their way,
    /// or not wanted.
    pub(super) fn deliver(&mut self, render: &Render) -> Vec<Effect> {
        let Some(url) = render.url.clone().filter(|_| self.download && render.is_to_come()) else {
            return Vec::new();
        };
        if !self.queue.coming.insert(render.id) {
            return Vec::new();
        }
        if render.file.is_some() {
            return vec![self.request(Request::Subtitles(render.id))];
        }
        self.queue.deliveries.insert(render.id, Delivery { received: 0, total: None });
        let folder = render.project.as_ref().and_then(|path| path.parent()).map(std::path::Path::to_path_buf);
        vec![self.request(Request::Deliver { render: render.id, url, title: render.title.clone(), folder })]
    }

    /// A video that is gone from its place is fetched again; else its place is told, for another way to open it.
    pub(super) fn not_shown(&mut self, target: &Target, fault: &Fault) -> Vec<Effect> {
        let is_it = |row: &&Render| row.file.is_some() && Queue::target(row).as_ref() == Some(target);
        let gone = self.queue.renders.iter().find(is_it).filter(|_| fault.kind == FaultKind::Gone);
        let Some(render) = gone.cloned() else {
            self.tell(
                Tone::Info,
                format!("No program opens it here. It is at {} · y copies the path", target.text()),
            );
            return Vec::new();
        };
        self.queue.fetched.remove(&render.id);
        self.queue.coming.remove(&render.id);
        let gone = format!("{} is missing; downloading it again …", target.text());
        self.announce(News::new(Tone::Warn, gone).about(About::Delivery(render.id)));
        self.deliver(&Render { file: None, ..render })
    }

    /// What passes is tried again by itself, and told once.
    pub(super) fn not_delivered(&mut self, id: RenderId, fault: &Fault) -> Vec<Effect> {
        self.queue.deliveries.remove(&id);
        self.queue.coming.remove(&id);
        self.queue.fetched.insert(id);
        let Some(title) = self.queue.renders.iter().find(|row| row.id == id).map(|row| row.title.clone())
        else {
            return Vec::new();
        };
        let what = fault.what();
        let what = what.trim_end_matches('.');
        if !fault.is_passing() {
            let lost = News::new(Tone::Bad, format!("{title} was not downloaded. {what}"));
            self.announce(lost.hint("4 R", "tries again").about(About::Delivery(id)));
        } else if !self.queue.late.contains(&id) {
            let late = format!("{title} was not downloaded yet. {what} · the download is retried");
            self.announce(News::new(Tone::Warn, late).about(About::Delivery(id)));
        }
        self.not_fetched(id, fault);
        self.act()
    }

    /// A finished video could not be fetched, or not asked about for that.
    pub(super) fn not_fetched(&mut self, id: RenderId, fault: &Fault) {
        if fault.is_passing() && self.queue.fetched.contains(&id) {
            self.queue.late.insert(id);
            let wait = DELIVERY_RETRY_DELAY.max(fault.retry_after.unwrap_or_default());
            let again = self.now.checked_add(wait).unwrap_or(self.now);
            self.queue.schedule.fetch = Some(self.queue.schedule.fetch.map_or(again, |at| at.min(again)));
        }
    }

    /// Fetches again what did not arrive.
    pub(super) fn fetch_due(&mut self) -> Vec<Effect> {
        if self.queue.schedule.fetch.is_none_or(|at| at > self.now) {
            return Vec::new();
        }
        self.queue.schedule.fetch = None;
        let late = std::mem::take(&mut self.queue.late);
        self.queue.fetched.retain(|id| !late.contains(id));
        self.queue.late = late;
        self.deliver_finished()
    }
}
