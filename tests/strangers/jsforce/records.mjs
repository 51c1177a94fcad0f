// Records are made, read, changed and removed, alone and many at once.
import jsforce from 'jsforce';
import { hear, refusal, tell } from '../talk.mjs';

const { url, token } = await hear();
const connection = new jsforce.Connection({ instanceUrl: url, accessToken: token });
const [accounts, contacts] = [connection.sobject('Account'), connection.sobject('Contact')];

const account = await accounts.create({ Name: 'Moss & Sons', Industry: 'Shipping' });
const contact = await contacts.create({ FirstName: 'Gul', LastName: 'Moss', AccountId: account.id });
const related = await connection.query(`SELECT Account.Name FROM Contact WHERE Id = '${contact.id}'`);
const updated = await accounts.update({ Id: account.id, Industry: 'Retail' });
const read = await accounts.retrieve(account.id);
const destroyed = await contacts.destroy(contact.id);
tell({
  success: [account, contact, updated, destroyed].map((result) => result.success),
  related: related.records[0].Account.Name,
  read: [read.Id === account.id, read.Name, read.Industry],
  gone: await refusal(() => contacts.retrieve(contact.id)),
  nameless: await refusal(() => accounts.create({ Industry: 'Retail' })),
  unknown: await refusal(() => accounts.create({ Name: 'A', Mood: 'fair' })),
});

await hear();
const names = Array.from({ length: 450 }, (_, place) => ({ Name: `Buoy ${String(place).padStart(3, '0')}` }));
const many = await accounts.create(names, { allowRecursive: true, allOrNone: true });
const some = many.slice(0, 3).map((result) => result.id);
const changed = await accounts.update(some.map((Id) => ({ Id, Industry: 'Marine' })));
const found = await accounts.find({ Industry: 'Marine' }).sort('Name').limit(10);
const mixed = await accounts.create([{ Name: 'Lighthouse' }, { Industry: 'Marine' }]);
const atOnce = await accounts.create([{ Name: 'Beacon' }, { Industry: 'Marine' }], { allOrNone: true });
const removed = await accounts.destroy(some);
tell({
  made: many.filter((result) => result.success).length,
  changed: changed.map((result) => result.success),
  found: found.map((record) => record.Name),
  mixed: mixed.map((result) => result.success),
  atOnce: atOnce.map((result) => result.success),
  removed: removed.map((result) => result.success),
  read: (await accounts.retrieve(many.slice(3, 5).map((result) => result.id))).map((record) => record.Name),
});
