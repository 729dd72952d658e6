//! The state of the work: replies in, effects out; nothing here waits, reads or draws.
