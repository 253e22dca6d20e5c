import { ConfigError, loadConfig } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import { authConfig } from '../config.js';

const base = { DATABASE_URL: 'postgresql://h/d', AUTH_SECRET: 'a secret of the tests, long enough' };
const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' };
const oidc = { OIDC_DISCOVERY_URL: 'https://idp.example/realm', OIDC_CLIENT_ID: 'id' };
const online = { PUBLIC_URL: 'https://cspm.example.com' };

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(authConfig, { ...base, ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name).sort();
    throw error;
  }
}

describe('the configuration of the identity providers', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['Google', google, []],
    ['another issuer', oidc, []],
    ['both', { ...google, ...oidc, OIDC_CLIENT_SECRET: 'secret' }, []],
    ['none', {}, ['GOOGLE_CLIENT_ID']],
    ['Google without its secret', { GOOGLE_CLIENT_ID: 'id' }, ['GOOGLE_CLIENT_SECRET']],
    ['an issuer without a client', { OIDC_DISCOVERY_URL: 'https://idp.example' }, ['OIDC_CLIENT_ID']],
    ['a client without an issuer', { ...google, OIDC_CLIENT_ID: 'id' }, ['OIDC_DISCOVERY_URL']],
    ['an issuer in clear', { ...oidc, OIDC_DISCOVERY_URL: 'http://idp.example' }, ['OIDC_DISCOVERY_URL']],
    ['an issuer in clear on this machine', { ...oidc, OIDC_DISCOVERY_URL: 'http://127.0.0.1:9000' }, []],
    ['keys in clear', { ...google, GOOGLE_JWKS_URL: 'http://keys.example/' }, ['GOOGLE_JWKS_URL']],
    ['scopes without openid', { ...oidc, OIDC_SCOPES: 'email' }, ['OIDC_SCOPES']],
    ['an answer that is no yes or no', { ...oidc, OIDC_TRUST_EMAIL: 'yes' }, ['OIDC_TRUST_EMAIL']],
    ['too much patience', { ...google, GOOGLE_TIMEOUT_MS: '30000' }, ['GOOGLE_TIMEOUT_MS']],
    ['online, Google for anybody', { ...online, ...google }, ['BOOTSTRAP_ADMIN_EMAIL']],
    ['online, Google for a domain', { ...online, ...google, ALLOWED_DOMAINS: 'example.com' }, []],
    ['online, an issuer for anybody', { ...online, ...oidc }, ['BOOTSTRAP_ADMIN_EMAIL']],
    ['online, an issuer for a domain', { ...online, ...oidc, OIDC_ALLOWED_DOMAINS: 'example.com' }, []],
    [
      'online, Google for a domain, an issuer for anybody',
      { ...online, ...google, ...oidc, ALLOWED_DOMAINS: 'example.com' },
      ['BOOTSTRAP_ADMIN_EMAIL'],
    ],
    ['online, with the first admin named', { ...online, ...google, ...oidc, BOOTSTRAP_ADMIN_EMAIL: 'a@b.example' }, []],
  ])('%s', (_, env, problems) => expect(problemsOf(env)).toEqual(problems));

  it.each([
    ['https://idp.example', 'https://idp.example/.well-known/openid-configuration'],
    ['https://idp.example/realm/', 'https://idp.example/realm/.well-known/openid-configuration'],
    [
      'https://idp.example/realm/.well-known/openid-configuration',
      'https://idp.example/realm/.well-known/openid-configuration',
    ],
  ])('knows the document of %s', (given, url) => {
    expect(loadConfig(authConfig, { ...base, ...oidc, OIDC_DISCOVERY_URL: given }).OIDC_DISCOVERY_URL).toBe(url);
  });
});
