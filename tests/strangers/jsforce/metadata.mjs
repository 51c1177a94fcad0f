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
const version65 = new jsforce.Connection({ loginUrl: url, version: '65.0' });
tell(await refusal(() => version65.login('dana@practice.example', 'practice-dana-1')));
