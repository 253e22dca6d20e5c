/** Which service, region and access key a request names in its signature. The signature itself is not checked. */
import type { SandboxRequest } from './http.js';
import type { ServiceName } from './services.js';

/** What the credential scope says; a request without a signature is read from its host. */
export interface Scope {
  accessKeyId: string | undefined;
  region: string;
  service: ServiceName | undefined;
}

const SIGNING_NAMES: Readonly<Record<string, ServiceName>> = {
  s3: 's3',
  's3-object-lambda': 's3',
  ec2: 'ec2',
  iam: 'iam',
  sts: 'sts',
  ses: 'ses',
  'access-analyzer': 'access-analyzer',
};

const HOST_NAMES: Readonly<Record<string, ServiceName>> = {
  ...SIGNING_NAMES,
  email: 'ses',
  's3-control': 's3-control',
};

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const REGIONLESS_SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/aws4_request/;

/** Reads the scope of a request from its Authorization header, its presigned query, or its host. */
export function scopeOf(request: SandboxRequest): Scope {
  const presigned = request.query['X-Amz-Credential'];
  const credential = request.headers['authorization'] ?? (presigned === undefined ? '' : `Credential=${presigned}`);
  const full = SCOPE.exec(credential);
  const regionless = full === null ? REGIONLESS_SCOPE.exec(credential) : null;
  const name = full?.[3] ?? regionless?.[2];
  const service = name === undefined ? serviceOfHost(request.host) : SIGNING_NAMES[name];
  return {
    accessKeyId: full?.[1] ?? regionless?.[1],
    region: full?.[2] ?? /\b([a-z]{2}-[a-z]+-\d)\b/.exec(request.host)?.[1] ?? 'us-east-1',
    service: service === 's3' && isS3Control(request) ? 's3-control' : service,
  };
}

function serviceOfHost(host: string): ServiceName | undefined {
  return host
    .split('.')
    .map((label) => HOST_NAMES[label])
    .find((service) => service !== undefined);
}

function isS3Control(request: SandboxRequest): boolean {
  return /(^|\.)s3-control[.-]/.test(request.host) || request.path.startsWith('/v20180820/');
}
