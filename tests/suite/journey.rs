//! Journeys: the real app, runner and client against the real sandbox, from nothing to a finished film.

mod film;
mod play;
mod shapes;
