/** What a request to S3 addresses: no bucket, a bucket, or an object, in virtual-host or path style. */
import { decodeSegment, type SandboxRequest } from '../http.js';
import type { Addressing } from '../protocol/rest-xml.js';
import { membersOf } from '../wire/schema.js';

const S3_HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.|fips\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;
const LOCAL_HOST = /^(.+)\.(?:localhost|s3\.localhost\.localstack\.cloud)$/;

/** The bucket that the host names, or undefined in path style. */
function bucketOfHost(host: string): string | undefined {
  return S3_HOST.exec(host)?.[1] ?? LOCAL_HOST.exec(host)?.[1];
}

/** Finds bucket and key; the templates of S3 then see the path that is left, as the SDK's schemas write it. */
export const s3Addressing: Addressing = {
  resolve: (request: SandboxRequest) => {
    const segments = request.path.replace(/^\//, '').split('/');
    const fromHost = bucketOfHost(request.host);
    const bucket = fromHost ?? decodeSegment(segments.shift() ?? '');
    const key = segments.map(decodeSegment).join('/');
    if (bucket === '') return { path: '/', members: {} };
    return key === ''
      ? { path: '/', members: { Bucket: bucket } }
      : { path: '/{Key+}', members: { Bucket: bucket, Key: key } };
  },
  accepts: ({ operation, path }, members) => {
    const takesBucket = membersOf(operation.input).some((member) => member.name === 'Bucket');
    if (takesBucket !== 'Bucket' in members) return false;
    return path === ('Key' in members ? '/{Key+}' : '/');
  },
};

/** S3 Control addresses by path alone. */
export const s3ControlAddressing: Addressing = {
  resolve: (request) => ({ path: request.path, members: {} }),
  accepts: () => true,
};
