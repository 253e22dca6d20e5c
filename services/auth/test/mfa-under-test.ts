/** The auth service alone, over HTTP and a real database, with people who are signed in already: what second factors are tried on. */
import { Problem, type ErrorCode, type Role, type Route } from '@cspmexa/contracts';
import { fixedClock, loadConfig, newId, systemClock, type FixedClock, type HttpService } from '@cspmexa/platform';
import { captureLogs, createTestDatabase, type CapturedLogs } from '@cspmexa/testkit';
import { authConfig, openAuthDatabase, startAuth, type AuthDatabase } from '../src/index.js';
import { KeyStore } from '../src/keys/key-store.js';
import { SigningKeyStore } from '../src/keys/signing-key.store.js';
import { SessionStore } from '../src/sessions/session.store.js';
import { enrolAuthenticator, type Authenticator } from './authenticator.js';
import { fetchPage, type Answer } from './browser.js';

export interface MfaSettings {
  /** Of the auth service. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A member with one session. */
export interface Person {
  readonly tenantId: string;
  readonly memberId: string;
  readonly email: string;
  readonly sessionId: string;
}

export interface Asking {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>>;
  /** Where it comes from. */
  readonly address?: string;
  /** Of a replica; the first one unless given. */
  readonly url?: string;
}

export interface MfaSite {
  readonly url: string;
  readonly database: AuthDatabase;
  readonly databaseUrl: string;
  readonly logs: CapturedLogs;
  /** What the service goes by, but for the signatures of tokens: those are of the real time. */
  readonly clock: FixedClock;
  /** A member of a new tenant, or of that of another one, who has just signed in at the provider. */
  person(given?: { readonly role?: Role; readonly beside?: Person; readonly mfaRequiredFor?: Role[] }): Promise<Person>;
  /** The same member in one more browser. */
  anotherSession(person: Person): Promise<Person>;
  /** A good token for whatever the session is worth now: access, or the step that it lacks. */
  token(person: Person): Promise<string>;
  /** Asks a route with a token, or as a person. @throws when it refuses with a code that its contract does not name */
  ask(who: Person | string, route: Route, asking?: Asking): Promise<Answer>;
  enrol(person: Person): Promise<Authenticator>;
  /** One more service on the same database. */
  replica(env?: Readonly<Record<string, string>>): Promise<HttpService>;
  stop(): Promise<void>;
}

export const mfaSecret = 'a secret of the tests, long enough';

/** Starts it. Stop it when the tests of the file have run. */
export async function mfaUnderTest({ env = {} }: MfaSettings = {}): Promise<MfaSite> {
  const base = await createTestDatabase(undefined, 'auth');
  const logs = captureLogs('trace');
  const clock = fixedClock(new Date());
  const services: HttpService[] = [];
  const configOf = (more: Readonly<Record<string, string>>) =>
    loadConfig(authConfig, {
      DATABASE_URL: base.url,
      PORT: '0',
      AUTH_SECRET: mfaSecret,
      GOOGLE_CLIENT_ID: 'id',
      GOOGLE_CLIENT_SECRET: 'secret',
      LOG_LEVEL: 'trace',
      ...env,
      ...more,
    });
  const replica: MfaSite['replica'] = async (more = {}) => {
    const service = await startAuth(configOf(more), { logger: logs.logger, clock });
    services.push(service);
    return service;
  };
  const { app, url } = await replica();
  const database = openAuthDatabase(base.url);
  const sessions = app.get(SessionStore);
  const keys = new KeyStore(app.get(SigningKeyStore), configOf({}), systemClock);

  const open = async (person: Omit<Person, 'sessionId'>): Promise<Person> => {
    const { sessionId } = await database.withTenant(person.tenantId, (tx) => sessions.begin(tx, person));
    return { ...person, sessionId };
  };
  const token: MfaSite['token'] = async ({ tenantId, sessionId }) => {
    const { tokensFrom: _cut, ...state } = await database.withTenant(tenantId, (tx) =>
      sessions.stateOf(tx, tenantId, sessionId),
    );
    const signed = await keys.signState(state);
    return signed.state === 'signed-in' ? signed.accessToken : signed.mfaToken;
  };
  const ask: MfaSite['ask'] = async (
    who,
    route,
    { body, params = {}, address = '203.0.113.1', url: at = url } = {},
  ) => {
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    const answer = await fetchPage(`${at}${path}`, {
      method: route.method,
      headers: {
        authorization: `Bearer ${typeof who === 'string' ? who : await token(who)}`,
        'x-forwarded-for': address,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assertNamed(route, answer);
    return answer;
  };
  return {
    url,
    database,
    databaseUrl: base.url,
    logs,
    clock,
    token,
    ask,
    replica,
    anotherSession: open,
    person: async ({ role = 'analyst', beside, mfaRequiredFor = [] } = {}) => {
      const tenantId = beside?.tenantId ?? newId();
      const memberId = newId();
      const email = `${memberId.slice(-12)}@example.com`;
      const createdAt = clock.now();
      await database.withTenant(tenantId, async (tx) => {
        if (!beside) await tx.tenant.create({ data: { id: tenantId, name: 'Tucanuva', mfaRequiredFor, createdAt } });
        await tx.member.create({
          data: { tenantId, id: memberId, issuer: 'test', subject: memberId, email, role, createdAt },
        });
      });
      return open({ tenantId, memberId, email });
    },
    enrol: async (person) =>
      enrolAuthenticator(
        (bearer, path, init = {}) => {
          const headers = { authorization: `Bearer ${bearer}`, ...init.headers };
          return fetchPage(`${url}${path}`, { ...init, headers });
        },
        await token(person),
        clock,
      ),
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await database.close();
      await base.drop();
    },
  };
}

/** What every route may answer: see `errors` of a route. */
const usual: readonly ErrorCode[] = ['invalid-input', 'unauthenticated', 'forbidden', 'rate-limited'];

function assertNamed({ id, errors = [] }: Route, { status, text }: Answer): void {
  if (status < 400 || status >= 500) return; // A bug has no contract.
  const { code } = Problem.parse(JSON.parse(text));
  if (!usual.includes(code) && !errors.includes(code))
    throw new Error(`${id} answered ${code}, which its contract does not name.`);
}
