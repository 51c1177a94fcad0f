//! The command `orgkey`.
fn main() {}
