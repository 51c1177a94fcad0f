// A server works alone, and authenticates in one of the ways there are: with its secret or with its key.
import { createPrivateKey } from 'node:crypto';
import * as client from 'openid-client';
import { hear, refusal, tell } from '../talk.mjs';

/** What to authenticate with: the secret as it is, a key in the form that the library takes. */
function proof({ secret, pem }) {
  if (!pem) return secret;
  return createPrivateKey(pem).toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
}

function connect({ url, id, authentication, ...own }) {
  return client.discovery(new URL(url), id, undefined, client[authentication](proof(own)), {
    execute: [client.allowInsecureRequests],
  });
}

const given = await hear();
const config = await connect(given);
const tokens = await client.clientCredentialsGrant(config);
const address = new URL('/services/data/v67.0/limits', given.url);
const limits = await client.fetchProtectedResource(config, tokens.access_token, address, 'GET');
tell({
  type: tokens.token_type,
  limits: limits.status,
  introspection: await client.tokenIntrospection(config, tokens.access_token),
});

await hear();
await client.tokenRevocation(config, tokens.access_token);
tell(await client.tokenIntrospection(config, tokens.access_token));

const wrong = await connect({ ...given, ...(await hear()) });
tell(await refusal(() => client.clientCredentialsGrant(wrong)));
