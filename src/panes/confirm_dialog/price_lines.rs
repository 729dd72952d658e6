//! The body of a price dialog: cost, balance, content and losses of a render.

use super::line::DialogLine;
use crate::domain::{
    Coverage, Dialect, PaidRate, PricedVideo, Project, Render, Scene, SceneRates, SceneSpeaker, VideoSpec,
    describe_script_issues, format_count, in_progress_cost_note, seconds_over_target, target_limit,
};
use crate::studio::{ActiveAccount, NewRender, Studio};
use crate::widgets::format_clock;

/// Lines about the scripts in one dialog.
const MAX_SCRIPT_WARNINGS: usize = 6;

/// Cost, content and losses of a render, in its `shown_dialect`, the only one that it may be sent in.
pub(super) fn price_lines(studio: &Studio, render: &NewRender) -> Vec<DialogLine> {
    let project = Project::from(&render.spec);
    // The price first: where there is little room, it is the last to go.
    let mut body = estimate_lines(studio, render, &project);
    body.push(DialogLine::Gap);
    let source = source_project(studio, render);
    body.extend(content_lines(studio, &render.spec, source));
    let scenes = source.map_or(&render.spec.scenes, |project| &project.scenes);
    let mut scripts = script_warnings(scenes, render.shown_dialect);
    if let Some(last) = scripts.last_mut().filter(|_| source.is_some()) {
        last.push_str(" · c cleans");
    }
    body.extend(scripts.into_iter().map(DialogLine::Warning));
    let of_video = video_warnings(studio, render, (&project, source.unwrap_or(&project)));
    body.extend(of_video.into_iter().chain(studio.cap_notes(render)).map(DialogLine::Warning));
    body.extend(sandbox_cost_note(studio));
    body
}

/// The warnings of the video, which is sent as `project`; `source` has the numbers of its scenes.
fn video_warnings(
    studio: &Studio,
    render: &NewRender,
    (project, source): (&Project, &Project),
) -> Vec<String> {
    let dialect = render.shown_dialect;
    let rates = studio.scene_rates_of(project, dialect);
    let paid = paid_rate_notes(studio, project, &rates);
    let video = PricedVideo {
        project,
        source,
        recordings: &render.spec.recordings,
        dialect,
        mode: studio.settings.multi_scene_mode,
        rates: &rates,
        paces: &studio.paces_of(project, dialect),
    };
    video.warnings(studio, paid)
}

/// Whether the scripts of the open project, which the render is of, have something to clean.
pub(super) fn can_be_cleaned(studio: &Studio, render: &NewRender) -> bool {
    let source = source_project(studio, render);
    source.is_some_and(|project| !describe_script_issues(&project.scenes, render.shown_dialect).is_empty())
}

/// The rates that the account was found to pay for the looks of the video, where the price has others.
fn paid_rate_notes(studio: &Studio, project: &Project, rates: &SceneRates) -> Vec<String> {
    let of_video = studio.spend.paid_rates.iter().filter(|paid| rates.has_class(project, &paid.class));
    let note = |paid: &PaidRate| {
        let can_accept = !studio.settings.has_own_rate(&paid.class, paid.rate.unit);
        let hint = if can_accept { ": the spend (m) accepts it" } else { "" };
        format!("{}{hint}", paid.describe_paid())
    };
    of_video.map(note).collect()
}

/// The open project, if the video is what it makes now: another one has other muted scenes and another target.
fn source_project<'a>(studio: &'a Studio, render: &NewRender) -> Option<&'a Project> {
    let project = &studio.project_state.project;
    let spec = studio.resolve_names(project.spec().ok()?);
    (spec == studio.resolve_names(render.spec.clone())).then_some(project)
}

/// The note that the sandbox costs nothing; none on the service.
pub(super) fn sandbox_cost_note(studio: &Studio) -> Option<DialogLine> {
    let is_sandbox = studio.account.active == ActiveAccount::Sandbox;
    is_sandbox.then(|| DialogLine::text("The sandbox costs nothing."))
}

/// Cost and length, each with its range, and the balance.
fn estimate_lines(studio: &Studio, render: &NewRender, project: &Project) -> Vec<DialogLine> {
    let estimate = studio.estimate_in_dialect(render.shown_dialect, project);
    let (shortest, longest) = estimate.seconds_range;
    let rate = studio.average_rate(project, render.shown_dialect);
    let (low, high) = estimate.cost_range;
    let cost = render.estimated_cost;
    let is_exact = estimate.is_exact();
    let mut lines = vec![if is_exact {
        format!("exactly {cost}")
    } else {
        format!("about {cost} ({} to {})", low.to_compact_string(), high.to_compact_string())
    }];
    lines.push(format!("at {}", rate.describe()));
    lines.extend(balance_lines(studio, render));
    lines.extend(in_progress_cost_line(studio, render));
    let overrun = overrun_text(studio, render);
    lines.push(if is_exact {
        format!("exactly {:.1} s{overrun}", render.estimated_seconds)
    } else {
        let length = format_clock(render.estimated_seconds);
        format!("about {length} ({} to {}){overrun}", format_clock(shortest), format_clock(longest))
    });
    let calibrated = studio.calibrated_estimate(render.shown_dialect, &render.spec);
    if let Some(calibrated) = calibrated.filter(|_| !is_exact) {
        let videos = format_count(calibrated.sample_count, "video");
        let voices = if calibrated.voice_count == 1 { "this voice" } else { "these voices" };
        let (length, cost) = (format_clock(calibrated.seconds), calibrated.cost.to_compact_string());
        lines.push(format!("from {videos} with {voices}: {length}, {cost}"));
    }
    lines.into_iter().map(DialogLine::Text).collect()
}

/// By how much the video is longer than its target: `, 2.8 s over the target of 1:00`.
fn overrun_text(studio: &Studio, render: &NewRender) -> String {
    let seconds = render.estimated_seconds;
    let target = source_project(studio, render).and_then(|project| project.target_seconds);
    let passed = target.filter(|target| seconds >= target_limit(*target));
    passed.map_or_else(String::new, |target| {
        let over = seconds_over_target(seconds, target);
        format!(", {over:.1} s over the target of {}", format_clock(target.into()))
    })
}

/// What the video consists of.
fn content_lines(studio: &Studio, spec: &VideoSpec, source: Option<&Project>) -> [DialogLine; 2] {
    let captions = spec.captions.label();
    let scenes = source.map_or(&[][..], |project| &project.scenes);
    let muted = scenes.iter().filter(|scene| scene.is_muted).count();
    let muted = if muted > 0 { format!(" ({muted} muted)") } else { String::new() };
    let scenes = format!("{}{muted}", format_count(spec.scenes.len(), "scene"));
    [
        DialogLine::Text(format!("{} · {scenes} · {}{captions}", spec.title, spec.shape)),
        DialogLine::Text(speakers_line(studio, spec)),
    ]
}

/// Who speaks, with the photo and the voice: `Ana, blue suit · Rachel   Marco (Bilal, denim) · James · 1.1x`.
fn speakers_line(studio: &Studio, spec: &VideoSpec) -> String {
    let describe = |speaker: SceneSpeaker<'_>| {
        let photo = studio.photo(speaker.photo).map_or(speaker.photo.as_str(), |photo| photo.name.as_str());
        let name = |id| studio.voice(id).map_or(id.as_str(), |voice| voice.name.as_str());
        let who = speaker.name.map_or_else(|| photo.to_owned(), |name| format!("{name} ({photo})"));
        speaker.describe(&who, speaker.voice.map_or("", name))
    };
    spec.scene_speakers().into_iter().map(describe).collect::<Vec<_>>().join("   ")
}

/// What would be spoken by mistake: the first lines, and how many there are more.
fn script_warnings(scenes: &[Scene], dialect: Dialect) -> Vec<String> {
    let mut lines = describe_script_issues(scenes, dialect);
    if lines.len() > MAX_SCRIPT_WARNINGS {
        let more = format_count(lines.len() - MAX_SCRIPT_WARNINGS, "more line");
        lines.truncate(MAX_SCRIPT_WARNINGS);
        lines.push(format!("and {more}"));
    }
    lines
}

/// The cost of renders in progress.
fn in_progress_cost_line(studio: &Studio, render: &NewRender) -> Option<String> {
    let in_progress = |row: &&Render| row.stage.is_in_flight();
    let costs = studio.queue.renders.iter().filter(in_progress).map(|row| row.estimated_cost);
    in_progress_cost_note(costs, render.estimated_cost)
}

fn balance_lines(studio: &Studio, render: &NewRender) -> Vec<String> {
    let Some(balance) = studio.account.balance.ready().copied().flatten() else {
        let assumed = studio.unit_assumption().map(|assumed| format!(": {assumed}")).unwrap_or_default();
        return vec![format!("The balance is unknown{assumed}.")];
    };
    let usd_per_credit = studio.settings.usd_per_credit;
    let line = match balance.coverage_of(render.estimated_cost, usd_per_credit) {
        Coverage::Remaining(left) => format!("balance {balance} → about {left}"),
        Coverage::Overage(_) | Coverage::Insufficient | Coverage::UnitMismatch => {
            format!("balance {balance}")
        }
    };
    std::iter::once(line).chain(balance.coverage_notes(render.estimated_cost, usd_per_credit)).collect()
}
