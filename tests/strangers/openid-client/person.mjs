// A person signs in with OpenID Connect; everything that the library can check is checked.
import * as client from 'openid-client';
import { hear, refusal, tell } from '../talk.mjs';

const { url, id, secret, authentication } = await hear();
const config = await client.discovery(new URL(url), id, undefined, client[authentication](secret), {
  // The practice org has no TLS; the signature of the id token is checked for that.
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
});
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
const link = client.buildAuthorizationUrl(config, {
  redirect_uri: 'https://harbour.example.com/callback',
  scope: 'openid profile email api refresh_token',
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
  state: expectedState,
  nonce: expectedNonce,
});
tell({ link, metadata: config.serverMetadata() });

const { callback } = await hear();
const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(config, new URL(callback), checks);
const claims = tokens.claims();
tell({
  claims,
  scope: tokens.scope,
  user: await client.fetchUserInfo(config, tokens.access_token, claims.sub),
  again: await refusal(() => client.authorizationCodeGrant(config, new URL(callback), checks)),
});

await hear();
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
tell({
  user: await client.fetchUserInfo(config, refreshed.access_token, claims.sub),
  access: await client.tokenIntrospection(config, refreshed.access_token),
  refresh: await client.tokenIntrospection(config, tokens.refresh_token, { token_type_hint: 'refresh_token' }),
});

await hear();
await client.tokenRevocation(config, tokens.refresh_token);
tell({
  refresh: await refusal(() => client.refreshTokenGrant(config, tokens.refresh_token)),
  introspection: await client.tokenIntrospection(config, tokens.refresh_token),
});
