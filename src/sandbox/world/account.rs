//! The account: its balance, and the costs of finished and unfinished videos as running sums.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::billing::AccountBilling;
use super::clock::Moment;
use super::records::StoredVideo;
use super::table::JournaledTable;

/// User name, email address and first name of the owner.
pub(crate) const OWNER: (&str, &str, &str) = ("u_5a9db0c5e1", "creator@example.test", "Ada");

/// The account at some moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SandboxAccount {
    /// The balance in sixtieths of a credit; negative as far as a spending cap allows.
    pub(crate) units: i64,
    /// Ids of the videos that failed because the balance was too low when they finished.
    pub(crate) unpaid: Arc<BTreeSet<String>>,
}

/// Running sums: each video is added once and paid once, however often the account is read.
#[derive(Debug, Default)]
pub(crate) struct AccountSums {
    /// The billing of the sums.
    billing: Option<AccountBilling>,
    /// The time of the sums.
    now: Moment,
    /// The number of the first video that is not yet added.
    next: u64,
    /// Unfinished videos, by end and number.
    unfinished: BTreeSet<(Moment, u64)>,
    /// End and number of the last video that was paid.
    last_paid: Option<(Moment, u64)>,
    /// The cost of unfinished videos, in sixtieths of a credit.
    committed: i64,
    account: SandboxAccount,
}

impl AccountSums {
    pub(crate) fn account(&self) -> SandboxAccount {
        self.account.clone()
    }

    pub(crate) fn committed(&self) -> i64 {
        self.committed
    }

    /// Updates the sums to this moment; gives the number of videos that it visited.
    pub(crate) fn update(
        &mut self,
        videos: &JournaledTable<StoredVideo>,
        now: Moment,
        billing: AccountBilling,
    ) -> usize {
        // Another billing applies to all videos, and a clock that was set back undoes payments.
        if self.billing != Some(billing) || now < self.now {
            self.reset(billing);
        }
        let mut visited = 0;
        if self.add_new(videos, &mut visited).is_err() {
            self.reset(billing);
            // Cannot fail: nothing is paid now.
            let _ = self.add_new(videos, &mut visited);
        }
        self.now = now;
        visited + self.pay_finished(videos)
    }

    fn reset(&mut self, billing: AccountBilling) {
        let account = SandboxAccount { units: billing.opening_balance, ..SandboxAccount::default() };
        *self = Self { billing: Some(billing), now: Moment::MIN, account, ..Self::default() };
    }

    /// Adds new videos; an error if one ends before a video that is already paid.
    fn add_new(
        &mut self,
        videos: &JournaledTable<StoredVideo>,
        visited: &mut usize,
    ) -> Result<(), EndsBeforePaid> {
        for (number, video) in videos.from(self.next) {
            *visited += 1;
            let position = (video.work.to, number);
            if self.last_paid.is_some_and(|last_paid| position < last_paid) {
                return Err(EndsBeforePaid);
            }
            self.next = number + 1;
            self.unfinished.insert(position);
            self.committed += self.price(video);
        }
        Ok(())
    }

    /// Pays for finished videos, in the order of their ends.
    fn pay_finished(&mut self, videos: &JournaledTable<StoredVideo>) -> usize {
        let mut visited = 0;
        while let Some(position) = self.unfinished.first().copied().filter(|(end, _)| *end <= self.now) {
            self.unfinished.remove(&position);
            self.last_paid = Some(position);
            visited += 1;
            let Some(video) = videos.at(position.1).filter(|video| video.makes_video()) else { continue };
            let price = self.price(video);
            self.committed -= price;
            if self.account.units - price < self.billing.map_or(0, |billing| billing.min_balance) {
                Arc::make_mut(&mut self.account.unpaid).insert(video.id.clone());
            } else {
                self.account.units -= price;
            }
        }
        visited
    }

    /// The cost of a video; 0 for a render that fails.
    fn price(&self, video: &StoredVideo) -> i64 {
        self.billing.filter(|_| video.makes_video()).map_or(0, |billing| video.cost(billing))
    }
}

/// A new video ends before one that is already paid.
#[derive(Debug)]
struct EndsBeforePaid;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::policy::Billing;
    use crate::sandbox::world::World;
    use crate::sandbox::world::records::tests::video;

    fn world(videos: impl IntoIterator<Item = StoredVideo>) -> World {
        let mut world = World::default();
        world.videos.extend(videos);
        world.commit();
        world
    }

    #[test]
    fn a_credit_lasts_three_seconds_and_is_paid_at_the_end() {
        let world = world([video("a", 30.0, 1000)]);
        let billing = AccountBilling::new(Billing::Subscription, 100);
        assert_eq!((world.account(999, billing).units, world.committed(999, billing)), (6000, 600));
        assert_eq!((world.account(1000, billing).units, world.committed(1000, billing)), (6000 - 600, 0));
    }

    #[test]
    fn who_finishes_when_the_credit_is_gone_is_not_paid() {
        let world = world([video("late", 30.0, 2000), video("early", 60.0, 1000)]);
        let account = world.account(3000, AccountBilling::new(Billing::Subscription, 21));
        assert_eq!(account.units, 60);
        assert!(account.unpaid.contains("late"));
    }

    #[test]
    fn a_video_is_looked_at_twice_in_its_life_however_many_there_are() {
        let billing = AccountBilling::new(Billing::Subscription, 412);
        for many in [10, 10_000] {
            let mut world = world((0..many).map(|at| video(&format!("{at}"), 3.0, 1000 + at)));
            let mut books = AccountSums::default();
            assert_eq!(books.update(&world.videos, 0, billing), usize::try_from(many).unwrap());
            assert_eq!(books.update(&world.videos, 999, billing), 0);
            assert_eq!(books.update(&world.videos, 1004, billing), 5);
            assert_eq!(books.update(&world.videos, 1004, billing), 0);
            world.videos.push(video("new", 3.0, 1006));
            assert_eq!(books.update(&world.videos, 1006, billing), 4, "it is entered, and three are settled");
            assert_eq!(
                (books.account().units, books.committed()),
                (60 * (412 - 8), 60 * (many - 7)),
                "{many}"
            );
        }
    }

    #[test]
    fn sums_begin_anew_where_what_was_settled_does_not_hold() {
        let billing = AccountBilling::new(Billing::Subscription, 2);
        let mut world = world([video("a", 3.0, 1000), video("b", 3.0, 2000)]);
        assert_eq!(world.account(3000, billing).units, 0);
        assert_eq!(world.account(1500, billing).units, 60, "the clock was set back");
        assert_eq!(world.account(3000, billing).units, 0);
        world.videos.push(video("c", 3.0, 500));
        let account = world.account(3000, billing);
        assert!(account.units == 0 && account.unpaid.contains("b"), "what ends earlier is paid earlier");
        let wallet = AccountBilling::new(Billing::Wallet, 2);
        assert_eq!(world.account(3000, wallet).units, 240 - 3 * 18, "another billing");
    }
}
