//! The only place with a terminal, tasks, a player, an opener and the clock.
