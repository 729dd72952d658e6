//! The drawing of the form of the voice settings.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{SettingsOwner, VoiceFormOverlay};
use crate::domain::VoiceSetting;
use crate::panes::DrawContext;
use crate::panes::form_field::{self, FormValue, FormView};
use crate::panes::scene_names::name_scenes;

impl VoiceFormOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let mut rows = vec![("For", FormValue::Choice(self.owner_label()))];
        rows.extend(VoiceSetting::ALL.map(|setting| (setting.title(), self.value(setting))));
        let form = FormView {
            title: "Voice settings",
            max_columns: 68,
            min_rows: 0,
            rows,
            focused_row: self.row_index,
            note: self.note(ctx),
        };
        form_field::draw_form(&form, ctx, area);
    }

    fn owner_label(&self) -> String {
        match (self.owner, &self.speaker) {
            (SettingsOwner::Speaker, Some(name)) => format!("{name}, in all scenes"),
            (SettingsOwner::Speaker, None) => "the project: voices without their own settings".to_owned(),
            (SettingsOwner::Scenes, _) => format!("{} only", name_scenes(&self.scenes)),
        }
    }

    fn value(&self, setting: VoiceSetting) -> FormValue<'_> {
        if setting == VoiceSetting::Locale {
            return FormValue::Text(&self.locale);
        }
        let own = self.settings().number(setting);
        let inherited = || self.inherited().number(setting).unwrap_or(setting.default_number());
        FormValue::Choice(match own {
            Some(number) => number.to_string(),
            None => format!("{} (inherited)", inherited()),
        })
    }

    /// What the focused row means, or that it is not sent.
    fn note(&self, ctx: &DrawContext<'_>) -> (String, Style) {
        let Some(setting) = self.focused_setting() else {
            return ("← → select whose settings these are".to_owned(), ctx.theme.dim());
        };
        let dialect = ctx.studio.account.dialect;
        if !dialect.sends_voice_setting(setting) {
            let text = format!("{} does not send the {}; v3 does", dialect.as_str(), setting.as_str());
            return (text, ctx.theme.warning());
        }
        let text = match setting {
            VoiceSetting::Speed => "← → 0.5 to 1.5; the estimate follows. Backspace clears it",
            VoiceSetting::Pitch => "← → -50 to 50. Backspace clears it",
            VoiceSetting::Volume => "← → 0 to 1. Backspace clears it",
            VoiceSetting::Locale => "A language with its region, for voices that support it",
        };
        (text.to_owned(), ctx.theme.dim())
    }
}
