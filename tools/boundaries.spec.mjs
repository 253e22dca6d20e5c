import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');
const importing = (target) => `import * as probe from '${target}';\nexport { probe };\n`;

/** The rules that each text would break if it stood at that place: a process of its own, because ESLint loads its plugins with require. */
const lint = (probes) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(root, 'tools/lint.mjs'), '--probe'], {
    cwd: root,
    input: JSON.stringify(probes),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
};

const boundary = '@nx/enforce-module-boundaries';
const refused = [
  ['a service that imports a service', 'services/auth/src/probe.ts', '@cspmexa/collector', boundary],
  ['a policy that imports the platform', 'libs/policies/src/probe.ts', '@cspmexa/platform', boundary],
  ['the dashboard that imports policies', 'frontend/src/probe.ts', '@cspmexa/policies', boundary],
  ['a collector that imports messaging', 'libs/collectors/src/probe.ts', '@cspmexa/messaging', boundary],
  ['a service that imports the sandbox', 'services/collector/src/probe.ts', '@cspmexa/sandbox', boundary],
  ['a reach into another package', 'services/auth/src/probe.ts', '../../collector/src/index.js', boundary],
  ['a contract that imports Nest', 'libs/contracts/src/probe.ts', '@nestjs/common', 'no-restricted-imports'],
  ['a policy that imports the AWS SDK', 'libs/policies/src/probe.ts', '@aws-sdk/client-s3', 'no-restricted-imports'],
  ['a kit that imports Prisma', 'libs/policy-kit/src/probe.ts', '@prisma/client', 'no-restricted-imports'],
];
const allowed = [
  ['a service that imports contracts', 'services/auth/src/probe.ts', '@cspmexa/contracts'],
  ['standalone that imports a service', 'services/standalone/src/probe.ts', '@cspmexa/auth'],
  ['a collector that imports the AWS SDK', 'libs/collectors/src/probe.ts', '@aws-sdk/client-s3'],
];

/** Statements that see every tenant, and whether they may stand in a file that is not listed. */
const reaches = [
  ['a transaction across tenants', 'database.acrossTenants(async () => 1)', false],
  ['the client of background work', 'this.database.client.thing.count()', false],
  ['the pool of background work', 'database.pool.query("select 1")', false],
  ['the same, taken apart', '(({ pool }) => pool)(database)', false],
  ['a transaction of a tenant', 'database.withTenant("", async () => 1)', true],
  ['an AWS client', 'this.client.send(1)', true],
];

const environment = 'export const home = process.env["HOME"];\n';

describe('module boundaries', () => {
  const probes = [
    ...[...refused, ...allowed].map(([, file, target]) => ({ file, code: importing(target) })),
    ...reaches.map(([, code]) => ({ file: 'services/collector/src/probe.ts', code: `${code};\n` })),
    { file: 'services/collector/src/units/unit.store.ts', code: `${reaches[0][1]};\n` },
    { file: 'services/auth/src/probe.ts', code: environment },
    { file: 'services/auth/src/config.ts', code: environment },
  ];
  const found = lint(probes);
  const rulesOf = (index) => found[index];

  it.each(refused.map((row, index) => [row[0], row[3], index]))('refuse %s', (_, rule, index) => {
    expect(rulesOf(index)).toContain(rule);
  });

  it.each(allowed.map((row, index) => [row[0], index + refused.length]))('allow %s', (_, index) => {
    expect(rulesOf(index)).toEqual([]);
  });

  it.each(reaches.map(([name, , may], index) => [name, may, refused.length + allowed.length + index]))(
    'know of %s that it may be anywhere: %j (R04)',
    (_, may, index) => {
      expect(rulesOf(index).includes('no-restricted-syntax')).toBe(!may);
    },
  );

  it('allow a listed file to see every tenant (R04)', () => {
    expect(rulesOf(probes.length - 3)).not.toContain('no-restricted-syntax');
  });

  it('refuse a read of the environment outside config.ts', () => {
    expect(rulesOf(probes.length - 2)).toContain('no-restricted-properties');
    expect(rulesOf(probes.length - 1)).toEqual([]);
  });
});
