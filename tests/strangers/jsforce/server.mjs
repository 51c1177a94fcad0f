// A server works alone: client credentials.
import jsforce from 'jsforce';
import { hear, refusal, tell } from '../talk.mjs';

const { url, id, secret } = await hear();
const connection = new jsforce.Connection({ instanceUrl: url, oauth2: { loginUrl: url, clientId: id, clientSecret: secret } });
const user = await connection.authorize({ grant_type: 'client_credentials' });
const identity = await connection.identity();
const limits = await connection.limits();
const everything = await connection.describeGlobal();
const account = await connection.sobject('Account').describe();
tell({
  user: user.id,
  username: identity.username,
  limits: Object.keys(limits),
  usage: connection.limitInfo.apiUsage,
  objects: everything.sobjects.map((object) => object.name),
  fields: account.fields.map((field) => field.name),
});

await hear();
await connection.oauth2.revokeToken(connection.accessToken);
// Without a way to refresh, so that a refusal is seen as it came.
const plain = new jsforce.Connection({ instanceUrl: url, accessToken: connection.accessToken });
tell({ query: await refusal(() => plain.query('SELECT Id FROM Account')), identity: await refusal(() => plain.identity()) });

await hear();
const wrong = new jsforce.OAuth2({ loginUrl: url, clientId: id, clientSecret: `${secret}0` });
tell(await refusal(() => wrong.requestToken({ grant_type: 'client_credentials' })));
