/** Bad input: a clear problem, never a 5xx, and nothing written. */
import { Problem } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../test/collector-under-test.js';

let collector: CollectorUnderTest;
let accountId = '';

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(createSandboxAccount()));
  ({ id: accountId } = await collector.api.addAccount({
    body: { name: 'Own', access: { kind: 'default-chain' }, scope: { services: ['s3'] } },
  }));
}, 60_000);
afterAll(() => collector.stop(), 60_000);

const role = { kind: 'role', roleArn: 'arn:aws:iam::111122223333:role/cspmexa-read' };
const account = (changes: object): object => ({ name: 'Production', access: role, ...changes });
const unknownId = '01a1fc44-5eb0-7b74-96ef-b0d498e7ae6b';

const table: readonly (readonly [string, string, unknown?])[] = [
  ['POST /v1/accounts', 'invalid-input', account({ name: '' })],
  ['POST /v1/accounts', 'invalid-input', account({ name: 'x'.repeat(101) })],
  ['POST /v1/accounts', 'invalid-input', account({ name: 'a\u0000b' })],
  ['POST /v1/accounts', 'invalid-input', account({ name: 7 })],
  ['POST /v1/accounts', 'invalid-input', account({ externalId: 'mine' })],
  ['POST /v1/accounts', 'invalid-input', account({ access: { kind: 'role', roleArn: 'arn:aws:iam::1:role/x' } })],
  [
    'POST /v1/accounts',
    'invalid-input',
    account({ access: { kind: 'role', roleArn: 'arn:aws:iam::111122223333:user/x' } }),
  ],
  ['POST /v1/accounts', 'invalid-input', account({ access: { kind: 'keys', secret: 'x' } })],
  ['POST /v1/accounts', 'invalid-input', account({ access: { kind: 'default-chain', profile: 'a\u0000' } })],
  ['POST /v1/accounts', 'invalid-input', account({ scope: { services: ['lambda'] } })],
  ['POST /v1/accounts', 'invalid-input', account({ scope: { regions: ['mars'] } })],
  ...[
    'http://169.254.169.254/',
    'http://[fd00:ec2::254]/',
    'https://example.com',
    'file:///etc/passwd',
    'http://user:pw@127.0.0.1/',
    'http://0x7f.1@evil.example/',
  ].map((endpointUrl) => ['POST /v1/accounts', 'invalid-input', account({ endpointUrl })] as const),
  ['POST /v1/accounts', 'too-large', account({ name: 'x'.repeat(1_000_000) })],
  ['POST /v1/accounts', 'malformed-json', '{'],
  ['POST /v1/accounts', 'invalid-input', '[]'],
  ['PATCH /v1/accounts/:id', 'invalid-input', { name: 'a\u0000' }],
  ['PATCH /v1/accounts/:id', 'invalid-input', { access: role }],
  ['GET /v1/accounts/nonsense', 'invalid-input'],
  ['GET /v1/accounts?limit=0', 'invalid-input'],
  ['GET /v1/accounts?limit=1e9', 'invalid-input'],
  ['GET /v1/accounts?cursor=%00', 'invalid-input'],
  ['GET /v1/accounts?nonsense=1', 'invalid-input'],
  [`GET /v1/accounts/${unknownId}`, 'not-found'],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * * *', timeZone: 'Mars/Olympus' }],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * * *', jitterSeconds: -1 }],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * *\u0000 *' }],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * * * 2099' }],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * * *', scope: { resources: ['arn:aws:s3:::x'] } }],
  ['POST /v1/accounts/:id/schedules', 'invalid-input', { cron: '0 3 * * *', scope: { severities: ['urgent'] } }],
  [
    'POST /v1/accounts/:id/schedules',
    'invalid-input',
    { cron: '0 3 * * *', blackouts: [{ days: [7], from: '22:00', to: '06:00' }] },
  ],
  [
    'POST /v1/accounts/:id/schedules',
    'invalid-input',
    { cron: '0 3 * * *', blackouts: [{ days: [1], from: '24:00', to: '06:00' }] },
  ],
  [`PATCH /v1/schedules/${unknownId}`, 'not-found', { enabled: false }],
  ['PATCH /v1/accounts/:id', 'invalid-input', { budgetPercent: 0 }],
  ['POST /v1/accounts', 'invalid-input', account({ access: { ...role, viaAccountId: unknownId } })],
  ['POST /v1/accounts', 'invalid-input', account({ access: { ...role, viaAccountId: 'nonsense' } })],
  [`GET /v1/accounts/${unknownId}/coverage`, 'not-found'],
  [`GET /v1/accounts/${unknownId}/permissions`, 'not-found'],
  [`POST /v1/accounts/${unknownId}/discover`, 'not-found', {}],
  ['GET /v1/discovered-accounts?cursor=abc', 'invalid-cursor'],
  ['GET /v1/discovered-accounts?state=sideways', 'invalid-input'],
  ['POST /v1/discovered-accounts/connect', 'invalid-input', { ids: [] }],
  ['POST /v1/discovered-accounts/connect', 'invalid-input', { ids: [unknownId], roleName: 'a b' }],
  ['POST /v1/discovered-accounts/connect', 'not-found', { ids: [unknownId], viaAccountId: unknownId }],
  [`POST /v1/discovered-accounts/${unknownId}/ignore`, 'not-found', {}],
  [`GET /v1/stack-set?accountId=${unknownId}`, 'invalid-input'],
  ['GET /v1/stack-set', 'invalid-input'],
  ['GET /v1/schedule-preview?cron=99%203%20*%20*%20*', 'invalid-input'],
  ['GET /v1/schedule-preview', 'invalid-input'],
  ['POST /v1/scans', 'invalid-input', { accountId: 'x' }],
  ['POST /v1/scans', 'not-found', { accountId: unknownId }],
  ['POST /v1/scans', 'invalid-input', { accountId: ':id', scope: { services: ['ec2'] } }],
  ['POST /v1/scans', 'invalid-input', { accountId: ':id', scope: { regions: ['us-east-1; drop table scans'] } }],
  [`POST /v1/scans/${unknownId}/cancel`, 'not-found', {}],
  ['GET /v1/scans?state=sideways', 'invalid-input'],
  ['GET /v1/scans?cursor=abc', 'invalid-cursor'],
  ['GET /v1/resources?search=%00', 'invalid-input'],
  ['GET /v1/resources?kind=a%00b', 'invalid-input'],
  [`GET /v1/resources?search=${'x'.repeat(201)}`, 'invalid-input'],
  [`GET /v1/resources/${unknownId}`, 'not-found'],
  ['DELETE /v1/scans', 'method-not-allowed'],
  ['GET /v1/nonsense', 'not-found'],
];

async function send(
  operation: string,
  body: unknown,
): Promise<{ status: number; code: string | undefined; type: string | null }> {
  const [method = '', path = ''] = operation.split(' ');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(collector.url + path.replace(':id', accountId), {
    method,
    headers: { authorization: collector.authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: text.replace(':id', accountId) }),
  });
  const problem = Problem.safeParse(await response.json());
  return { status: response.status, code: problem.data?.code, type: response.headers.get('content-type') };
}

describe('bad input', () => {
  it.each(table.map(([operation, code, body]) => ({ operation, code, body })))(
    '$operation → $code: $body',
    async ({ operation, code, body }) => {
      const answer = await send(operation, body);
      expect(answer).toMatchObject({ code, type: expect.stringContaining('application/problem+json') });
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('has left nothing behind', async () => {
    expect((await collector.api.listAccounts({ query: {} })).items.map(({ id }) => id)).toEqual([accountId]);
    expect((await collector.api.listScans({ query: {} })).items).toEqual([]);
  });

  it('is weighed only after the permission', async () => {
    const viewer = await collector.apiOf({ role: 'viewer' });
    await expect(viewer.startScan({ body: { accountId: unknownId } })).rejects.toMatchObject({ status: 403 });
    const response = await fetch(`${collector.url}/v1/accounts`);
    expect(response.status).toBe(401);
  });
});
