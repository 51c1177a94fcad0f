//! The ways to get tokens, by the `oauth2` crate over our transport.

use std::future::Future;

use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, TokenUrl,
};

use super::tokens::{self, Fields, TokenReply};
use crate::transport::{Body, Call, Transport};
use crate::types::{AuthorizationCode, CodeVerifier, ConsumerKey, ConsumerSecret, JwtAssertion, RefreshToken};
use crate::{Error, Host, Result};

const TOKEN_PATH: &str = "/services/oauth2/token";

/// What an authorization code is exchanged with.
#[derive(Clone, Copy, Debug)]
pub struct CodeGrant<'a> {
    /// The app.
    pub client_id: &'a ConsumerKey,
    /// Its secret, unless the app makes it optional.
    pub client_secret: Option<&'a ConsumerSecret>,
    /// The code, decoded exactly once.
    pub code: &'a AuthorizationCode,
    /// The same string as in the authorize address.
    pub redirect_uri: &'a str,
    /// The PKCE verifier. Absent only to see that an app refuses that.
    pub verifier: Option<&'a CodeVerifier>,
}

/// Exchanges an authorization code (RFC 6749 section 4.1.3), once: it is never sent again after a failure.
pub async fn authorization_code(t: &Transport, host: &Host, grant: &CodeGrant<'_>) -> Result<TokenReply, Error> {
    let redirect = RedirectUrl::new(grant.redirect_uri.to_owned())
        .map_err(|error| Error::Unwritable { call: "token".into(), detail: format!("redirect_uri: {error}") })?;
    let client = client(host, grant.client_id, grant.client_secret)?.set_redirect_uri(redirect);
    let mut request = client.exchange_code(oauth2::AuthorizationCode::new(grant.code.expose().to_owned()));
    if let Some(verifier) = grant.verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
    }
    finish(request.request_async(&over(t, host)).await)
}

/// Gets a token for the app's run-as user (RFC 6749 section 4.4). Only an org's My Domain answers it.
pub async fn client_credentials(
    t: &Transport,
    host: &Host,
    key: &ConsumerKey,
    secret: &ConsumerSecret,
) -> Result<TokenReply, Error> {
    let client = client(host, key, Some(secret))?;
    finish(client.exchange_client_credentials().request_async(&over(t, host)).await)
}

/// Gets a new access token (RFC 6749 section 6). With rotation on, the reply has a new refresh token as well and the
/// old one is dead: the caller must see to it that one token is never used twice at once.
pub async fn refresh(
    t: &Transport,
    host: &Host,
    key: &ConsumerKey,
    secret: Option<&ConsumerSecret>,
    token: &RefreshToken,
) -> Result<TokenReply, Error> {
    let client = client(host, key, secret)?;
    let token = oauth2::RefreshToken::new(token.expose().to_owned());
    finish(client.exchange_refresh_token(&token).request_async(&over(t, host)).await)
}

/// Gets a token by a signed JWT (RFC 7523; Salesforce Help, "OAuth 2.0 JWT Bearer Flow"). The assertion names app, user
/// and audience; the `oauth2` crate has no such grant, so it is said directly.
pub async fn jwt_bearer(t: &Transport, host: &Host, assertion: &JwtAssertion) -> Result<TokenReply, Error> {
    let fields = vec![
        ("grant_type".to_owned(), "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned()),
        ("assertion".to_owned(), assertion.expose().to_owned()),
    ];
    let reply = t.ask(&Call::post("token", host, TOKEN_PATH, Body::Form(fields))).await?;
    TokenReply::parse(&reply.body)
}

type Client = oauth2::Client<
    oauth2::basic::BasicErrorResponse,
    Fields,
    oauth2::basic::BasicTokenIntrospectionResponse,
    oauth2::StandardRevocableToken,
    oauth2::basic::BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(host: &Host, key: &ConsumerKey, secret: Option<&ConsumerSecret>) -> Result<Client> {
    let client = oauth2::Client::new(ClientId::new(key.as_str().to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(TokenUrl::from_url(host.url(TOKEN_PATH)));
    Ok(match secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
        None => client,
    })
}

/// Lets the crate speak through our transport. Refusals become our errors in here, so that status, headers and
/// Salesforce's own words are kept; the crate only ever sees successes.
fn over(t: &Transport, host: &Host) -> impl Fn(HttpRequest) -> BoxedAnswer {
    let (t, host) = (t.clone(), host.clone());
    move |request| {
        let (t, host) = (t.clone(), host.clone());
        Box::pin(async move {
            let fields = url::form_urlencoded::parse(request.body()).into_owned().collect();
            let reply = t.ask(&Call::post("token", &host, TOKEN_PATH, Body::Form(fields))).await?;
            let mut response = HttpResponse::new(reply.body);
            *response.status_mut() = http::StatusCode::OK;
            response
                .headers_mut()
                .insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
            Ok(response)
        })
    }
}

type BoxedAnswer = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send>>;

fn finish(
    outcome: Result<Fields, RequestTokenError<Error, oauth2::basic::BasicErrorResponse>>,
) -> Result<TokenReply, Error> {
    let unreadable = |detail: String| Error::Unreadable { call: "token".into(), detail };
    match outcome {
        Ok(fields) => tokens::read(fields),
        Err(RequestTokenError::Request(error)) => Err(error),
        // The body is left out of both: it holds tokens.
        Err(RequestTokenError::Parse(error, _)) => Err(unreadable(format!("at {}", error.path()))),
        Err(RequestTokenError::ServerResponse(_)) => Err(unreadable("an error in a success".into())),
        Err(RequestTokenError::Other(text)) => Err(unreadable(text)),
    }
}
