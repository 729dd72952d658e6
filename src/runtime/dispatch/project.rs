//! Handles project requests: files, unsaved work and the request preview.

use crate::domain::Error;
use crate::runtime::job::Job;
use crate::runtime::{project_files, script_files, submit, watch};
use crate::studio::{ProjectReply, ProjectRequest, Reply};

pub(super) async fn handle(job: &Job, request: ProjectRequest) -> Result<(), Error> {
    match request {
        ProjectRequest::Open(path) => project_files::open(job, path).await?,
        ProjectRequest::List(folder) => {
            job.reply(ProjectReply::UnsavedWorkListed(project_files::list_unsaved_work(job).await));
            job.reply(ProjectReply::Listed(project_files::list_projects(job, folder).await));
        }
        ProjectRequest::Save { path, project, mode } => {
            let saved = project_files::save(job, path.clone(), project, mode).await?;
            job.reply(ProjectReply::Saved(path, Ok(saved)));
        }
        ProjectRequest::Autosave { path, project } => {
            project_files::write_autosave(job, path, project).await?;
            job.reply(ProjectReply::Autosaved(Ok(())));
        }
        ProjectRequest::DeleteAutosave { path } => {
            project_files::discard_autosave(job, path).await?;
            job.reply(ProjectReply::Autosaved(Ok(())));
        }
        ProjectRequest::SetDraftAside => project_files::set_draft_aside(job).await?,
        ProjectRequest::Import(path) => {
            let script = script_files::import(path.clone()).await?;
            job.reply(ProjectReply::Imported(path, Ok(script)));
        }
        ProjectRequest::Export(export) => {
            let written = script_files::export((*export).clone()).await?;
            job.reply(ProjectReply::Exported(export, Ok(written)));
        }
        ProjectRequest::Watch(path) => {
            watch::watch_project(job, &path).await;
            job.reply(ProjectReply::WatchEnded(path));
        }
        ProjectRequest::AcceptDiskVersion { path, version } => {
            project_files::accept_disk_version(job, &path, version);
        }
        ProjectRequest::DiscardEditorFile(file) => project_files::discard_editor_file(job, file).await?,
        ProjectRequest::BuildRequestPreview(spec) => {
            job.reply(ProjectReply::RequestPreviewBuilt(submit::preview_requests(job, &spec).await?));
        }
    }
    Ok(())
}

pub(super) fn failure(request: ProjectRequest, error: Error) -> Reply {
    let reply = match request {
        ProjectRequest::Open(_) => ProjectReply::Opened(Err(error)),
        ProjectRequest::Save { path, .. } => ProjectReply::Saved(path, Err(error)),
        ProjectRequest::Autosave { .. } | ProjectRequest::DeleteAutosave { .. } => {
            ProjectReply::Autosaved(Err(error))
        }
        ProjectRequest::Import(path) => ProjectReply::Imported(path, Err(error)),
        ProjectRequest::Export(export) => ProjectReply::Exported(export, Err(error)),
        ProjectRequest::List(_)
        | ProjectRequest::SetDraftAside
        | ProjectRequest::Watch(_)
        | ProjectRequest::AcceptDiskVersion { .. }
        | ProjectRequest::DiscardEditorFile(_)
        | ProjectRequest::BuildRequestPreview(_) => return Reply::TaskFailed(error),
    };
    reply.into()
}
