//! The sort orders of the render list.

use super::search::fold_text;
use super::{QueueOwner, Render, RenderStage, Unit};

/// The order of the render list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortOrder {
    #[default]
    Newest,
    /// Renders that need the user, then those in progress, then those that have ended.
    Stage,
    Title,
    /// The most expensive first, grouped by unit.
    Cost,
    Oldest,
}

impl SortOrder {
    pub const ALL: [Self; 5] = [Self::Newest, Self::Stage, Self::Title, Self::Cost, Self::Oldest];

    /// `newest first`, `by stage`: for notes.
    pub fn label(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Stage => "by stage",
            Self::Title => "by title",
            Self::Cost => "by cost",
            Self::Oldest => "oldest first",
        }
    }

    /// The next order; after the last, the first.
    #[must_use]
    pub fn next(self) -> Self {
        let index = Self::ALL.iter().position(|one| *one == self).unwrap_or(0);
        Self::ALL[(index + 1) % Self::ALL.len()]
    }

    /// The indices of the renders in this order. `renders` are newest first, and equal ones stay so.
    pub fn sorted_indices(self, renders: &[Render]) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..renders.len()).collect();
        match self {
            Self::Newest => {}
            Self::Oldest => indices.reverse(),
            Self::Stage => indices.sort_by_key(|index| urgency(&renders[*index])),
            Self::Title => indices.sort_by_cached_key(|index| fold_text(&renders[*index].title)),
            Self::Cost => indices.sort_by(|one, other| {
                let (one, other) = (renders[*one].cost_by_length(), renders[*other].cost_by_length());
                let units = unit_rank(one.unit).cmp(&unit_rank(other.unit));
                units.then(other.amount.total_cmp(&one.amount))
            }),
        }
        indices
    }
}

/// How much a render needs the user; queued renders are in the order of sending.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Unconfirmed,
    Failed,
    Refused,
    QueuedUnowned,
    InProgress,
    Queued(i64),
    Completed,
    Done,
}

fn urgency(render: &Render) -> Urgency {
    match render.stage {
        // A resent render needs nothing more.
        RenderStage::Unconfirmed | RenderStage::Failed | RenderStage::Refused
            if render.lineage.resent_as.is_some() =>
        {
            Urgency::Done
        }
        RenderStage::Unconfirmed => Urgency::Unconfirmed,
        RenderStage::Failed => Urgency::Failed,
        RenderStage::Refused => Urgency::Refused,
        RenderStage::Queued if render.queue_entry.owner == QueueOwner::Unowned => Urgency::QueuedUnowned,
        RenderStage::Queued => Urgency::Queued(render.queue_entry.position),
        RenderStage::Sending | RenderStage::Pending | RenderStage::Processing => Urgency::InProgress,
        RenderStage::Completed => Urgency::Completed,
        RenderStage::Canceled => Urgency::Done,
    }
}

fn unit_rank(unit: Unit) -> Option<usize> {
    Unit::ALL.iter().position(|one| *one == unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Money, RenderId};
    use super::*;

    fn render(id: i64, title: &str, stage: RenderStage, cost: Money) -> Render {
        Render { title: title.to_owned(), estimated_cost: cost, ..Render::example(id, stage) }
    }

    fn credits(amount: f64) -> Money {
        Money::new(amount, Unit::PremiumCredit)
    }

    #[test]
    fn renders_that_need_the_user_come_first() {
        let row = |id, stage| render(id, "Video", stage, credits(1.0));
        let mut rows = vec![
            row(0, RenderStage::Completed),
            row(1, RenderStage::Processing),
            row(2, RenderStage::Queued),
            row(3, RenderStage::Queued),
            row(4, RenderStage::Failed),
            row(5, RenderStage::Refused),
            row(6, RenderStage::Queued),
            row(7, RenderStage::Canceled),
            row(8, RenderStage::Unconfirmed),
            row(9, RenderStage::Failed),
            row(10, RenderStage::Failed),
        ];
        (rows[2].queue_entry.owner, rows[2].queue_entry.position) = (QueueOwner::ThisProcess, 2);
        (rows[3].queue_entry.owner, rows[3].queue_entry.position) = (QueueOwner::OtherProcess, 1);
        rows[9].lineage.resent_as = Some(RenderId(10));
        assert_eq!(SortOrder::Stage.sorted_indices(&rows), [8, 4, 10, 5, 6, 1, 3, 2, 0, 7, 9]);
    }

    #[test]
    fn titles_sort_ignoring_case_and_costs_by_actual_length() {
        let mut rows = vec![
            render(3, "beta", RenderStage::Completed, credits(2.0)),
            render(2, "Élan", RenderStage::Completed, Money::new(99.0, Unit::Usd)),
            render(1, "Alpha", RenderStage::Completed, credits(3.0)),
            render(0, "Beta", RenderStage::Completed, credits(2.0)),
        ];
        rows[0].actual_seconds = Some(20.0);
        assert_eq!(SortOrder::Title.sorted_indices(&rows), [2, 0, 3, 1]);
        assert_eq!(
            SortOrder::Cost.sorted_indices(&rows),
            [0, 2, 3, 1],
            "the first lasted twice as long as was thought"
        );
        assert_eq!(SortOrder::Oldest.sorted_indices(&rows), [3, 2, 1, 0]);
    }

    #[test]
    fn the_sort_orders_cycle() {
        let mut sort = SortOrder::default();
        for one in SortOrder::ALL {
            assert_eq!(sort, one);
            sort = sort.next();
        }
        assert_eq!(sort, SortOrder::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_sort_order_lists_every_render_once(
            rows in proptest::collection::vec(("[a-cA-Cé ]{0,4}", 0..9_usize, prop_oneof![0.0..9.0_f64, Just(f64::NAN)], 0..3_usize, 0..3_i64), 0..40),
        ) {
            const STAGES: [RenderStage; 9] = [
                RenderStage::Queued, RenderStage::Sending, RenderStage::Unconfirmed, RenderStage::Refused, RenderStage::Pending, RenderStage::Processing,
                RenderStage::Completed, RenderStage::Failed, RenderStage::Canceled,
            ];
            let rows: Vec<Render> = (0..).zip(&rows).map(|(id, (title, stage, cost, unit, position))| {
                let mut row = render(id, title, STAGES[*stage], Money::new(*cost, Unit::ALL[*unit]));
                row.queue_entry.position = *position;
                row.lineage.resent_as = (*position == 2).then_some(RenderId(0));
                row
            }).collect();
            for sort in SortOrder::ALL {
                let mut indices = sort.sorted_indices(&rows);
                indices.sort_unstable();
                prop_assert_eq!(indices, (0..rows.len()).collect::<Vec<_>>());
            }
        }
    }
}
