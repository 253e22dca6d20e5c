import { describe, expect, it } from '@jest/globals';
import { identityOf, type Said } from './identity-of.js';

const idToken = { sub: '1', email: 'ana@example.com', email_verified: true, hd: 'example.com', name: 'Ana' };
const said: Said = {
  issuer: 'https://accounts.google.com',
  idToken,
  userinfo: { ...idToken, picture: 'https://pictures.example/ana.png' },
  domainFrom: 'hd',
  allowedDomains: [],
};
const { email: _e, email_verified: _v, ...noEmail } = idToken;
const { email_verified: _u, ...unsaid } = idToken;

describe('who somebody is (O02, O03)', () => {
  it('takes what is signed first, and the rest from userinfo', () => {
    expect(
      identityOf({
        ...said,
        userinfo: { sub: '1', name: 'Somebody', email: 'other@example.com', picture: 'https://p.example/1' },
      }),
    ).toEqual({
      issuer: 'https://accounts.google.com',
      subject: '1',
      email: 'ana@example.com',
      emailVerified: true,
      domainAllowed: true,
      name: 'Ana',
      picture: 'https://p.example/1',
    });
  });

  it.each<[string, object | undefined, object, boolean]>([
    ['the ID token says so', { sub: '1' }, idToken, true],
    ['the ID token says so, and there is no userinfo', undefined, idToken, true],
    ['userinfo alone knows the address, and says so', idToken, noEmail, true],
    ['userinfo says so as a text', { ...idToken, email_verified: 'true' }, noEmail, true],
    ['userinfo says so about the same address', idToken, unsaid, true],
    ['userinfo says so about another address', { ...idToken, email: 'other@example.com' }, unsaid, false],
    ['nobody says anything', { sub: '1' }, unsaid, false],
    ['the ID token says no', idToken, { ...idToken, email_verified: false }, false],
    ['the ID token says no, as a text', idToken, { ...idToken, email_verified: 'false' }, false],
    ['userinfo says no', { ...idToken, email_verified: false }, idToken, false],
    ['there is no address', { sub: '1' }, { ...noEmail, email_verified: true }, false],
  ])('when %s, verified is as it should be', (_, userinfo, token, verified) => {
    const { email, emailVerified } = identityOf({ ...said, idToken: token, userinfo });
    expect(email !== null && emailVerified).toBe(verified);
  });

  it.each<[string, object, boolean]>([
    ['believes one that is never called verified', unsaid, true],
    ['does not believe one that is called not verified', { ...idToken, email_verified: false }, false],
  ])('of an issuer that is trusted with addresses %s', (_, token, verified) => {
    const userinfo = { sub: '1', email: 'ana@example.com' };
    expect(identityOf({ ...said, idToken: token, userinfo, trustEmail: true }).emailVerified).toBe(verified);
  });

  it.each<[string, unknown, unknown]>([
    ['userinfo of another subject', idToken, { ...idToken, sub: '2' }],
    ['userinfo without a subject', idToken, { email: 'ana@example.com' }],
    ['userinfo of a subject in another case', { ...idToken, sub: 'a' }, { ...idToken, sub: 'A' }],
    ['an empty subject', { ...idToken, sub: '' }, undefined],
    ['a number for a subject', { ...idToken, sub: 1 }, undefined],
    ['a NUL in the subject', { ...idToken, sub: 'a\0b' }, undefined],
    ['a subject in other letters', { ...idToken, sub: 'а' }, undefined],
    ['a subject that is too long', { ...idToken, sub: 'a'.repeat(256) }, undefined],
    ['a list of addresses', { ...idToken, email: ['ana@example.com'] }, undefined],
    ['1 for verified', { ...idToken, email_verified: 1 }, undefined],
    ['a list of userinfo', idToken, [idToken]],
    ['null for userinfo', idToken, null],
  ])('refuses %s', (_, token, userinfo) => {
    expect(() => identityOf({ ...said, idToken: token, userinfo })).toThrow();
  });

  it.each<[string, string | null]>([
    ['ANA@Example.COM', 'ana@example.com'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['JOS\u00c9@example.com', 'jos\u00e9@example.com'],
    // Looks the same and is a different letter: another person.
    ['\u0430na@example.com', '\u0430na@example.com'],
    // Folds into a plain k: it must not be taken for whoever owns that.
    ['\u212aarl@example.com', null],
  ])('knows the address %j as %j', (email, known) => {
    expect(identityOf({ ...said, idToken: { ...idToken, email }, userinfo: undefined }).email).toBe(known);
  });

  it.each<[string, Partial<Said>, boolean]>([
    ['no rule', {}, true],
    ['its own domain', { allowedDomains: ['other.example', 'example.com'] }, true],
    [
      'its own domain in capitals',
      { allowedDomains: ['example.com'], idToken: { ...idToken, hd: 'EXAMPLE.com' } },
      true,
    ],
    ['another domain', { allowedDomains: ['other.example'] }, false],
    ['a domain that it ends in', { allowedDomains: ['ample.com'] }, false],
    [
      'no hd, though the address has the domain',
      { allowedDomains: ['example.com'], idToken: { ...idToken, hd: undefined } },
      false,
    ],
    [
      'hd in userinfo alone',
      { allowedDomains: ['example.com'], idToken: { ...idToken, hd: undefined }, userinfo: idToken },
      false,
    ],
    [
      'the domain of the address',
      { allowedDomains: ['example.com'], domainFrom: 'email', idToken: { ...idToken, hd: undefined } },
      true,
    ],
    [
      'another domain of the address',
      {
        allowedDomains: ['example.com'],
        domainFrom: 'email',
        idToken: { ...idToken, email: 'ana@example.com@evil.example' },
      },
      false,
    ],
  ])('with %s, the domain is as allowed as it should be', (_, change, allowed) => {
    expect(identityOf({ ...said, userinfo: undefined, ...change }).domainAllowed).toBe(allowed);
  });

  it('takes a long name with control characters as far as it can be shown, and no picture that runs', () => {
    const token = { ...idToken, name: `A\0\r\n${'a'.repeat(500)}`, picture: 'javascript:alert(1)' };
    expect(identityOf({ ...said, idToken: token, userinfo: undefined })).toMatchObject({
      name: `A ${'a'.repeat(198)}`,
      picture: null,
    });
  });
});
