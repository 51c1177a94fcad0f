// A person signs in; their session ends more than once, and is refreshed.
import jsforce from 'jsforce';
import { hear, refusal, tell } from '../talk.mjs';

const { url, id, secret } = await hear();
const oauth2 = new jsforce.OAuth2({
  loginUrl: url,
  clientId: id,
  clientSecret: secret,
  redirectUri: 'https://harbour.example.com/callback',
  useVerifier: true,
});
tell({ link: oauth2.getAuthorizationUrl({ scope: 'api refresh_token', state: 'tide' }), verifier: oauth2.codeVerifier.length });

const { code } = await hear();
const connection = new jsforce.Connection({ oauth2 });
let refreshed = 0;
connection.on('refresh', (_, reply) => {
  refreshed += 1;
  // As its manual says: with rotation the reply has the token to refresh with next.
  if (reply.refresh_token) connection.refreshToken = reply.refresh_token;
});
const user = await connection.authorize(code);
const first = connection.refreshToken;
tell({ user: user.id, instance: connection.instanceUrl, accounts: (await connection.query('SELECT Id FROM Account')).totalSize });

for (let more = await hear(); more.query; more = await hear()) {
  const answer = await refusal(() => connection.query('SELECT Id FROM Account'));
  tell({ accounts: answer.accepted?.totalSize, refreshed, rotated: connection.refreshToken !== first, message: answer.message });
}
await connection.oauth2.revokeToken(connection.refreshToken);
tell({ refresh: await refusal(() => oauth2.refreshToken(connection.refreshToken)), first: await refusal(() => oauth2.refreshToken(first)) });
