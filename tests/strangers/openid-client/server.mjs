// A server works alone, and authenticates in one of the ways there are.
import * as client from 'openid-client';
import { hear, refusal, tell } from '../talk.mjs';

const { url, id, secret, authentication } = await hear();
const config = await client.discovery(new URL(url), id, undefined, client[authentication](secret), {
  execute: [client.allowInsecureRequests],
});
const tokens = await client.clientCredentialsGrant(config);
const limits = await client.fetchProtectedResource(config, tokens.access_token, new URL('/services/data/v67.0/limits', url), 'GET');
tell({
  type: tokens.token_type,
  limits: limits.status,
  introspection: await client.tokenIntrospection(config, tokens.access_token),
});

await hear();
await client.tokenRevocation(config, tokens.access_token);
tell(await client.tokenIntrospection(config, tokens.access_token));

await hear();
const wrong = await client.discovery(new URL(url), id, undefined, client[authentication](`${secret}0`), {
  execute: [client.allowInsecureRequests],
});
tell(await refusal(() => client.clientCredentialsGrant(wrong)));
