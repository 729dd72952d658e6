//! The client against a scripted service: what it sends to the byte, and what it makes of what comes back.

mod dialects;
mod errors;
mod failure_texts;
mod manifest;
mod media;
mod public_fields;
mod refusals;
mod retries;
mod unreachable_service;
mod v2;
mod v3;
