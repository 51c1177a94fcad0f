//! What every request passes first: the Host check, the length of its head, one form of each path, the log.
//!
//! Which resource answers is left to the routers of `oauth`, `rest`, `soap`, `pages` and `control`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, Uri, header, uri::PathAndQuery},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use tower_http::{
    compression::{CompressionLayer, predicate::SizeAbove},
    decompression::RequestDecompressionLayer,
};

use crate::inflow::Inflow;
use crate::org::audit::Origin;
use crate::real_secret;
use crate::request_log::LoggedRequest;
use crate::rest::xml;
use crate::rules::{Rule, http as say};
use crate::world::World;

/// How long an address, and how long an address with all headers may be, in bytes (*REST API Developer Guide*, "Status
/// Codes and Error Responses", 414 and 431).
const MAX_HEAD: usize = 16_384;

/// How much of a method or a path is logged, in characters.
const MAX_LOGGED: usize = 1000;

/// One of the hosts of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The login host, which stands for `login.salesforce.com`.
    Login,
    /// An org's own host, which stands for its My Domain.
    Org(usize),
}

/// Where a request arrived: the site, and the host name under which it was called.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// The world.
    pub(crate) world: World,
    /// The site.
    pub(crate) site: Site,
    /// `localhost`, `127.0.0.1` or `[::1]`. Addresses in replies repeat it.
    pub(crate) host_name: &'static str,
    /// Where the request came from: an address of the loopback network.
    pub(crate) peer: IpAddr,
}

impl Here {
    /// The address of this site.
    pub(crate) fn url(&self) -> String {
        self.world.url(self.site, self.host_name)
    }

    /// The address of the login host.
    pub(crate) fn login_url(&self) -> String {
        self.world.url(Site::Login, self.host_name)
    }

    /// The address of an org.
    pub(crate) fn org_url(&self, index: usize) -> String {
        self.world.url(Site::Org(index), self.host_name)
    }

    /// Where a request comes from, as the login history tells it.
    pub(crate) fn origin(&self) -> Origin {
        Origin { ip: self.peer.to_string(), url: format!("{}:{}", self.host_name, self.world.port(self.site)) }
    }

    /// The org whose host this is.
    pub(crate) fn org(&self) -> Option<usize> {
        match self.site {
            Site::Login => None,
            Site::Org(index) => Some(index),
        }
    }
}

/// What stands at the door of a site.
#[derive(Clone)]
struct Door {
    world: World,
    site: Site,
    /// How long the body of a request may take.
    body_time: Duration,
}

/// The whole of a site, behind its door. `body_time` is how long the body of a request may take.
pub(crate) fn site(world: World, site: Site, body_time: Duration) -> Router {
    let routes = Router::new().merge(crate::oauth::routes()).merge(crate::pages::routes());
    let routes = routes.merge(crate::soap::login::routes());
    let routes = match site {
        Site::Login => routes.merge(crate::control::routes()),
        Site::Org(_) => routes.merge(compressed(crate::soap::routes().merge(crate::rest::routes()))),
    };
    let routes = routes.fallback(crate::pages::not_found);
    // The inner router is a fallback of the outer one, so that it sees paths after they were tidied.
    Router::new().fallback_service(routes).layer(middleware::from_fn_with_state(Door { world, site, body_time }, enter))
}

/// Replies of fewer bytes go as they are: an early refusal must reach a client that is still sending, in one piece.
const WORTH_COMPRESSING: u16 = 1024;

/// Bodies of the APIs come and go compressed (*REST API Developer Guide*, "Compression Headers"). What a body may hold
/// is counted after it was unpacked.
fn compressed(apis: Router) -> Router {
    apis.layer(RequestDecompressionLayer::new().pass_through_unaccepted(true))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(WORTH_COMPRESSING)))
}

async fn enter(State(door): State<Door>, request: Request, next: Next) -> Response {
    let Door { world, site, .. } = &door;
    let Some(host_name) = host_name(request.headers(), request.uri(), world.port(*site)) else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let now = world.now();
    let time = crate::clock::rest_time(now);
    // Looked at whole: half a secret is none that anybody would know.
    let logged = |text: &str| real_secret::without(text).chars().take(MAX_LOGGED).collect::<String>();
    let (method, path) = (logged(request.method().as_str()), logged(tidied(request.uri()).path()));
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let (mut response, body) = match too_long(&request) {
        Some(rule) => (plain(rule), Vec::new()),
        None => answered(&door, host_name, request, next).await,
    };
    let real_secrets = real_secret::brought(&headers, &uri, &body);
    if !real_secrets.is_empty() {
        world.warn(&format!("{method} {path} came with {}", real_secrets.join(", ")));
    }
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    // RFC 9110 section 6.6.1: by the clock of this world, which a starter may have moved.
    if let Some(date) = http_date(now) {
        response.headers_mut().insert(header::DATE, date);
    }
    let mut state = world.state();
    let org = match site {
        Site::Login => None,
        Site::Org(index) => state.orgs.get(*index).map(|org| org.id.clone()),
    };
    state.log.add(LoggedRequest { time, method, path, status: response.status().as_u16(), org, real_secrets });
    drop(state);
    response
}

fn http_date(now: jiff::Timestamp) -> Option<header::HeaderValue> {
    let printed = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
    header::HeaderValue::from_str(&printed).ok()
}

/// What the site answers, unless the body of the request never came; and how that body starts.
async fn answered(door: &Door, host_name: &'static str, mut request: Request, next: Next) -> (Response, Vec<u8>) {
    *request.uri_mut() = tidied(request.uri());
    if let Some((bare, is_xml)) = xml::without_suffix(request.uri()) {
        *request.uri_mut() = bare;
        if is_xml {
            request.extensions_mut().insert(xml::BySuffix);
        }
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    request.extensions_mut().insert(Here { world: door.world.clone(), site: door.site, host_name, peer });
    let is_waiting = request.headers().contains_key(header::EXPECT);
    let (head, body) = request.into_parts();
    let inflow = Inflow::new(body, door.body_time);
    let response = next.run(Request::from_parts(head, inflow.body())).await;
    let start = inflow.start();
    if let Some(rule) = inflow.fault() {
        return (plain(rule), start);
    }
    inflow.drain(is_waiting);
    (response, start)
}

/// A refusal that no API speaks, and the end of the connection.
fn plain(rule: &'static Rule) -> Response {
    let status = StatusCode::from_u16(rule.status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, [(header::CONNECTION, "close")], rule.said().to_string()).into_response()
}

/// Which of the two limits a request breaks by its length.
fn too_long(request: &Request) -> Option<&'static Rule> {
    let uri = request.uri().to_string().len();
    let fields = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if uri > MAX_HEAD {
        Some(say::URI_TOO_LONG)
    } else {
        (fields.sum::<usize>() + uri > MAX_HEAD).then_some(say::HEAD_TOO_LONG)
    }
}

/// The host name of a request whose Host header is one of ours, with the right port, and given once.
fn host_name(headers: &HeaderMap, uri: &Uri, port: u16) -> Option<&'static str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    if hosts.next().is_some() || uri.authority().is_some_and(|authority| authority.as_str() != host) {
        return None;
    }
    let name = host.strip_suffix(&format!(":{port}"))?;
    ["localhost", "127.0.0.1", "[::1]"].into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

/// The address with repeated slashes as one and none at the end.
fn tidied(uri: &Uri) -> Uri {
    tidy(uri).unwrap_or_else(|| uri.clone())
}

/// The same; `None` when there is nothing to tidy.
pub(crate) fn tidy(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains("//") && (path == "/" || !path.ends_with('/')) {
        return None;
    }
    let mut tidy: String = path.split('/').filter(|segment| !segment.is_empty()).flat_map(|one| ["/", one]).collect();
    if tidy.is_empty() {
        tidy.push('/');
    }
    if let Some(query) = uri.query() {
        tidy.push('?');
        tidy.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(tidy.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::{host_name, tidy};
    use axum::http::{HeaderMap, HeaderValue, Uri, header};

    fn named(hosts: &[&'static str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_static(host));
        }
        host_name(&headers, &Uri::from_static("/x"), 8080)
    }

    #[test]
    fn a_foreign_host_would_let_a_web_page_in() {
        assert_eq!(named(&["localhost:8080"]), Some("localhost"));
        assert_eq!(named(&["[::1]:8080"]), Some("[::1]"));
        for foreign in [
            &["evil.example:8080"][..],
            &["localhost"],
            &["localhost:8081"],
            &["127.0.0.1:8080.evil.example"],
            &["localhost:8080", "localhost:8080"],
            &[],
        ] {
            assert_eq!(named(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn slashes_in_excess_would_lock_real_clients_out() {
        let tidied = |uri: &str| tidy(&uri.parse().unwrap()).map(|uri| uri.to_string());
        assert_eq!(tidied("//services//data/?q=a//b"), Some("/services/data?q=a//b".to_owned()));
        assert_eq!(tidied("//"), Some("/".to_owned()));
        assert_eq!(tidied("/services/data"), None);
    }
}
