//! The REST API of an org.
//!
//! Sources: *REST API Developer Guide*; *Metadata API Developer Guide*, "Deploying and Retrieving Metadata with REST";
//! *Connect REST API Developer Guide*, "OAuth Credentials".

mod business;
mod caller;
mod composite;
mod credentials;
mod deploy;
mod describe;
mod editor;
mod error;
mod limits;
mod permissions;
mod query;
mod record;
mod sent;
mod staged;
mod usage;
mod values;
pub(crate) mod version;
mod write;
pub(crate) mod xml;

pub(crate) use deploy::{MAX_OPTIONS, may_deploy, options_of};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};

use tower::ServiceBuilder;

use caller::Caller;
use error::RestError;

use crate::rules::rest as say;

/// Largest request with a package in it: 39 MB zipped, and room for the form around it.
pub(crate) const MAX_DEPLOY: usize = 40 * 1024 * 1024;

/// Every resource below `/services/data`.
pub(crate) fn routes() -> Router {
    // Around the router as a whole, so that it sees replies as the router leaves them.
    let admitted = ServiceBuilder::new().layer(middleware::from_fn(caller::admit)).service(resources());
    Router::new()
        .route("/services/data", get(version::list).fallback(version::only_listed))
        .nest_service("/services/data/{version}", admitted)
        .layer(middleware::from_fn(xml::speak))
}

/// Every resource of a version, for a caller who was let in.
fn resources() -> Router {
    Router::new()
        .route("/", get(version::resources))
        .route("/limits", get(limits::limits))
        .route("/query", get(query::query))
        .route("/query/{locator}", get(query::more))
        .route("/queryAll", get(query::query_all))
        .route("/queryAll/{locator}", get(query::more))
        .route("/tooling/query", get(query::tooling))
        .route("/tooling/query/{locator}", get(query::more))
        .route("/sobjects", get(describe::global))
        .route("/tooling/sobjects", get(describe::tooling_global))
        .route("/sobjects/{object}", get(describe::basic).post(write::create))
        .route("/sobjects/{object}/describe", get(describe::describe))
        .route("/tooling/sobjects/{object}/describe", get(describe::tooling_describe))
        .route("/sobjects/{object}/{record}", get(record::record).patch(write::update).delete(write::delete))
        // A record without a key, at the address of an upsert.
        .route("/sobjects/{object}/Id", post(write::create))
        .route(
            "/sobjects/{object}/{field}/{value}",
            get(record::by_value).patch(write::upsert).delete(write::delete_by_value),
        )
        .route("/tooling/sobjects/{object}/{record}", get(record::tooling_record))
        .route("/metadata/deployRequest", post(deploy::start).layer(DefaultBodyLimit::max(MAX_DEPLOY)))
        .route("/metadata/deployRequest/{deploy}", get(deploy::status).patch(deploy::cancel))
        .route("/apps/oauth/credentials/{app}", get(credentials::consumers))
        .route("/apps/oauth/credentials/{app}/{consumer}", get(credentials::consumer))
        .route("/apps/oauth/credentials/{app}/{consumer}/staged", get(staged::list).post(staged::stage))
        .route(
            "/apps/oauth/credentials/{app}/{consumer}/staged/{staged}",
            get(staged::one).patch(staged::rotate).delete(staged::discard),
        )
        .route("/apps/oauth/usage", get(usage::apps))
        .route("/apps/oauth/usage/{app}/users", get(usage::users))
        .route("/apps/oauth/usage/{app}/tokens", delete(usage::revoke_app))
        .route("/apps/oauth/usage/{app}/{user}/tokens", get(usage::tokens).delete(usage::revoke_user))
        .route("/apps/oauth/usage/tokens/{token}", delete(usage::revoke_token))
        .merge(composite::routes())
        .fallback(no_resource)
}

async fn no_resource() -> Response {
    RestError::from(say::NO_RESOURCE).into_response()
}
