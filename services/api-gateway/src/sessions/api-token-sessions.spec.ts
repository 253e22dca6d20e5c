import { AppError, newApiToken, type Session } from '@cspmexa/platform';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApiTokenSessions } from './api-token-sessions.js';

const session: Session = {
  tenantId: 't',
  userId: 'u',
  email: 'ana@example.com',
  role: 'admin',
  sessionId: 'token',
  scope: ['findings:read'],
  tokenName: 'ci',
};

describe('tokens for machines at the gateway', () => {
  let now: number;
  let asked: (string | null)[];
  let answer: () => Promise<{ accessToken: string; expiresAt: string }>;
  let tokens: ApiTokenSessions;
  beforeEach(() => {
    now = 0;
    asked = [];
    answer = async () => ({ accessToken: `access ${asked.length}`, expiresAt: '' });
    tokens = new ApiTokenSessions({
      auth: {
        openApiTokenSession: async (_token, address) => {
          asked.push(address);
          return answer();
        },
      },
      read: async () => ({ session, issuedAt: 7 }),
      now: () => now,
    });
  });

  it('are traded for an access token, which is held for two seconds at most (R06)', async () => {
    const token = newApiToken();
    const first = await tokens.trade(token, '203.0.113.1');
    expect(first).toEqual({ session, issuedAt: 7, accessToken: 'access 1' });
    now = 1_999;
    expect(await tokens.trade(token, '203.0.113.2')).toEqual(first);
    now = 2_000;
    expect(await tokens.trade(token, '203.0.113.3')).toMatchObject({ accessToken: 'access 2' });
    expect(asked).toEqual(['203.0.113.1', '203.0.113.3']);
  });

  it('are asked about once by many requests at a time, and each for itself', async () => {
    const [one, two] = [newApiToken(), newApiToken()];
    await Promise.all([one, one, two, one, two].map((token) => tokens.trade(token, null)));
    expect(asked).toHaveLength(2);
  });

  it('are asked about again when they were refused, or when they changed', async () => {
    const token = newApiToken();
    answer = () => Promise.reject(new AppError('unauthenticated'));
    await expect(tokens.trade(token, null)).rejects.toThrow('unauthenticated');
    answer = async () => ({ accessToken: 'good', expiresAt: '' });
    expect(await tokens.trade(token, null)).toMatchObject({ accessToken: 'good' });
    tokens.forget(token);
    await tokens.trade(token, null);
    expect(asked).toHaveLength(3);
  });

  it.each(['', 'cspm_live_x', `cspm_live_${'A'.repeat(43)}_AAAAAA`, `${newApiToken()}x`, newApiToken().toLowerCase()])(
    'are not asked about when they cannot be one: %j (R06)',
    async (token) => {
      await expect(tokens.trade(token, null)).rejects.toThrow('unauthenticated');
      expect(asked).toEqual([]);
    },
  );
});
