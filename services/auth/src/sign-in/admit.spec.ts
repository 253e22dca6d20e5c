import { describe, expect, it } from '@jest/globals';
import { admit, type Identity, type Known, type Rules } from './admit.js';

const ana: Identity = {
  issuer: 'https://accounts.google.com',
  subject: '1',
  email: 'Ana@Example.com',
  emailVerified: true,
  hostedDomain: 'example.com',
  name: 'Ana',
  picture: null,
};
const nobody: Known = { member: false, invited: false, empty: false };
const open: Rules = { allowedDomains: [], bootstrapAdminEmail: undefined };

describe('admission', () => {
  it.each<[string, Identity, Known, Rules, object]>([
    ['makes the first person the admin', ana, { ...nobody, empty: true }, open, { admit: 'founder', role: 'admin' }],
    [
      'keeps the first seat for the bootstrap admin',
      ana,
      { ...nobody, empty: true },
      { ...open, bootstrapAdminEmail: 'boss@example.com' },
      { refuse: 'not-invited' },
    ],
    [
      'knows the bootstrap admin whatever the case',
      ana,
      { ...nobody, empty: true },
      { ...open, bootstrapAdminEmail: 'ana@example.com' },
      { admit: 'founder', role: 'admin' },
    ],
    ['lets a member in', ana, { ...nobody, member: true }, open, { admit: 'member' }],
    ['lets an invited person in', ana, { ...nobody, invited: true }, open, { admit: 'invited' }],
    ['refuses a stranger', ana, nobody, open, { refuse: 'not-invited' }],
    [
      'refuses an address that is not verified, even of a member',
      { ...ana, emailVerified: false },
      { ...nobody, member: true, invited: true },
      open,
      { refuse: 'sign-in-failed' },
    ],
    [
      'refuses a domain that is not allowed, even of a member',
      { ...ana, hostedDomain: 'evil.example' },
      { ...nobody, member: true },
      { ...open, allowedDomains: ['example.com'] },
      { refuse: 'not-invited' },
    ],
    [
      'refuses a private account where a domain is asked for, whatever its address says',
      { ...ana, hostedDomain: null },
      { ...nobody, invited: true },
      { ...open, allowedDomains: ['example.com'] },
      { refuse: 'not-invited' },
    ],
  ])('%s', (_, identity, known, rules, decision) => {
    expect(admit(identity, known, rules)).toEqual(decision);
  });
});
