//! A stand-in for the service on loopback, written from the reference alone.
