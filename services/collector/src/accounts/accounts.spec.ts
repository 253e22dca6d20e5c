/** Decisions about accounts: where the first call goes, which endpoint is allowed, whose credentials they are, the sessions of roles. */
import { describe, expect, it } from '@jest/globals';
import { createSandboxAccount, sandboxRequestHandler } from '@cspmexa/sandbox';
import { homeRegionOf } from './aws-access.js';
import { RoleSessions } from './assume-role.js';
import { endpointProblem } from './endpoint-host.js';
import { newExternalId } from './external-id.js';
import { principalOf } from './own-principal.js';
import { mismatch } from './verify-access.js';

const role = (partition: string) => ({ kind: 'role' as const, roleArn: `arn:${partition}:iam::111122223333:role/x` });

describe('the first call', () => {
  it.each([
    [role('aws'), undefined, 'us-east-1'],
    [role('aws'), 'sa-east-1', 'sa-east-1'],
    [role('aws-us-gov'), 'sa-east-1', 'us-gov-west-1'],
    [role('aws-cn'), undefined, 'cn-north-1'],
    [role('aws-cn'), 'cn-northwest-1', 'cn-northwest-1'],
    [role('aws-eusc'), undefined, 'eusc-de-east-1'],
    [role('aws'), 'eusc-de-east-1', 'us-east-1'],
    [{ kind: 'default-chain' as const }, undefined, 'us-east-1'],
    [{ kind: 'default-chain' as const }, 'us-gov-east-1', 'us-gov-east-1'],
  ])('of %j with AWS_REGION %s goes to %s', (access, configured, region) => {
    expect(homeRegionOf(access, configured)).toBe(region);
  });
});

describe('an endpoint', () => {
  const allowed = ['localhost', '127.0.0.1', '[::1]', 'emulator'];
  it.each([
    'http://localhost:5000',
    'http://127.0.0.1:4566/',
    'http://2130706433:80',
    'https://[::1]:1',
    'http://EMULATOR:1',
  ])('may be %s', (url) => {
    expect(endpointProblem(url, allowed)).toBeUndefined();
  });
  it.each([
    'http://169.254.169.254',
    'http://[::ffff:169.254.169.254]',
    'http://0xa9fea9fe',
    'http://metadata.google.internal',
    'http://localhost.evil.example',
    'http://localhost@evil.example',
    'http://user:password@localhost',
    'ftp://localhost',
    'gopher://localhost',
    'http://localhost/?a=b',
    'nonsense',
  ])('may not be %s', (url) => {
    expect(endpointProblem(url, allowed)).toEqual(expect.any(String));
  });
});

describe('an identity', () => {
  const identity = { accountId: '111122223333', partition: 'aws', arn: 'arn:aws:iam::111122223333:root' };
  it.each([
    [
      'fits an account that is not known yet',
      { access: { kind: 'default-chain' as const }, awsAccountId: null },
      false,
    ],
    ['fits the account that it was', { access: role('aws'), awsAccountId: '111122223333' }, false],
    [
      'does not fit another account than it was',
      { access: { kind: 'default-chain' as const }, awsAccountId: '999988887777' },
      true,
    ],
    [
      'does not fit the role of another account',
      { access: { kind: 'role' as const, roleArn: 'arn:aws:iam::999988887777:role/x' }, awsAccountId: null },
      true,
    ],
  ])('%s', (_, account, isRefused) => {
    expect(mismatch(account, identity) !== undefined).toBe(isRefused);
  });

  it('of a session stands for its role', () => {
    expect(principalOf('arn:aws:sts::111122223333:assumed-role/collector/i-1')).toBe(
      'arn:aws:iam::111122223333:role/collector',
    );
    expect(principalOf('arn:aws:iam::111122223333:user/ops')).toBe('arn:aws:iam::111122223333:user/ops');
  });
});

describe('the session of a role', () => {
  it('is asked for once while it lasts, and anew when it was forgotten', async () => {
    const account = createSandboxAccount();
    const trust = { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] };
    const facts = {
      name: 'x',
      id: 'AROA',
      arn: role('aws').roleArn,
      path: '/',
      createdAt: new Date(),
      inline: new Map(),
      attached: new Set<string>(),
    };
    account.state.iam.roles.set('x', {
      ...facts,
      tags: [],
      instanceProfiles: [],
      trustPolicy: JSON.stringify(trust),
      maxSessionSeconds: 3_600,
    });
    const own = {
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
      homeRegion: 'us-east-1',
      requestHandler: sandboxRequestHandler(account),
    };
    const sessions = new RoleSessions({ ownSettings: () => own });
    const target = {
      id: 'a',
      tenantId: 't',
      access: role('aws'),
      externalId: 'e',
      endpointUrl: null,
      sandbox: false,
      awsAccountId: null,
    };
    const { credentials } = await sessions.settingsFor(target);
    if (typeof credentials !== 'function') throw new Error('A role has temporary credentials.');
    const [first, second] = await Promise.all([credentials(), credentials()]);
    expect(second).toBe(first);
    expect(await credentials()).toBe(first);
    expect(account.callCounts()).toEqual({ 'sts:AssumeRole': 1 });
    sessions.forget(target);
    expect(await credentials()).not.toBe(first);
  });
});

describe('an ExternalId', () => {
  it('is new each time and has 192 random bits', () => {
    const ids = Array.from({ length: 1_000 }, newExternalId);
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^cspmexa-[0-9a-f]{48}$/.test(id))).toBe(true);
  });
});
