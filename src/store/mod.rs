//! What is kept on disk: projects, the render ledger, settings, the key, paths.
