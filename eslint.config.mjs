import nx from '@nx/eslint-plugin';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What may import what, by the tags in each package.json. */
const boundaries = [
  { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:pure'] },
  { sourceTag: 'type:aws', onlyDependOnLibsWithTags: ['type:pure', 'type:aws'] },
  { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:pure', 'type:platform'] },
  { sourceTag: 'type:sandbox', onlyDependOnLibsWithTags: ['type:pure', 'type:platform'] },
  { sourceTag: 'type:test', onlyDependOnLibsWithTags: ['type:pure', 'type:platform', 'type:test'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:pure', 'type:aws', 'type:platform'] },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:pure', 'type:aws', 'type:platform', 'type:sandbox', 'type:service'],
  },
  { sourceTag: 'type:frontend', onlyDependOnLibsWithTags: ['scope:contracts'] },
];

/** Outside packages that a kind of package must not know. */
const heavy = ['@nestjs/*', '@prisma/*', 'amqplib', '@aws-sdk/*', 'pg', 'express', 'passport*'];
const noPackages = (files, packages, message) => ({
  files,
  ignores: ['**/*.spec.ts', '**/*.spec.tsx'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: packages, message }] }] },
});

/**
 * Where services may see every tenant at once, each with the reason why the work is of no single one. Everything else goes through
 * `withTenant`, in which the database shows the rows of one tenant alone: docs/adr/0018-row-level-security.md.
 */
const acrossTenants = {
  'libs/messaging/src/outbox/outbox-relay.ts': 'hands over the messages of all tenants',
  'services/auth/src/seats.ts': 'makes the first tenant',
  'services/auth/src/api-tokens/api-token-retention.ts': 'clears tokens past keeping, of all',
  'services/auth/src/api-tokens/token-trade.ts': 'an API token is all that a machine sends: it tells the tenant',
  'services/auth/src/audit/anchors.ts': 'writes down how far the trails of all have come',
  'services/auth/src/audit/audit-retention.ts': 'looks for trails with rows past keeping',
  'services/auth/src/keys/reseal.ts': 'seals the secrets of all with the newest key',
  'services/auth/src/keys/signing-key.store.ts': 'keys sign for all, and belong to no tenant',
  'services/auth/src/members/member.store.ts': 'whose tenant a person enters is known by who signs in',
  'services/auth/src/revocations/revocation.store.ts': 'the gateways read the ended sessions of all',
  'services/auth/src/sessions/refresh.store.ts': 'a refresh token is all that a browser sends: it tells the tenant',
  'services/auth/src/sessions/tenant-switch.ts': 'looks for the tenants of one person',
  'services/auth/src/sign-in/attempt.store.ts': 'a sign-in has no tenant before it ends',
  'services/auth/src/tenants/tenant.store.ts': 'makes tenants, and looks for those of one person',
  'services/auth/src/tenants/tenants-of-installation.ts': 'lists and makes tenants, for whoever runs the installation',
  'services/collector/src/accounts/own-credentials.ts': 'finds out which tenant was here first',
  'services/collector/src/budget/bucket.store.ts': 'AWS counts the calls of an account, whoever watches it',
  'services/collector/src/changes/change.store.ts': 'an event tells of an AWS account, which several tenants may watch',
  'services/collector/src/changes/changed-scans.ts': 'finds whose changes are due',
  'services/collector/src/discovery/rediscovery.ts': 'finds whose organization is due',
  'services/collector/src/relations/late-relations.ts': 'finds resources whose relations are not worked out yet',
  'services/collector/src/retention/expired-rows.ts': 'finds and clears what is past keeping, of all',
  'services/collector/src/retention/orphaned-snapshots.ts': 'finds scans that lost a worker',
  'services/collector/src/retention/retention.ts': 'finds and clears what is past keeping, of all',
  'services/collector/src/scans/plan.store.ts': 'takes turns between tenants',
  'services/collector/src/schedules/scheduler.ts': 'finds whose schedule is due',
  'services/collector/src/storage/collector-tables.ts': 'measures what is stored of all',
  'services/collector/src/units/lost-units.ts': 'finds units whose worker is gone',
  'services/collector/src/units/unit.store.ts': 'takes turns between tenants',
  'services/notification/src/deliveries/delivery.store.ts': 'claims the mail that is due, whoever gets it',
  'services/notification/src/retention/delivery-retention.ts': 'clears mails past keeping, of all',
  'services/policy-engine/src/exports/export-expiry.ts':
    'finds what is past keeping, and files without an export, of all',
  'services/policy-engine/src/exports/export-workers.ts': 'claims exports of all',
  'services/policy-engine/src/findings/exception-expiry.ts': 'finds whose exceptions end',
  'services/policy-engine/src/retention/retention.ts': 'finds the tenants to clear',
  'services/standalone/src/running/installation.ts': 'finds the dead letters of all, for whoever runs the installation',
};
const unused = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }];
const ofAllTenants =
  'This sees every tenant: use withTenant, or name the file with its reason in acrossTenants of eslint.config.mjs.';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/src/generated/',
      '.nx/',
      '.cspmexa/',
      'artefacts/',
      '**/*.generated.ts',
      'frontend/public/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: boundaries, enforceBuildableLibDependency: false },
      ],
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': unused,
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment, through a schema.' },
      ],
      'no-warning-comments': ['error', { terms: ['fixme', 'xxx', 'hack'], location: 'start' }],
    },
  },
  // What the compiler says of the others. Tests of pages hand functions to the browser.
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-undef': 'error', 'no-unused-vars': unused },
  },
  // Tests of a package may use the kit for tests and the sandboxes.
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', '**/test/**', '**/e2e/**'],
    rules: { '@nx/enforce-module-boundaries': 'off', 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/config.ts', 'tools/**', '**/*.config.ts', 'libs/testkit/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['services/*/src/**/*.ts', 'libs/messaging/src/**/*.ts'],
    ignores: ['**/*.spec.ts', ...Object.keys(acrossTenants)],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.property.name='acrossTenants']", message: ofAllTenants },
        // Of a database: `this.pool` and `this.client` are what a class was given.
        {
          selector: "MemberExpression[property.name=/^(pool|client)$/]:not([object.type='ThisExpression'])",
          message: ofAllTenants,
        },
        { selector: 'ObjectPattern > Property[key.name=/^(pool|client)$/]', message: ofAllTenants },
      ],
    },
  },
  noPackages(
    ['libs/contracts/**', 'libs/resources/**', 'libs/policy-kit/**', 'libs/policies/**', 'libs/frameworks/**'],
    heavy,
    'Pure packages know no framework, database, broker or AWS client.',
  ),
  noPackages(
    ['libs/collector-kit/**', 'libs/collectors/**'],
    ['@nestjs/*', '@prisma/*', 'amqplib', 'pg', 'express'],
    'Collectors know AWS and nothing of the platform.',
  ),
  noPackages(['frontend/**'], heavy, 'The dashboard knows the API alone.'),
);
