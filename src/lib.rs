//! cuecard: a terminal studio for talking-photo videos.
//!
//! # Architecture
//!
//! Every event is an [`app::Message`], handled one at a time; every side effect is a [`studio::Effect`], as data. The code
//! between them does not wait, read or draw.
//!
//! | module | contents | may import |
//! |---|---|---|
//! | [`domain`] | values and rules: photo, voice, scene, project, estimate, render, error; no I/O, no clock | nothing of ours |
//! | [`command`] | the table of commands, with their keys and scopes | nothing of ours |
//! | [`widgets`] | drawings that know cells and colors, not videos | nothing of ours |
//! | [`sandbox`] | a stand-in for the service, on loopback | nothing of ours |
//! | [`heygen`] | the client of the service: one method per operation, one dialect per request form | domain |
//! | [`store`] | what is kept on disk: projects, the render ledger, settings, paths, texts that are edited in another program | domain |
//! | [`studio`] | the state of the work: replies in, effects out | domain |
//! | [`panes`] | one folder per pane or overlay: what keys do, what it looks like | domain studio command widgets |
//! | [`app`] | the root: messages, focus, layout | domain studio command widgets panes |
//! | [`runtime`] | the only place with a terminal, tasks, audio, opener, clipboard and text editor; the clock | domain studio command widgets app heygen store |
//! | [`cli`] | the commands without a screen | everything |
//!
//! # Two flows
//!
//! A keystroke: [`runtime`] reads it and sends a `Message::Key` to [`app`]. The command table turns it into a command, the
//! focused pane handles it, its effects collect in [`studio`], and the screen is drawn once the queue of messages is empty.
//!
//! A render: [`studio`] asks for it with [`studio::RenderRequest::Submit`]. [`runtime`] stores it in the ledger, and only then [`heygen`]
//! sends it. Each response changes the ledger first and reaches [`studio`] as a [`studio::Reply`]. A render whose response
//! is lost is *unconfirmed*: it is reconciled with the service's list, and never sent again by the program itself unless
//! its idempotency key makes that safe.
//!
//! # Invariants
//!
//! - *The ledger first.* A paid request is stored before it is sent, and its response before it is shown. If the disk
//!   does not take a response, it is shown as unrecorded, and the write is retried.
//! - *At most once.* A paid request is sent again only if the service certainly created nothing (no connection, a rate
//!   limit, a refused picture key), if v3 recognizes its idempotency key, or if the user confirms it. `docs/guards.md`
//!   lists the rare cases.
//! - *The API key goes to two hosts*, the API's and that of uploads. It is in no log, error, project file or `Debug` output,
//!   and child processes do not inherit it.
//! - *Data, not calls.* [`app`], [`panes`] and [`studio`] do not wait, do not read files and do not read the clock.
//! - *The sandbox knows nothing of the client.* It is written from the API reference, so that one mistake cannot hide in both.
//! - *No cycles.* No file imports another that imports it, directly or through others, and a visible type has a name of its
//!   own. `tests/suite/architecture.rs` checks both, and this table.
//!
//! CONTRIBUTING.md says which files an addition touches.
//!
//! # Glossary
//!
//! | word | meaning |
//! |---|---|
//! | project | the TOML file that a creator writes: title, photo, voice, settings, speakers, scenes |
//! | video | what the service makes, and what lands on disk |
//! | video spec | a complete project, as a render sends it |
//! | scene | one script, with its speaker, emotion, style and motion; a muted one is kept, but not rendered |
//! | speaker | a photo and a voice under a name that scenes refer to |
//! | cue | a subtitle of at most two lines, with its times |
//! | break, pause | a tag such as `<break time="1s"/>`; its seconds of silence. Requests have all breaks in one normal form |
//! | chip | a break as the script page draws it, `‖ 1s` in place of its tag; the caret passes it in one step |
//! | script issue | a part of a script that would be spoken, though it is not meant to be |
//! | photo | a talking photo (v2) or photo look (v3); its picture is the image |
//! | look | one picture of a person in a photo avatar group |
//! | sample | the preview audio of a voice |
//! | look profile, engine | the kind of a look (photo, digital twin, studio avatar), and what can animate it: Avatar III, IV, V |
//! | stock avatar | a look of the service, for all accounts |
//! | sibling voice | a voice of the same name, with another emotion |
//! | pace | the language of a voice and its speed; or the known seconds of a scene |
//! | recording | a sound file of the user's, heard in a scene in place of its voice; `audio` in a project file |
//! | speech | what the service speaks of a scene without a video; *kept* speech is paid for and stored on disk, and makes the estimate of its scene exact |
//! | hear | play scenes; what is not kept is spoken first, for a price |
//! | measure | have all scenes spoken, so that the estimate is exact |
//! | picture file | an image file on disk |
//! | video picture | a picture file that v3 sends in the place of a photo |
//! | render | one order of a video, with its stage: queued, sending, unconfirmed, refused, pending, processing, completed, failed, canceled |
//! | ledger | the database of renders; the queue is its list on the screen |
//! | estimate | seconds and cost before a render; the price is the estimate that the user is asked about |
//! | rate | the price of a second: published (`assets/rates.tsv`), the user's own, or paid: what the balance lost by renders |
//! | look class | the kind of a look and the engine that animates it: each has a rate of its own |
//! | paid work | photos, looks, trainings and speech |
//! | API version | v2 or v3 |
//! | dialect | the request form of a version: `scenes`, `av4-flat`, `v2-generate`, `v3` |
//! | picture key | what v2 calls a photo's picture (`image_key`) |
//! | idempotency key | the key with which v3 recognizes a repeated request |
//! | content hash | what tells whether two renders are of the same video |
//! | slot | room for one more render in progress at the same time |
//! | poll lease | the right of one running cuecard to ask the service about the renders of an account |
//! | reconcile | look for unconfirmed renders in the service's list of videos |
//! | overview | the column beside the script: the picture of who speaks, the cast, the settings, the latest renders |
//! | table read | the script played as text, word by word, at the pace of the estimate |
//! | response, reply | what the service answers; what the runtime sends to the studio |
//! | job | a request of the studio while it is being handled |
//! | shape, cap | width and height of a video; the most that may be spent in a day or on a project |
//! | sandbox | the stand-in service |

pub mod app;
pub mod cli;
pub mod command;
pub mod domain;
pub mod heygen;
pub mod panes;
pub mod runtime;
pub mod sandbox;
pub mod store;
pub mod studio;
pub mod widgets;
