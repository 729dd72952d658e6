//! The screen while the user's text editor has the terminal: nothing is drawn and no key is read, and all else goes on.

use std::io;
use std::process::ExitStatus;

use super::{ExitReason, Screen, TerminalBackend};
use crate::app::Message;
use crate::runtime::clock;
use crate::runtime::editor_session::EditorSession;
use crate::runtime::input::InputSource;
use crate::runtime::runner::Runner;
use crate::studio::{EditorOutcome, EditorTarget, ProjectReply, RequestId};

impl<S: TerminalBackend> Screen<S>
where
    S::Error: Send + Sync + 'static,
{
    /// Gives the terminal to the editor, if one was asked for.
    pub(super) async fn open_requested_editor(
        &mut self,
        inputs: &mut impl InputSource,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        let Some(text) = self.requested_editor.take() else { return Ok(()) };
        let target = text.target;
        match EditorSession::prepare(runner.paths(), text).await {
            Ok(session) => {
                inputs.pause();
                self.is_in_background = true;
                self.terminal.backend_mut().release();
                self.editor = Some(session);
                Ok(())
            }
            Err(outcome) => {
                self.report_editor(target, outcome, runner)?;
                self.draw_and_perform(runner)
            }
        }
    }

    /// Takes the terminal back after the editor ended, and reports what it saved.
    pub(super) async fn close_editor(
        &mut self,
        exit: io::Result<ExitStatus>,
        inputs: &mut impl InputSource,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        let Some(session) = self.editor.take() else { return Ok(()) };
        let target = session.target;
        let outcome = session.finish(runner.paths(), exit).await;
        inputs.resume();
        self.resume(runner)?;
        self.report_editor(target, outcome, runner)
    }

    fn report_editor(
        &mut self,
        target: EditorTarget,
        outcome: EditorOutcome,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        let reply = ProjectReply::EditorClosed(target, outcome).into();
        let effects = self.update(clock::now(), Message::Reply(RequestId::NONE, reply))?;
        self.perform(effects, runner)
    }
}
