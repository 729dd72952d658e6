//! The account's running sums: what was paid for finished videos, and what those under way will cost.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::billing::AccountBilling;
use super::clock::Moment;
use super::records::StoredVideo;
use super::table::JournaledTable;

/// User name, address and first name of the account's owner.
pub(in crate::sandbox) const OWNER: (&str, &str, &str) = ("u_5a9db0c5e1", "creator@example.test", "Ada");

/// The account at a moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct SandboxAccount {
    /// Sixtieths of a credit; below nothing while a cap on dollars allows it.
    pub(in crate::sandbox) units: i64,
    /// Videos that were done when there was no credit left for them.
    pub(in crate::sandbox) unpaid: Arc<BTreeSet<String>>,
}

/// Sums that follow the clock: each video is entered once and settled once, however often the account is asked for.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct AccountSums {
    /// The billing that the sums are reckoned in.
    billing: Option<AccountBilling>,
    /// The moment that they are of.
    now: Moment,
    /// The number of the first video that is not in them.
    next: u64,
    /// Videos that are not done, by their ends and numbers.
    under_way: BTreeSet<(Moment, u64)>,
    /// The end and number of the last video that was settled.
    settled: Option<(Moment, u64)>,
    /// What the videos under way will cost, in sixtieths of a credit.
    promised: i64,
    account: SandboxAccount,
}

impl AccountSums {
    pub(in crate::sandbox) fn account(&self) -> SandboxAccount {
        self.account.clone()
    }

    pub(in crate::sandbox) fn promised(&self) -> i64 {
        self.promised
    }

    /// Brings the sums to this moment; gives how many videos were looked at for that.
    pub(in crate::sandbox) fn catch_up(
        &mut self,
        videos: &JournaledTable<StoredVideo>,
        now: Moment,
        billing: AccountBilling,
    ) -> usize {
        // The whole history is reckoned in one billing, and a clock that was set back undoes payments.
        if self.billing != Some(billing) || now < self.now {
            self.begin(billing);
        }
        let mut looked_at = 0;
        if self.enter(videos, &mut looked_at).is_err() {
            self.begin(billing);
            // Nothing is settled now, so nothing can come too late.
            let _ = self.enter(videos, &mut looked_at);
        }
        self.now = now;
        looked_at + self.settle(videos)
    }

    fn begin(&mut self, billing: AccountBilling) {
        let account = SandboxAccount { units: billing.opening_balance, ..SandboxAccount::default() };
        *self = Self { billing: Some(billing), now: Moment::MIN, account, ..Self::default() };
    }

    /// Takes in the videos that are new; an error when one of them should have been settled before another that was.
    fn enter(
        &mut self,
        videos: &JournaledTable<StoredVideo>,
        looked_at: &mut usize,
    ) -> Result<(), SettledTooEarly> {
        for (number, video) in videos.from(self.next) {
            *looked_at += 1;
            let place = (video.work.to, number);
            if self.settled.is_some_and(|settled| place < settled) {
                return Err(SettledTooEarly);
            }
            self.next = number + 1;
            self.under_way.insert(place);
            self.promised += self.price(video);
        }
        Ok(())
    }

    /// Pays for the videos that are done, in the order in which they finished.
    fn settle(&mut self, videos: &JournaledTable<StoredVideo>) -> usize {
        let mut looked_at = 0;
        while let Some(place) = self.under_way.first().copied().filter(|(end, _)| *end <= self.now) {
            self.under_way.remove(&place);
            self.settled = Some(place);
            looked_at += 1;
            let Some(video) = videos.at(place.1).filter(|video| video.makes_video()) else { continue };
            let price = self.price(video);
            self.promised -= price;
            if self.account.units - price < self.billing.map_or(0, |billing| billing.min_balance) {
                Arc::make_mut(&mut self.account.unpaid).insert(video.id.clone());
            } else {
                self.account.units -= price;
            }
        }
        looked_at
    }

    /// What a video costs when it is done: nothing, where no video comes of it.
    fn price(&self, video: &StoredVideo) -> i64 {
        self.billing.filter(|_| video.makes_video()).map_or(0, |billing| video.cost(billing))
    }
}

/// A video came that ends before one that is settled.
#[derive(Debug)]
struct SettledTooEarly;

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
        assert_eq!((world.account(999, billing).units, world.promised(999, billing)), (6000, 600));
        assert_eq!((world.account(1000, billing).units, world.promised(1000, billing)), (6000 - 600, 0));
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
            assert_eq!(books.catch_up(&world.videos, 0, billing), usize::try_from(many).unwrap());
            assert_eq!(books.catch_up(&world.videos, 999, billing), 0);
            assert_eq!(books.catch_up(&world.videos, 1004, billing), 5);
            assert_eq!(books.catch_up(&world.videos, 1004, billing), 0);
            world.videos.push(video("new", 3.0, 1006));
            assert_eq!(
                books.catch_up(&world.videos, 1006, billing),
                4,
                "it is entered, and three are settled"
            );
            assert_eq!(
                (books.account().units, books.promised()),
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
