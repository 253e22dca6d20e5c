/** Who is behind a bearer token: a person in a browser, a machine, or somebody whose sign-in lacks a step. Nobody whose session has ended. */
import {
  AppError,
  looksLikeApiToken,
  readAccessToken,
  readPendingToken,
  type PendingSession,
  type Session,
  type TokenSettings,
} from '@cspmexa/platform';
import type { ApiTokenSessions } from './api-token-sessions.js';
import type { RevocationList } from './revocation-list.js';

/** Somebody known. */
export interface Known<Who = Session> {
  readonly who: Who;
  /** When the token was signed, in epoch seconds. */
  readonly issuedAt: number;
  /** The access token that services are shown; what was sent unless it says otherwise. */
  readonly accessToken?: string;
}

export interface SessionReader {
  /** `address` is where the request comes from. @throws unauthenticated, session-ended, and unavailable when nobody can tell */
  session(token: string, address: string | null): Promise<Known>;
  /** As `session`, and for a sign-in that lacks a step, too. */
  sessionOrPending(token: string, address: string | null): Promise<Known<Session | PendingSession>>;
}

export function sessionReader(
  settings: TokenSettings,
  revocations: Pick<RevocationList, 'check' | 'refuses'>,
  apiTokens: Pick<ApiTokenSessions, 'trade' | 'forget'>,
): SessionReader {
  const readSession = readAccessToken(settings);
  const readPending = readPendingToken(settings);

  const unlessRevoked = <Who extends Session | PendingSession>(known: Known<Who>): Known<Who> => {
    if (revocations.refuses(known.who.sessionId, known.issuedAt)) throw new AppError('session-ended');
    return known;
  };
  const trade = async (token: string, address: string | null): Promise<Known> => {
    const { session: who, issuedAt, accessToken } = await apiTokens.trade(token, address);
    return { who, issuedAt, accessToken };
  };
  const machine = async (token: string, address: string | null): Promise<Known> => {
    const known = await trade(token, address);
    if (!revocations.refuses(known.who.sessionId, known.issuedAt)) return known;
    // What we hold is from before the change: auth knows what the token may do now.
    apiTokens.forget(token);
    return unlessRevoked(await trade(token, address));
  };
  const session: SessionReader['session'] = async (token, address) => {
    revocations.check();
    if (looksLikeApiToken(token)) return machine(token, address);
    const { session: who, issuedAt } = await readSession(token);
    return unlessRevoked({ who, issuedAt });
  };
  return {
    session,
    sessionOrPending: async (token, address) => {
      revocations.check();
      const pending = await readPending(token).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
        throw error;
      });
      return pending ? unlessRevoked({ who: pending.session, issuedAt: pending.issuedAt }) : session(token, address);
    },
  };
}
