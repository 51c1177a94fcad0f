// Queries that need more than one page, read in each of the ways there are.
import jsforce from 'jsforce';
import { hear, tell } from '../talk.mjs';

const { url, token, more, size } = await hear();
const connection = new jsforce.Connection({ instanceUrl: url, accessToken: token });
const soql = 'SELECT Name FROM Account ORDER BY Name';
await connection.sobject('Account').create(
  Array.from({ length: more }, (_, place) => ({ Name: `Buoy ${place}` })),
  { allowRecursive: true },
);
const headers = { 'Sforce-Query-Options': `batchSize=${size}` };

const first = await connection.query(soql, { headers });
const pages = [first];
while (!pages.at(-1).done) pages.push(await connection.queryMore(pages.at(-1).nextRecordsUrl, { headers }));
const fetched = await connection.query(soql, { headers, autoFetch: true, maxFetch: 100_000 });
const streamed = [];
await connection
  .query(soql, { headers })
  .on('record', (record) => streamed.push(record))
  .run({ headers, autoFetch: true, maxFetch: 100_000 });
tell({
  total: first.totalSize,
  pages: pages.map((page) => page.records.length),
  names: pages.flatMap((page) => page.records).map((record) => record.Name),
  fetched: fetched.records.map((record) => record.Name),
  streamed: streamed.map((record) => record.Name),
});
