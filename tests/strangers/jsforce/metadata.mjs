// The Metadata API, through SOAP.
import { readFileSync, writeFileSync } from 'node:fs';
import jsforce from 'jsforce';
import { hear, refusal, tell } from '../talk.mjs';

const { url, token, zip } = await hear();
const { metadata } = new jsforce.Connection({ instanceUrl: url, accessToken: token, version: '67.0' });
metadata.pollInterval = 50;

const deployed = await metadata.deploy(readFileSync(zip), { singlePackage: true, rollbackOnError: true }).complete(true);
tell({ status: deployed.status, success: deployed.success, components: deployed.details.componentSuccesses });

await hear();
const described = await metadata.describe('67.0');
const listed = await metadata.list([{ type: 'ExternalClientApplication' }, { type: 'PermissionSet' }], '67.0');
tell({
  types: described.metadataObjects.map(({ xmlName, directoryName, suffix }) => [xmlName, directoryName, suffix]),
  listed: listed.map(({ type, fullName, fileName }) => [type, fullName, fileName]),
  app: await metadata.read('ExternalClientApplication', 'Harbour_Log'),
  absent: await metadata.read('ExternalClientApplication', 'Nobody_Made_This'),
  unknown: await refusal(() => metadata.read('Teleporter', 'Harbour_Log')),
});

await hear();
const retrieved = await metadata
  .retrieve({ apiVersion: '67.0', singlePackage: true, unpackaged: { types: [{ members: ['*'], name: 'ExternalClientApplication' }], version: '67.0' } })
  .complete();
writeFileSync(zip, Buffer.from(retrieved.zipFile, 'base64'));
tell({ success: retrieved.success, files: [retrieved.fileProperties].flat().map((file) => file.fileName) });

await hear();
const set = { fullName: 'Night_Watch', label: 'Night Watch' };
const labels = [];
const look = async (name) => labels.push((await metadata.read('PermissionSet', name)).label ?? null);
const created = await metadata.create('PermissionSet', set);
await look('Night_Watch');
const twice = await metadata.create('PermissionSet', set);
const updated = await metadata.update('PermissionSet', { ...set, label: 'Watch at Night' });
await look('Night_Watch');
const upserted = await metadata.upsert('PermissionSet', [{ ...set, label: 'Watch' }, { fullName: 'Day_Watch', label: 'Day Watch' }]);
await look('Night_Watch');
const renamed = await metadata.rename('PermissionSet', 'Day_Watch', 'Dawn_Watch');
await look('Dawn_Watch');
const deleted = await metadata.delete('PermissionSet', ['Night_Watch', 'Dawn_Watch', 'Nobody_Holds_This']);
await look('Night_Watch');
tell({ created, twice, updated, upserted, renamed, deleted, labels });
