//! Journeys: the real app, runner and client against the real sandbox, from nothing to a finished film.

mod faults;
mod film;
mod play;
mod restart;
mod shapes;
mod week;
