//! Journeys: the real app, runner and client against the real sandbox, from nothing to a finished video.

mod details;
mod dialects;
mod faults;
mod generations;
mod looks;
mod many;
mod picture_keys;
mod play;
mod restart;
mod shapes;
mod training;
mod video;
mod week;
