//! Actions of dialogs and panes, and what the app does for each.

use std::path::{Path, PathBuf};

use super::{App, PaneId};
use crate::command::Scope;
use crate::domain::{ImportFormat, PhotoId, VoiceId};
use crate::panes::Action;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::input_dialog::{InputDialog, InputKind};
use crate::studio::{AccountRequest, Edit, EditKind, Effect, ProjectRequest, SaveMode};

impl App {
    pub(super) fn run_action(&mut self, action: Action) {
        let studio = &mut self.studio;
        match action {
            Action::Dismiss => {}
            Action::GoToIssue(location) => self.focus_issue(location),
            Action::GoToScene(scene) => self.panes.script.select_scene(&self.studio, scene),
            Action::Render(render) => studio.submit(render),
            Action::ShowRequest(render) => {
                studio.request(ProjectRequest::BuildRequestPreview(Box::new(render.spec.clone())));
                self.open_dialog(ConfirmDialog::confirm_render(&self.studio, render));
            }
            Action::HearScenes(order) => {
                studio.speak(order.inputs);
                self.play_table_read(order.first_scene);
            }
            Action::Send(id, mode) => studio.send_render(id, mode),
            Action::RemoveFromList(id) => studio.remove_from_list(id),
            Action::Quit => {
                studio.discard_autosave();
                studio.emit(Effect::Quit);
            }
            Action::SaveAndQuit => self.save_and_quit(),
            Action::OpenSaveAsDialog => self.open_input_dialog(InputKind::SaveAs),
            Action::TakeFromDisk => self.take_from_disk(),
            Action::OverwriteFile => self.save(SaveMode::Overwrite),
            Action::SaveAs { name, quit_after_save } => {
                self.quits_after_save = quit_after_save;
                let path = self.project_file_path(&name);
                self.studio.save(path, SaveMode::KeepChangesOnDisk);
            }
            Action::OpenProject(name) if ImportFormat::of_path(Path::new(&name)).is_some() => {
                let file = studio.expand_home(name.into());
                studio.import(file);
            }
            Action::OpenProject(name) => {
                let file = self.project_file_path(&name);
                self.shows_opened_project = self.focus == PaneId::Queue;
                self.studio.switch_project(Some(file));
            }
            Action::Import(script) => {
                let file = studio.expand_home(script);
                studio.import(file);
            }
            Action::Export(file) => {
                let file = studio.expand_home(file);
                studio.export(file);
            }
            Action::ReplaceExport(export) => studio.replace_export(export),
            Action::OpenUntitled => studio.switch_project(None),
            Action::GenerateLooks(looks) => {
                self.close_overlays(Scope::PhotoWorkshop);
                self.studio.generate_looks(looks);
            }
            Action::AddPhotos(new) => studio.add_photos(*new),
            Action::UsePicture(path) => {
                self.close_overlays(Scope::PhotoWorkshop);
                self.studio.choose_picture(&path);
            }
            Action::RenderInFullHd => {
                let shape = studio.project_state.project.shape.in_full_hd();
                studio.edit(Edit::Shape(shape), EditKind::SingleStep);
                self.open_render_dialog();
            }
            Action::RenderCleaned => {
                studio.clean_rendered_scripts();
                self.open_render_dialog();
            }
            Action::TrainPhoto(photo) => studio.train_photo(photo),
            Action::SetPhotoId(id) => studio.choose_photo(PhotoId::new(id)),
            Action::SetVoiceId(id) => studio.choose_voice(VoiceId::new(id)),
            Action::SetApiKey(secret) => {
                studio.request(AccountRequest::SaveApiKey(secret));
            }
            Action::Connect(account) => {
                studio.request(AccountRequest::SwitchAccount(account));
            }
        }
    }

    fn save_and_quit(&mut self) {
        self.quits_after_save = true;
        if self.studio.project_state.path.is_none() {
            return self.open_overlay(InputDialog::save_and_quit(&self.studio));
        }
        self.save(SaveMode::KeepChangesOnDisk);
    }

    /// A project's file always ends in `.toml`.
    fn project_file_path(&self, typed: &str) -> PathBuf {
        let path = self.studio.expand_home(PathBuf::from(typed));
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
            return path;
        }
        PathBuf::from(format!("{}.toml", path.display()))
    }
}
