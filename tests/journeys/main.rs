//! Journeys in the real window: a virtual display, a real keychain daemon, a practice org in a process of its own, and
//! the browser's part played over real HTTP. Each writes pictures of the screens it passes to `tests/pictures`.

mod server;
