/** Pretend AWS account, Google and mailbox, for trying things out and for tests. Never for production. */
export * from './aws/index.js';
export type { Forgery, SignIdToken } from './google/id-tokens.js';
export { sandboxPeople, type SandboxPerson } from './google/people.js';
export { startSandboxPages, type SandboxPages, type SandboxPagesSettings } from './pages/start-pages.js';
