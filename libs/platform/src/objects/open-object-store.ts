/** The object store that a service's configuration names. The services that write and read snapshots share these variables. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { localObjectStore } from './local-object-store.js';
import type { ObjectStore } from './object-store.js';
import { s3ObjectStore } from './s3-object-store.js';

/** For a service's config schema. */
export const snapshotStoreVariables = {
  SNAPSHOT_STORE: z
    .string()
    .regex(/^(file:\/\/\/.+|s3:\/\/[a-z0-9.-]{3,63}(\/.*)?)$/, 'Use file:///folder or s3://bucket/prefix.')
    .describe('Where snapshots are kept: file:///folder or s3://bucket/prefix.'),
  S3_ENDPOINT_URL: z.url().optional().describe('A server other than AWS for s3:// snapshot stores, such as MinIO.'),
  S3_ACCESS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .describe('Of the snapshot server; our own AWS credentials unless set.'),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional().meta({ description: 'Of the snapshot server.', secret: true }),
};

type Variables = {
  readonly [Name in keyof typeof snapshotStoreVariables]?: z.output<(typeof snapshotStoreVariables)[Name]>;
};

/** Opens it: a folder for file:///folder, a bucket for s3://bucket/prefix. `region` is the bucket's. */
export function openSnapshotStore(
  variables: Variables & { readonly SNAPSHOT_STORE: string },
  region?: string,
): ObjectStore {
  const url = new URL(variables.SNAPSHOT_STORE);
  if (url.protocol === 'file:') return localObjectStore(fileURLToPath(url));
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  const { S3_ENDPOINT_URL: endpoint, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  return s3ObjectStore({
    bucket: url.hostname,
    ...(prefix ? { prefix: `${prefix}/` } : {}),
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
}
