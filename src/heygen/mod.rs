//! The service: one method an endpoint, wire types spelled as the service spells them.
