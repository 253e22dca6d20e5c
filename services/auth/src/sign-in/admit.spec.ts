import { describe, expect, it } from '@jest/globals';
import { admit, type Identity, type Known, type Rules } from './admit.js';

const ana: Identity = {
  issuer: 'https://accounts.google.com',
  subject: '1',
  email: 'ana@example.com',
  emailVerified: true,
  domainAllowed: true,
  name: 'Ana',
  picture: null,
};
const nobody: Known = { member: false, invited: false, empty: false };
const open: Rules = { bootstrapAdminEmail: undefined };

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
      'knows the bootstrap admin',
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
      { ...ana, domainAllowed: false },
      { ...nobody, member: true, invited: true, empty: true },
      open,
      { refuse: 'not-invited' },
    ],
    [
      'refuses a person without an address',
      { ...ana, email: null },
      { ...nobody, member: true },
      open,
      { refuse: 'sign-in-failed' },
    ],
  ])('%s', (_, identity, known, rules, decision) => {
    expect(admit(identity, known, rules)).toEqual(decision);
  });
});
