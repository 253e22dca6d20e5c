/** One Jest run for the whole workspace: `unit` is pure, `int` gets real servers, `web` renders components. */
import os from 'node:os';
import path from 'node:path';

const root = import.meta.dirname;
const swc = JSON.stringify(path.join(root, 'node_modules/@swc/jest/index.js')).slice(1, -1);
const transform = (tsx) => ({
  '^.+\\.tsx?$': [
    swc,
    {
      swcrc: false,
      jsc: {
        parser: { syntax: 'typescript', decorators: true, tsx },
        target: 'es2022',
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          ...(tsx ? { react: { runtime: 'automatic' } } : {}),
        },
        keepClassNames: true,
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
});
const shared = {
  rootDir: root,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.nx/', '<rootDir>/.cspmexa/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
const node = {
  ...shared,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@cspmexa/source', 'node', 'node-addons'] },
  transform: transform(false),
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/tools'],
};

export default {
  // Machines are shared: a slow one is no failure.
  testTimeout: 60_000,
  // Tests with servers wait a lot: two at a time even on two cores.
  maxWorkers: Math.max(2, Math.ceil(os.availableParallelism() / 2)),
  // A worker with a large heap takes its time to give it back.
  workerGracefulExitTimeout: 15_000,
  projects: [
    {
      ...node,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts', '**/*.spec.mjs'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.int\\.spec\\.', '\\.e2e\\.spec\\.'],
    },
    {
      ...node,
      displayName: 'int',
      testMatch: ['**/*.int.spec.ts'],
      globalSetup: '<rootDir>/libs/testkit/src/jest-setup.mjs',
      globalTeardown: '<rootDir>/libs/testkit/src/jest-teardown.mjs',
    },
    {
      ...shared,
      displayName: 'web',
      testEnvironment: 'jsdom',
      testEnvironmentOptions: { customExportConditions: ['@cspmexa/source', 'browser'] },
      transform: transform(true),
      roots: ['<rootDir>/frontend'],
      testMatch: ['**/*.spec.tsx', '**/*.spec.ts'],
    },
  ],
};
