//! What is said about a render, line by line: what matters most comes first.

use jiff::Timestamp;

use super::Details;
use crate::domain::{Cure, Details as All, Reason, Render, Stage, age, length_doubt, plural};
use crate::panes::render::{left, shortage, usually, waits};
use crate::studio::{Loading, Studio};
use crate::widgets::{clock, width, wrap, wrap_code};

/// How a line is meant; the view gives it its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Title,
    Label,
    Bad,
    Warn,
    Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What stands before the text, with the blanks behind it.
    pub(super) label: String,
    pub(super) text: String,
    pub(super) look: Look,
}

/// All of it, in lines of this many cells.
pub(super) fn lines(of: &Details, studio: &Studio, now: Timestamp, room: usize) -> Vec<Line> {
    let mut page = Page { room: room.max(1), lines: Vec::new() };
    let Some(row) = studio.queue.render(of.render) else {
        page.text("The render was removed from the list. Esc goes back.", Look::Plain);
        return page.lines;
    };
    head(&mut page, row, studio, now);
    page.gap();
    match of.read(studio) {
        Some(Loading::Ready(all)) => events(&mut page, all, studio, now),
        Some(Loading::Failed(fault)) => page.text(&fault.to_string(), Look::Bad),
        _ => page.text("Reading the history …", Look::Label),
    }
    page.gap();
    let mut facts = facts(row, studio, now);
    // Beside the figures, since the reply itself may be pages further down.
    facts.extend(of.all(studio).and_then(All::doc_url).map(|page| ("Docs".to_owned(), page)));
    page.table(&facts);
    if let Some(all) = of.all(studio) {
        papers(&mut page, all, studio, now);
    }
    page.lines
}

/// How far it is, why, and what to do.
fn head(page: &mut Page, row: &Render, studio: &Studio, now: Timestamp) {
    page.text(&stage(row, studio, now), Look::Title);
    if let Some(note) = &row.note {
        let bad = matches!(row.stage, Stage::Failed | Stage::Refused);
        page.text(note, if bad { Look::Bad } else { Look::Warn });
    }
    if let Some(figures) = shortage(row, studio) {
        page.text(&figures, Look::Plain);
    }
    if let Some(charged) = charged(row) {
        page.text(charged, Look::Plain);
    }
    page.text(&next(row, now), Look::Step);
}

fn stage(row: &Render, studio: &Studio, now: Timestamp) -> String {
    let word = row.stage.word();
    let mut parts = vec![word.to_owned()];
    let own = row.word.as_deref().filter(|own| !own.is_empty() && *own != word);
    parts.extend(own.map(|own| format!("the service says {own}")));
    match row.ended.filter(|_| row.stage.is_over()) {
        Some(ended) => parts.push(format!("after {}", age(ended.duration_since(row.asked)))),
        None => parts.push(format!("for {}", age(now.duration_since(row.asked)))),
    }
    if let Some(usual) = studio.usual(row).filter(|_| row.stage.is_running()) {
        parts.extend([usually(usual).full, left(usual, now.duration_since(row.since())).full]);
    }
    parts.extend(studio.is_stuck(row, now).then(|| "stuck?".to_owned()));
    parts.join(" · ")
}

/// Whether it was paid for, where that is known.
fn charged(row: &Render) -> Option<&'static str> {
    match row.stage {
        Stage::Refused | Stage::Cancelled => Some("Nothing was charged."),
        Stage::Queued if row.wait.due.is_some() => Some("Nothing was charged."),
        Stage::Unconfirmed => Some("It is unknown whether the video was created and charged."),
        Stage::Failed => Some("The balance shows whether it was charged."),
        _ => None,
    }
}

/// The keys that lead on.
fn next(row: &Render, now: Timestamp) -> String {
    if let Some(next) = row.take.next {
        return format!("It was sent again as render {next}.");
    }
    let cure = row.note.as_deref().and_then(Reason::of_note).map(|reason| reason.cure);
    let next = match (row.stage, cure) {
        (Stage::Failed | Stage::Refused, Some(Cure::Project)) if row.project.is_some() => {
            "p opens its project to change it · Ctrl-r renders it again"
        }
        (Stage::Failed | Stage::Refused, Some(Cure::Project)) => {
            "Change the project · Ctrl-r renders it again"
        }
        (Stage::Failed | Stage::Refused | Stage::Cancelled, _) => {
            "s sends it again, unchanged, as a new render · x removes it from the list"
        }
        (Stage::Unconfirmed, _) if row.is_repeatable(now) => {
            "R in the queue sends it again with the same idempotency key: it is not made twice"
        }
        (Stage::Unconfirmed, _) => {
            "R in the queue looks for it on the service · s sends it anyway: it may cost twice"
        }
        (Stage::Completed, _) => "Enter opens it · y copies its path",
        (Stage::Queued, _) => waits(row),
        (Stage::Sending | Stage::Pending | Stage::Processing, _) => {
            "It continues on the service, with or without cuecard"
        }
    };
    next.to_owned()
}

fn events(page: &mut Page, all: &All, studio: &Studio, now: Timestamp) {
    let times: Vec<String> = all.events.iter().map(|event| time(event.at, studio, now)).collect();
    let longest = times.iter().map(String::len).max().unwrap_or(0);
    let rows: Vec<(String, String)> = times
        .iter()
        .zip(&all.events)
        .map(|(time, event)| (format!("{time:>longest$}"), event.words()))
        .collect();
    page.table(&rows);
}

fn facts(row: &Render, studio: &Studio, now: Timestamp) -> Vec<(String, String)> {
    let ago = age(now.duration_since(row.asked));
    let doubt = length_doubt(row.seconds, row.duration).map(|doubt| format!(" · {doubt}"));
    let real = row.length().map(|real| format!(" · it lasts {}", clock(real))).or(doubt).unwrap_or_default();
    let by_length =
        row.length().map_or_else(String::new, |_| format!(" · about {} by its length", row.real_cost()));
    let take = row.take.of.map_or_else(String::new, |of| format!(" · render {of} again"));
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let all = [
        ("Render", Some(format!("{}{take}", row.id))),
        ("Project", Some(row.project.as_ref().map_or_else(|| "sent without a file".to_owned(), path))),
        ("Asked", Some(format!("{} · {ago} ago", time(row.asked, studio, now)))),
        ("Ended", row.ended.map(|ended| time(ended, studio, now))),
        ("Length", Some(format!("{} · about {}{real}", plural(row.scenes, "scene"), clock(row.seconds)))),
        ("Cost", Some(format!("about {}{by_length}", row.cost))),
        ("Video id", row.video.as_ref().map(ToString::to_string)),
        ("File", row.file.as_ref().map(path)),
        ("Link", row.url.as_deref().map(unsigned)),
    ];
    all.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
}

/// A link without its signature, which is long, and nobody's business.
fn unsigned(link: &str) -> String {
    link.split_once('?').map_or_else(|| link.to_owned(), |(place, _)| format!("{place}?…"))
}

/// What the service said and what it was sent, as they are.
fn papers(page: &mut Page, all: &All, studio: &Studio, now: Timestamp) {
    if let Some((event, reply)) = all.last_reply() {
        page.gap();
        page.text(&format!("The service's reply at {}", time(event.at, studio, now)), Look::Title);
        page.code(reply);
    }
    if !all.request.is_empty() {
        page.gap();
        page.text(&format!("The request, in the dialect {}", all.generation), Look::Title);
        page.code(&all.request);
    }
}

/// The second, with the day where that is another one.
fn time(at: Timestamp, studio: &Studio, now: Timestamp) -> String {
    let (at, now) = (at.to_zoned(studio.zone.clone()), now.to_zoned(studio.zone.clone()));
    let form = match (at.year() == now.year(), at.date() == now.date()) {
        (_, true) => "%H:%M:%S",
        (true, false) => "%-d %b %H:%M:%S",
        (false, false) => "%-d %b %Y %H:%M:%S",
    };
    at.strftime(form).to_string()
}

/// Lines of at most `room` cells.
struct Page {
    room: usize,
    lines: Vec<Line>,
}

impl Page {
    fn put(&mut self, label: &str, text: String, look: Look) {
        self.lines.push(Line { label: label.to_owned(), text, look });
    }

    fn gap(&mut self) {
        self.put("", String::new(), Look::Plain);
    }

    fn text(&mut self, text: &str, look: Look) {
        for line in wrap(text, self.room) {
            self.put("", line, look);
        }
    }

    /// A text with lines and indents of its own.
    fn code(&mut self, text: &str) {
        for line in wrap_code(text, self.room) {
            self.put("", line, Look::Plain);
        }
    }

    /// Labels under each other, their texts beside them.
    fn table(&mut self, rows: &[(String, String)]) {
        let column = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
        for (label, text) in rows {
            let mut before = format!("{label}{}", " ".repeat(column - width(label)));
            for line in wrap(text, self.room.saturating_sub(column)) {
                self.put(&before, line, Look::Plain);
                before = " ".repeat(column);
            }
        }
    }
}
