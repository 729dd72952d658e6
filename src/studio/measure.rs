//! How long the open film really lasts, as the service said it when the user asked.

use super::{Effect, Loading, Request, Studio};
use crate::domain::{Fault, Film, Money};

/// A film that was measured, or is being.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    film: Box<Film>,
    /// Seconds of each scene.
    scenes: Loading<Vec<f64>>,
}

impl Studio {
    /// Has the service speak a film, unless it does so already.
    pub fn measure(&mut self, film: Box<Film>) -> Vec<Effect> {
        if self.measured(&film).is_some_and(|scenes| scenes.fault().is_none()) {
            return Vec::new();
        }
        self.measured = Some(Measured { film: film.clone(), scenes: Loading::Waiting(self.now) });
        vec![self.request(Request::Measure(film))]
    }

    /// What is known of the length of this very film's scenes; `None` where nobody asked.
    pub fn measured(&self, film: &Film) -> Option<&Loading<Vec<f64>>> {
        self.measured.as_ref().filter(|measured| *measured.film == *film).map(|measured| &measured.scenes)
    }

    /// What so many seconds cost in one render.
    pub fn price(&self, seconds: f64) -> Money {
        self.prices().cost(seconds)
    }

    pub(super) fn film_measured(&mut self, film: &Film, result: Result<Vec<f64>, Fault>) {
        // Another film may be measured by now.
        if let Some(measured) = self.measured.as_mut().filter(|measured| *measured.film == *film) {
            measured.scenes = result.into();
        }
    }
}
