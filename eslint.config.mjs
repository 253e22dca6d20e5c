import nx from '@nx/eslint-plugin';
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
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
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
  // Tests of a package may use the kit for tests and the sandboxes.
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', '**/test/**', '**/e2e/**'],
    rules: { '@nx/enforce-module-boundaries': 'off', 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/config.ts', 'tools/**', '**/*.config.ts', 'libs/testkit/**'],
    rules: { 'no-restricted-properties': 'off' },
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
