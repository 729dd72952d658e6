//! What is said about a render, line by line: what matters most comes first.

use jiff::Timestamp;

use super::DetailsOverlay;
use crate::domain::{
    FailureReason, Remedy, Render, RenderDetails as All, Stage, format_age, format_count,
    implausible_length_message,
};
use crate::panes::render_actions::{credit_shortage_text, remaining_duration, usual_duration, waiting_text};
use crate::studio::{Remote, Studio};
use crate::widgets::{format_clock, width, wrap, wrap_code};

/// How a line is meant; the view gives it its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineStyle {
    Plain,
    Title,
    Label,
    Error,
    Warning,
    NextStep,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DetailsLine {
    /// What stands before the text, with the blanks behind it.
    pub(super) label: String,
    pub(super) text: String,
    pub(super) style: LineStyle,
}

/// All of it, in lines of this many cells.
pub(super) fn build_lines(
    of: &DetailsOverlay,
    studio: &Studio,
    now: Timestamp,
    room: usize,
) -> Vec<DetailsLine> {
    let mut page = DetailsBuilder { columns: room.max(1), lines: Vec::new() };
    let Some(row) = studio.queue.render(of.render_id) else {
        page.push_text("The render was removed from the list. Esc goes back.", LineStyle::Plain);
        return page.lines;
    };
    push_summary(&mut page, row, studio, now);
    page.push_blank();
    match of.remote_details(studio) {
        Some(Remote::Ready(all)) => push_events(&mut page, all, studio, now),
        Some(Remote::Failed(fault)) => page.push_text(&fault.to_string(), LineStyle::Error),
        _ => page.push_text("Reading the history …", LineStyle::Label),
    }
    page.push_blank();
    let mut facts = list_facts(row, studio, now);
    // Beside the figures, since the reply itself may be pages further down.
    facts.extend(of.loaded_details(studio).and_then(All::doc_url).map(|page| ("Docs".to_owned(), page)));
    page.push_table(&facts);
    if let Some(all) = of.loaded_details(studio) {
        push_exchange(&mut page, all, studio, now);
    }
    page.lines
}

/// How far it is, why, and what to do.
fn push_summary(page: &mut DetailsBuilder, row: &Render, studio: &Studio, now: Timestamp) {
    page.push_text(&stage_text(row, studio, now), LineStyle::Title);
    if let Some(note) = &row.note {
        let bad = matches!(row.stage, Stage::Failed | Stage::Refused);
        page.push_text(note, if bad { LineStyle::Error } else { LineStyle::Warning });
    }
    if let Some(figures) = credit_shortage_text(row, studio) {
        page.push_text(&figures, LineStyle::Plain);
    }
    if let Some(charged) = charge_text(row) {
        page.push_text(charged, LineStyle::Plain);
    }
    page.push_text(&next_step_text(row, now), LineStyle::NextStep);
}

fn stage_text(row: &Render, studio: &Studio, now: Timestamp) -> String {
    let word = row.stage.as_str();
    let mut parts = vec![word.to_owned()];
    let own = row.service_status.as_deref().filter(|own| !own.is_empty() && *own != word);
    parts.extend(own.map(|own| format!("the service says {own}")));
    match row.ended_at.filter(|_| row.stage.is_terminal()) {
        Some(ended) => parts.push(format!("after {}", format_age(ended.duration_since(row.requested_at)))),
        None => parts.push(format!("for {}", format_age(now.duration_since(row.requested_at)))),
    }
    if let Some(usual) = studio.usual_duration(row).filter(|_| row.stage.is_running()) {
        parts.extend([
            usual_duration(usual).full,
            remaining_duration(usual, now.duration_since(row.started_at())).full,
        ]);
    }
    parts.extend(studio.is_stuck(row, now).then(|| "stuck?".to_owned()));
    parts.join(" · ")
}

/// Whether it was paid for, where that is known.
fn charge_text(row: &Render) -> Option<&'static str> {
    match row.stage {
        Stage::Refused | Stage::Canceled => Some("Nothing was charged."),
        Stage::Queued if row.queue_slot.retry_at.is_some() => Some("Nothing was charged."),
        Stage::Unconfirmed => Some("It is unknown whether the video was created and charged."),
        Stage::Failed => Some("The balance shows whether it was charged."),
        _ => None,
    }
}

/// The keys that lead on.
fn next_step_text(row: &Render, now: Timestamp) -> String {
    if let Some(next) = row.lineage.resent_as {
        return format!("It was sent again as render {next}.");
    }
    let cure = row.note.as_deref().and_then(FailureReason::from_note).map(|reason| reason.remedy);
    let next = match (row.stage, cure) {
        (Stage::Failed | Stage::Refused, Some(Remedy::Project)) if row.project_path.is_some() => {
            "p opens its project to change it · Ctrl-r renders it again"
        }
        (Stage::Failed | Stage::Refused, Some(Remedy::Project)) => {
            "Change the project · Ctrl-r renders it again"
        }
        (Stage::Failed | Stage::Refused | Stage::Canceled, _) => {
            "s sends it again, unchanged, as a new render · x removes it from the list"
        }
        (Stage::Unconfirmed, _) if row.can_resend_safely(now) => {
            "R in the queue sends it again with the same idempotency key: it is not made twice"
        }
        (Stage::Unconfirmed, _) => {
            "R in the queue looks for it on the service · s sends it anyway: it may cost twice"
        }
        (Stage::Completed, _) => "Enter opens it · y copies its path",
        (Stage::Queued, _) => waiting_text(row),
        (Stage::Sending | Stage::Pending | Stage::Processing, _) => {
            "It continues on the service, with or without cuecard"
        }
    };
    next.to_owned()
}

fn push_events(page: &mut DetailsBuilder, all: &All, studio: &Studio, now: Timestamp) {
    let times: Vec<String> = all.events.iter().map(|event| format_time(event.at, studio, now)).collect();
    let longest = times.iter().map(String::len).max().unwrap_or(0);
    let rows: Vec<(String, String)> = times
        .iter()
        .zip(&all.events)
        .map(|(time, event)| (format!("{time:>longest$}"), event.description()))
        .collect();
    page.push_table(&rows);
}

fn list_facts(row: &Render, studio: &Studio, now: Timestamp) -> Vec<(String, String)> {
    let ago = format_age(now.duration_since(row.requested_at));
    let doubt = implausible_length_message(row.estimated_seconds, row.actual_seconds)
        .map(|doubt| format!(" · {doubt}"));
    let real = row
        .plausible_seconds()
        .map(|real| format!(" · it lasts {}", format_clock(real)))
        .or(doubt)
        .unwrap_or_default();
    let by_length = row
        .plausible_seconds()
        .map_or_else(String::new, |_| format!(" · about {} by its length", row.actual_cost()));
    let take = row.lineage.resend_of.map_or_else(String::new, |of| format!(" · render {of} again"));
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let all = [
        ("Render", Some(format!("{}{take}", row.id))),
        ("Project", Some(row.project_path.as_ref().map_or_else(|| "sent without a file".to_owned(), path))),
        ("Asked", Some(format!("{} · {ago} ago", format_time(row.requested_at, studio, now)))),
        ("Ended", row.ended_at.map(|ended| format_time(ended, studio, now))),
        (
            "Length",
            Some(format!(
                "{} · about {}{real}",
                format_count(row.scene_count, "scene"),
                format_clock(row.estimated_seconds)
            )),
        ),
        ("Cost", Some(format!("about {}{by_length}", row.estimated_cost))),
        ("Video id", row.video_id.as_ref().map(ToString::to_string)),
        ("File", row.video_path.as_ref().map(path)),
        ("Link", row.video_url.as_deref().map(strip_signature)),
    ];
    all.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
}

/// A link without its signature, which is long, and nobody's business.
fn strip_signature(link: &str) -> String {
    link.split_once('?').map_or_else(|| link.to_owned(), |(place, _)| format!("{place}?…"))
}

/// What the service said and what it was sent, as they are.
fn push_exchange(page: &mut DetailsBuilder, all: &All, studio: &Studio, now: Timestamp) {
    if let Some((event, reply)) = all.last_reply() {
        page.push_blank();
        page.push_text(
            &format!("The service's reply at {}", format_time(event.at, studio, now)),
            LineStyle::Title,
        );
        page.push_code(reply);
    }
    if !all.request.is_empty() {
        page.push_blank();
        page.push_text(&format!("The request, in the dialect {}", all.dialect), LineStyle::Title);
        page.push_code(&all.request);
    }
}

/// The second, with the day where that is another one.
fn format_time(at: Timestamp, studio: &Studio, now: Timestamp) -> String {
    let (at, now) = (
        at.to_zoned(studio.environment.time_zone.clone()),
        now.to_zoned(studio.environment.time_zone.clone()),
    );
    let form = match (at.year() == now.year(), at.date() == now.date()) {
        (_, true) => "%H:%M:%S",
        (true, false) => "%-d %b %H:%M:%S",
        (false, false) => "%-d %b %Y %H:%M:%S",
    };
    at.strftime(form).to_string()
}

/// Lines of at most `room` cells.
struct DetailsBuilder {
    columns: usize,
    lines: Vec<DetailsLine>,
}

impl DetailsBuilder {
    fn push(&mut self, label: &str, text: String, look: LineStyle) {
        self.lines.push(DetailsLine { label: label.to_owned(), text, style: look });
    }

    fn push_blank(&mut self) {
        self.push("", String::new(), LineStyle::Plain);
    }

    fn push_text(&mut self, text: &str, look: LineStyle) {
        for line in wrap(text, self.columns) {
            self.push("", line, look);
        }
    }

    /// A text with lines and indents of its own.
    fn push_code(&mut self, text: &str) {
        for line in wrap_code(text, self.columns) {
            self.push("", line, LineStyle::Plain);
        }
    }

    /// Labels under each other, their texts beside them.
    fn push_table(&mut self, rows: &[(String, String)]) {
        let column = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
        for (label, text) in rows {
            let mut before = format!("{label}{}", " ".repeat(column - width(label)));
            for line in wrap(text, self.columns.saturating_sub(column)) {
                self.push(&before, line, LineStyle::Plain);
                before = " ".repeat(column);
            }
        }
    }
}
