//! The note below the script page: what the voice does not support, what the dialect loses, and the length of a script.

use ratatui::layout::Rect;

use super::ScriptPane;
use crate::domain::text::truncate;
use crate::domain::{
    DialectLoss, Emotion, LossKind, MAX_SCRIPT_CHARS, Project, PromptState, Scene, SceneField, SceneText,
    ScriptIssue, TalkingStyle, VoiceSetting, motion_advice, repeated_motion,
};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{fit, format_clock, width};

/// Characters of a quotation of the script.
const MAX_QUOTE_CHARS: usize = 24;

impl ScriptPane {
    /// Draws the weightiest note about the selected scene.
    /// `over` is the seconds of it that are over the target of the video.
    pub(super) fn draw_note(&self, scene: &Scene, over: Option<f64>, ctx: &mut DrawContext<'_>, area: Rect) {
        let characters = scene.trimmed_script().chars().count();
        let count = format!("{characters} of {MAX_SCRIPT_CHARS} characters");
        if characters > MAX_SCRIPT_CHARS {
            ctx.draw_text(area, &count, ctx.theme.error());
            return;
        }
        let columns = usize::from(area.width).saturating_sub(2);
        let issue = self.weighty_note(scene, columns, ctx);
        if issue.is_none() && characters > MAX_SCRIPT_CHARS * 8 / 10 {
            ctx.draw_text(area, &count, ctx.theme.dim());
            return;
        }
        if let Some(note) = issue.or_else(|| self.minor_note(scene, over, columns, ctx)) {
            ctx.draw_text(area, &format!("⚑ {note}"), ctx.theme.warning());
        }
    }

    /// What stops a render, or else what would be spoken by mistake.
    fn weighty_note(&self, scene: &Scene, columns: usize, ctx: &DrawContext<'_>) -> Option<String> {
        let issue = || self.issue_note(&ctx.studio.project_state.project);
        recording_note(ctx.studio, scene, columns)
            .or_else(|| unknown_emotion_note(scene))
            .or_else(|| unknown_style_note(scene))
            .or_else(|| issue().filter(|_| ctx.studio.account.dialect.speaks(scene)))
    }

    /// Advice, or else what the voice does not support or the dialect loses.
    fn minor_note(
        &self,
        scene: &Scene,
        over: Option<f64>,
        columns: usize,
        ctx: &DrawContext<'_>,
    ) -> Option<String> {
        let field = match self.caret.position.field {
            SceneText::Script => SceneField::Script,
            SceneText::Motion => SceneField::Motion,
        };
        let scenes = &ctx.studio.project_state.project.scenes;
        let repeated = || repeated_motion(scenes, self.selected_scene()).map(|repeated| repeated.message);
        let voice_on_offer = || sibling_note(ctx.studio, scene, columns);
        let in_words = field == SceneField::Script;
        // The keys of the first note are those that Alt-a has here.
        let first = if in_words { voice_on_offer() } else { None };
        first
            .or_else(|| advice_note(scene, self.prompt_state(), columns))
            .or_else(|| repeated().filter(|_| !in_words))
            .or_else(|| voice_note(scene, columns, ctx))
            .or_else(voice_on_offer)
            .or_else(|| target_note(ctx.studio, over))
            .or_else(|| loss_note(ctx.studio, scene, field, columns))
            .or_else(repeated)
    }

    /// The issue at the caret, or else the first one of the selected scene.
    fn issue_note(&self, project: &Project) -> Option<String> {
        let scenes = &project.scenes;
        self.viewport.with_layout(scenes, |page| {
            let marks = page.marks(self.selected_scene())?;
            let caret = self.caret.position;
            let at_caret = |issue: &&ScriptIssue| {
                caret.field == SceneText::Script
                    && (issue.range.start..=issue.range.end).contains(&caret.offset)
            };
            let index = marks.issues().iter().position(|issue| at_caret(&issue)).unwrap_or(0);
            let issue = marks.issues().get(index)?;
            let script = &scenes.get(self.selected_scene())?.script;
            if marks.has_scenes(script, project) {
                return Some(
                    "It reads as several scenes · Alt-q makes them · Alt-c cleans the text".to_owned(),
                );
            }
            let more = match marks.issues().len() {
                1 => String::new(),
                count => format!(" ({} of {count})", index + 1),
            };
            let quote = truncate(&script[issue.range.clone()], MAX_QUOTE_CHARS);
            Some(format!("\"{quote}\" {}{more} · Alt-c cleans", issue.kind.consequence()))
        })
    }
}

/// The weightiest advice about the motion of a scene.
fn advice_note(scene: &Scene, state: PromptState, columns: usize) -> Option<String> {
    let advice = motion_advice(&scene.motion_prompt, state).into_iter().next()?;
    let key = if advice.rewrite.is_some() { " · Alt-a takes the advice" } else { "" };
    // The better prompt stands below the motion, with its key.
    let has_room = width(&advice.message) + width(key) <= columns;
    Some(fit_before(&advice.message, if has_room { key } else { "" }, columns))
}

/// What stops the recording of a scene, and the key for another one.
fn recording_note(studio: &Studio, scene: &Scene, columns: usize) -> Option<String> {
    let issue = studio.recording_issue(scene)?;
    Some(fit_before(&issue, " · Alt-u picks another", columns))
}

/// That the service does not know the emotion of a scene, which stops a render.
fn unknown_emotion_note(scene: &Scene) -> Option<String> {
    let Some(Emotion::Other(word)) = &scene.emotion else { return None };
    let word = truncate(word, MAX_QUOTE_CHARS);
    Some(format!("\"{word}\" is no emotion of the service · Alt-e picks one"))
}

/// That the service does not know the talking style of a scene, which stops a render.
fn unknown_style_note(scene: &Scene) -> Option<String> {
    let TalkingStyle::Other(word) = &scene.style else { return None };
    let word = truncate(word, MAX_QUOTE_CHARS);
    Some(format!("\"{word}\" is no talking style of the service · Alt-s picks one"))
}

/// What the voice of a scene does not support, and the key for another one.
fn voice_note(scene: &Scene, columns: usize, ctx: &DrawContext<'_>) -> Option<String> {
    let without = |field| ctx.studio.voice_without_support(scene, field);
    let voice = without(SceneField::Script).or_else(|| without(SceneField::Emotion));
    let sentence = voice.and_then(|voice| voice.support_note(&[scene])).or_else(|| {
        let voice = without(SceneField::VoiceSetting(VoiceSetting::Locale))?;
        Some(format!("{} has no locales: the locale is not sent", voice.name))
    })?;
    let key = format!(" · {} chooses another voice", ctx.focus_path.key_sequence("2"));
    Some(fit_before(&sentence, &key, columns))
}

/// The voice that would carry the emotion of a scene, and the keys that play and take it.
fn sibling_note(studio: &Studio, scene: &Scene, columns: usize) -> Option<String> {
    let voice = studio.offered_voice(scene)?;
    let plays = if voice.sample_url.is_some() { " · Alt-y plays" } else { "" };
    let keys = format!("{plays} · Alt-a takes");
    let (dialect, name) = (studio.account.dialect.as_str(), &voice.name);
    let sentence = if studio.is_earlier_choice(scene, voice) {
        format!("{dialect} has no emotions; chosen earlier: {name}")
    } else {
        format!("{dialect} has no emotions: {name} has this one")
    };
    Some(fit_before(&sentence, &keys, columns))
}

/// That a scene goes on behind the end of the target.
fn target_note(studio: &Studio, over: Option<f64>) -> Option<String> {
    let target = studio.project_state.project.target_seconds?;
    Some(format!("{:.1} s of this scene are over the target of {}", over?, format_clock(target.into())))
}

/// What the dialect loses: of the field with the caret, or else of the scene or the video.
fn loss_note(studio: &Studio, scene: &Scene, field: SceneField, columns: usize) -> Option<String> {
    let applies = |loss: &&DialectLoss| match loss.kind {
        LossKind::SceneField(field) => studio.loses_scene_field(scene, field),
        LossKind::SceneBoundaries | LossKind::Shape | LossKind::Captions | LossKind::CallbackUrl => true,
    };
    let losses = studio.losses();
    let focused = losses.iter().filter(applies).find(|loss| loss.kind == LossKind::SceneField(field));
    if let Some(loss) = focused {
        return Some(loss_text(loss, "", columns));
    }
    let mut all = losses.iter().filter(applies);
    let first = all.next()?;
    let more = match all.count() {
        0 => String::new(),
        more => format!(" · and {more} more"),
    };
    Some(loss_text(first, &more, columns))
}

/// A loss before a count, with what would carry it where there is room.
fn loss_text(loss: &DialectLoss, more: &str, columns: usize) -> String {
    let full = loss.full_message();
    let fits = width(&full) + width(more) <= columns;
    fit_before(if fits { &full } else { &loss.message }, more, columns)
}

/// A sentence before a count or a key: the sentence is cut, never what follows.
pub(super) fn fit_before(sentence: &str, end: &str, columns: usize) -> String {
    format!("{}{end}", fit(sentence, columns.saturating_sub(width(end))))
}
