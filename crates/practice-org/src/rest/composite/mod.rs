//! Several requests in one: composites, batches, trees and collections.
//!
//! Source: *REST API Developer Guide*, "Composite Resources".

mod batch;
mod collections;
mod graph;
mod references;
mod subrequest;
mod tree;

use axum::{
    Router,
    routing::{get, patch, post},
};

/// Every resource below `/composite`.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/composite", get(graph::resources).post(graph::composite))
        .route("/composite/batch", post(batch::batch))
        .route("/composite/tree/{object}", post(tree::tree))
        .route("/composite/sobjects", post(collections::create).patch(collections::update).delete(collections::delete))
        .route("/composite/sobjects/{object}", get(collections::retrieve).post(collections::retrieve_by_body))
        .route("/composite/sobjects/{object}/{field}", patch(collections::upsert))
}
