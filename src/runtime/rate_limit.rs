//! A rate limiter for status requests and submissions.

use std::time::Duration;

use tokio::time::Instant;

use crate::domain::Error;
use crate::heygen::Client;

/// Lets one caller pass at a time, with an interval between them.
#[derive(Debug)]
pub(super) struct RateLimiter {
    interval: Duration,
    next_allowed_at: tokio::sync::Mutex<Option<Instant>>,
}

impl RateLimiter {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval, next_allowed_at: tokio::sync::Mutex::const_new(None) }
    }

    /// Waits for the interval, and for the service's `Retry-After`; an error if that is too long.
    pub(super) async fn wait(&self, client: &Client) -> Result<(), Error> {
        self.wait_after(|| client.wait_for_retry_after("the render")).await
    }

    async fn wait_after<F: Future<Output = Result<(), Error>>>(
        &self,
        wait_for_service: impl Fn() -> F,
    ) -> Result<(), Error> {
        let mut next = self.next_allowed_at.lock().await;
        loop {
            wait_for_service().await?;
            match *next {
                Some(at) if at > Instant::now() => tokio::time::sleep_until(at).await,
                _ => break,
            }
        }
        *next = Some(Instant::now() + self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn callers_are_spaced_by_the_interval() {
        let limiter = RateLimiter::new(Duration::from_millis(20));
        let begun = Instant::now();
        for _ in 0..3 {
            limiter.wait_after(async || Ok(())).await.unwrap();
        }
        assert_eq!(begun.elapsed(), Duration::from_millis(40));
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_extends_the_wait_of_a_waiting_caller() {
        let limiter = RateLimiter::new(Duration::from_millis(200));
        let until = Mutex::new(Instant::now());
        let wait_for_service = async || {
            let until = *until.lock().unwrap();
            tokio::time::sleep_until(until).await;
            Ok(())
        };
        limiter.wait_after(wait_for_service).await.unwrap();
        let begun = Instant::now();
        let hold = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            *until.lock().unwrap() = Instant::now() + Duration::from_secs(2);
        };
        let (passed, ()) = tokio::join!(limiter.wait_after(wait_for_service), hold);
        passed.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2100));
        limiter.wait_after(wait_for_service).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2300), "those behind it keep their gap");
    }
}
