//! The lines of the details overlay, the most important first.

use jiff::Timestamp;
use ratatui::style::Style;

use crate::domain::{
    PastRender, Remedy, Render, RenderDetails, RenderId, RenderStage, format_age, format_count,
    implausible_length_message,
};
use crate::panes::render_actions::{
    credit_shortage_text, recovery_text, remaining_duration, usual_duration, waiting_text,
};
use crate::studio::{Remote, Studio};
use crate::widgets::{Theme, format_clock, width, wrap, wrap_code};

/// A line, with the role of its text in the theme.
#[derive(Debug)]
pub(super) struct DetailsLine {
    /// The label before the text, with the blanks after it.
    pub(super) label: String,
    pub(super) text: String,
    pub(super) style: fn(Theme) -> Style,
}

/// The lines about a render, `columns` cells wide. `details` is what the ledger has in addition to the row.
pub(super) fn build_lines(
    render: RenderId,
    details: Option<&Remote<Box<RenderDetails>>>,
    studio: &Studio,
    now: Timestamp,
    columns: usize,
) -> Vec<DetailsLine> {
    let mut page = DetailsBuilder { studio, now, columns: columns.max(1), lines: Vec::new() };
    let Some(row) = studio.queue.render(render) else {
        page.push_text("The render was removed from the list. Esc goes back.", Theme::plain);
        return page.lines;
    };
    page.push_summary(row);
    page.push_blank();
    match details {
        Some(Remote::Ready(details)) => page.push_events(details),
        Some(Remote::Failed(error)) => page.push_text(&error.to_string(), Theme::error),
        _ => page.push_text("Loading the history …", Theme::dim),
    }
    page.push_blank();
    let details = details.and_then(Remote::ready).map(Box::as_ref);
    let mut facts = page.list_facts(row);
    // Beside the facts, since the response may be pages further down.
    facts.extend(details.and_then(RenderDetails::doc_url).map(|url| ("Docs".to_owned(), url)));
    page.push_table(&facts);
    if let Some(details) = details {
        page.push_exchange(details);
    }
    page.lines
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
    if let Some(typical) = studio.typical_duration(row).filter(|_| row.stage.is_running()) {
        parts.extend([
            usual_duration(typical).full,
            remaining_duration(typical, now.duration_since(row.started_at())).full,
        ]);
    }
    parts.extend(studio.is_stuck(row, now).then(|| "stuck?".to_owned()));
    parts.join(" · ")
}

/// Whether the render was charged, as far as that is known.
fn charge_text(row: &Render) -> Option<&'static str> {
    match row.stage {
        RenderStage::Refused | RenderStage::Canceled => Some("Nothing was charged."),
        RenderStage::Queued if row.queue_entry.retry_at.is_some() => Some("Nothing was charged."),
        RenderStage::Unconfirmed => Some("It is unknown whether the video was created and charged."),
        RenderStage::Failed => Some("The balance shows whether it was charged."),
        _ => None,
    }
}

/// The next step, with its key.
fn next_step_text(row: &Render, now: Timestamp) -> String {
    if let Some(next) = row.lineage.resent_as {
        return format!("It was sent again as render {next}.");
    }
    let remedy = row.failure_reason.map(|reason| reason.remedy);
    let next = match (row.stage, remedy) {
        (RenderStage::Failed | RenderStage::Refused, Some(Remedy::Project)) if row.project_path.is_some() => {
            "p opens its project to change it · Ctrl-r renders it again"
        }
        (RenderStage::Failed | RenderStage::Refused, Some(Remedy::Project)) => {
            "Change the project · Ctrl-r renders it again"
        }
        (RenderStage::Failed | RenderStage::Refused | RenderStage::Canceled, _) => {
            "s sends it again, unchanged, as a new render · x removes it from the list"
        }
        (RenderStage::Unconfirmed, _) => {
            let recovery = recovery_text(row, now);
            return if row.can_resend_safely(now) {
                format!("R in the queue {recovery}: it is not created twice")
            } else {
                format!("R in the queue {recovery} · s sends it anyway: it may cost twice")
            };
        }
        (RenderStage::Completed, _) => "Enter opens it · y copies its path",
        (RenderStage::Queued, _) => waiting_text(row),
        (RenderStage::Sending | RenderStage::Pending | RenderStage::Processing, _) => {
            "It continues on the service, with or without cuecard"
        }
    };
    next.to_owned()
}

/// The link without its signature, which is secret and long.
fn strip_signature(link: &str) -> String {
    link.split_once('?').map_or_else(|| link.to_owned(), |(address, _)| format!("{address}?…"))
}

/// Builds lines of at most `columns` cells.
struct DetailsBuilder<'a> {
    studio: &'a Studio,
    now: Timestamp,
    columns: usize,
    lines: Vec<DetailsLine>,
}

impl DetailsBuilder<'_> {
    /// Adds the stage, the note and the next step.
    fn push_summary(&mut self, row: &Render) {
        self.push_text(&stage_text(row, self.studio, self.now), Theme::bold);
        if let Some(note) = &row.note {
            self.push_text(note, if row.stage.is_failure() { Theme::error } else { Theme::warning });
        }
        if let Some(figures) = credit_shortage_text(row, self.studio) {
            self.push_text(&figures, Theme::plain);
        }
        if let Some(charged) = charge_text(row) {
            self.push_text(charged, Theme::plain);
        }
        self.push_text(&next_step_text(row, self.now), Theme::focus);
    }

    fn push_events(&mut self, details: &RenderDetails) {
        let times: Vec<String> = details.events.iter().map(|event| self.format_time(event.at)).collect();
        let longest = times.iter().map(String::len).max().unwrap_or(0);
        let rows: Vec<(String, String)> = times
            .iter()
            .zip(&details.events)
            .map(|(time, event)| (format!("{time:>longest$}"), event.description()))
            .collect();
        self.push_table(&rows);
    }

    fn list_facts(&self, row: &Render) -> Vec<(String, String)> {
        let ago = format_age(self.now.duration_since(row.requested_at));
        let warning = implausible_length_message(row.estimated_seconds, row.actual_seconds)
            .map(|warning| format!(" · {warning}"));
        let actual = row
            .plausible_seconds()
            .map(|actual| format!(" · it lasts {}", format_clock(actual)))
            .or(warning)
            .unwrap_or_default();
        let by_length = row
            .plausible_seconds()
            .map_or_else(String::new, |_| format!(" · about {} by actual length", row.cost_by_length()));
        let resend = row.lineage.resend_of.map_or_else(String::new, |of| format!(" · render {of} again"));
        let path = |path: &std::path::PathBuf| path.display().to_string();
        let past = self.studio.spend.history.find(row.id);
        let all = [
            ("Render", Some(format!("{}{resend}", row.id))),
            ("Project", Some(row.project_path.as_ref().map_or_else(|| "no file".to_owned(), path))),
            ("Requested", Some(format!("{} · {ago} ago", self.format_time(row.requested_at)))),
            ("Ended", row.ended_at.map(|ended| self.format_time(ended))),
            (
                "Length",
                Some(format!(
                    "{} · about {}{actual}",
                    format_count(row.scene_count, "scene"),
                    format_clock(row.estimated_seconds)
                )),
            ),
            ("Cost", Some(format!("about {}{by_length}", row.estimated_cost))),
            ("Charged", past.and_then(PastRender::describe_charge)),
            ("Video id", row.video_id.as_ref().map(ToString::to_string)),
            ("File", row.video_path.as_ref().map(path)),
            ("Link", row.video_url.as_deref().map(strip_signature)),
        ];
        all.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
    }

    /// Adds the last response of the service and the request, unchanged.
    fn push_exchange(&mut self, details: &RenderDetails) {
        if let Some((event, response)) = details.last_response() {
            self.push_blank();
            self.push_text(&format!("The service's response at {}", self.format_time(event.at)), Theme::bold);
            self.push_code(response);
        }
        if !details.request.is_empty() {
            self.push_blank();
            self.push_text(&format!("The request, in the dialect {}", details.dialect), Theme::bold);
            self.push_code(&details.request);
        }
    }

    /// The local time to the second, with the day if that is not today.
    fn format_time(&self, at: Timestamp) -> String {
        let zone = &self.studio.environment.time_zone;
        let (at, now) = (zone.to_datetime(at), zone.to_datetime(self.now));
        let format = match (at.year() == now.year(), at.date() == now.date()) {
            (_, true) => "%H:%M:%S",
            (true, false) => "%-d %b %H:%M:%S",
            (false, false) => "%-d %b %Y %H:%M:%S",
        };
        at.strftime(format).to_string()
    }

    fn push(&mut self, label: &str, text: String, style: fn(Theme) -> Style) {
        self.lines.push(DetailsLine { label: label.to_owned(), text, style });
    }

    fn push_blank(&mut self) {
        self.push("", String::new(), Theme::plain);
    }

    fn push_text(&mut self, text: &str, style: fn(Theme) -> Style) {
        for line in wrap(text, self.columns) {
            self.push("", line, style);
        }
    }

    /// Adds a text with its own line breaks and indents.
    fn push_code(&mut self, text: &str) {
        for line in wrap_code(text, self.columns) {
            self.push("", line, Theme::plain);
        }
    }

    /// Adds labels under each other, with their texts beside them.
    fn push_table(&mut self, rows: &[(String, String)]) {
        let column = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
        for (label, text) in rows {
            let mut before = format!("{label}{}", " ".repeat(column - width(label)));
            for line in wrap(text, self.columns.saturating_sub(column)) {
                self.push(&before, line, Theme::plain);
                before = " ".repeat(column);
            }
        }
    }
}
