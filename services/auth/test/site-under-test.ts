/** Auth behind the gateway with the sandbox Google, over HTTP and a real database: what a browser that signs in meets. */
import { startGateway, gatewayConfig } from '@cspmexa/api-gateway';
import { AccessToken, SessionState, type Role } from '@cspmexa/contracts';
import { InProcessCarrier, subscriptions, type Carrier } from '@cspmexa/messaging';
import { freePort, loadConfig, serviceIdentity, systemClock, type Clock, type HttpService } from '@cspmexa/platform';
import {
  createSandboxAccount,
  sandboxPeople,
  startSandboxPages,
  type Forgery,
  type SandboxPerson,
} from '@cspmexa/sandbox';
import { captureLogs, createTestDatabase, type CapturedLogs } from '@cspmexa/testkit';
import {
  AuditTrail,
  authConfig,
  createTenant,
  openAuthDatabase,
  prepareTenant,
  startAuth,
  type AuthDatabase,
} from '../src/index.js';
import { enrolAuthenticator, jsonBody, type Authenticator } from './authenticator.js';
import { Browser, fetchPage, type Answer } from './browser.js';

export interface SiteSettings {
  /** Of the auth service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Where browsers think that it is; where the gateway listens unless given. */
  readonly publicUrl?: string;
  readonly people?: readonly SandboxPerson[];
  /** What the sandbox Google answers in place of the truth; a test may change it at any time. */
  readonly forgery?: Forgery;
  /** In place of one within the process. It is closed with the site. */
  readonly carrier?: Carrier;
  /** Who is invited before anybody signs in; the people that have a role unless given. */
  readonly seats?: readonly { readonly email: string; readonly role: Role }[];
}

export interface Site {
  /** What browsers know it as. */
  readonly publicUrl: string;
  /** Where the gateway listens. */
  readonly gatewayUrl: string;
  readonly auth: HttpService;
  readonly authUrl: string;
  readonly googleUrl: string;
  readonly tenantId: string;
  readonly database: AuthDatabase;
  readonly databaseUrl: string;
  readonly carrier: Carrier;
  readonly logs: CapturedLogs;
  browser(): Browser;
  /** One more auth service on the same database, behind no gateway. */
  authReplica(env?: Readonly<Record<string, string>>): Promise<HttpService>;
  /** What the gateway shows another service. */
  serviceToken(audience: string): Promise<string>;
  /** One more gateway in front of the same services. @returns where it listens. */
  gatewayReplica(): Promise<string>;
  /** Goes to Google and comes back as a person, up to the answer of the callback. */
  signIn(browser: Browser, name: string, returnTo?: string): Promise<Answer>;
  /** As `signIn` up to Google's redirect: the address of the callback, not yet visited. */
  callbackOf(browser: Browser, name: string, returnTo?: string): Promise<string>;
  /** What the session of the browser is worth, or null when it has ended. */
  state(browser: Browser): Promise<SessionState | null>;
  /** An access token for what the browser has, or null when the session has ended or lacks a step. */
  token(browser: Browser): Promise<string | null>;
  /** Signs a new browser in. @returns its access token. */
  signedIn(name: string): Promise<string>;
  /** Sets an authenticator up for whoever is signed in there, or lacks nothing but that. */
  enrol(browser: Browser): Promise<Authenticator>;
  /** Gives a code of the authenticator. @returns the access token that it is worth. */
  prove(browser: Browser, code: string): Promise<string>;
  /** One more tenant, where Eva Stein, a stranger until then, is the admin. */
  otherTenant(): Promise<{ readonly tenantId: string; readonly browser: Browser; readonly admin: string }>;
  /** Asks the API with a token. */
  api(token: string, path: string, init?: RequestInit): Promise<Answer>;
  stop(): Promise<void>;
}

/** What the keys of the site are sealed with. */
export const authSecret = 'a secret of the tests, long enough';
const seated = sandboxPeople.flatMap(({ email, role }) => (role ? [{ email, role }] : []));

/** Starts it. Stop it when the tests of the file have run. */
export async function siteUnderTest({
  env = {},
  clock,
  publicUrl,
  people = sandboxPeople,
  forgery = {},
  seats = seated,
  carrier: given,
}: SiteSettings = {}): Promise<Site> {
  const base = await createTestDatabase(undefined, 'auth');
  const logs = captureLogs('info');
  const { logger } = logs;
  const port = await freePort();
  const gatewayUrl = `http://127.0.0.1:${port}`;
  const site = publicUrl ?? gatewayUrl;
  const google = {
    clientId: 'test-client',
    clientSecret: 'test-secret',
    redirectUri: `${site}/api/v1/auth/google/callback`,
    people,
    forgery,
    ...(clock ? { now: () => clock.now().getTime() } : {}),
  };
  const pages = await startSandboxPages({
    port: 0,
    dashboardUrl: site,
    account: createSandboxAccount(),
    fixes: [],
    endpointUrl: site,
    onChange: () => undefined,
    google,
  });
  // Nobody mails here: what would be mailed waits for nobody.
  const newCarrier = () => new InProcessCarrier({ subscriptions: { ...subscriptions, notification: [] }, logger });
  const carrier = given ?? newCarrier();
  const carriers = [carrier];
  const services: HttpService[] = [];
  const identity = serviceIdentity({ name: 'api-gateway', ...(clock ? { clock } : {}) });
  const callers = { [identity.name]: identity.jwks() };
  const authReplica: Site['authReplica'] = async (more = {}) => {
    const config = loadConfig(authConfig, {
      DATABASE_URL: base.url,
      PORT: '0',
      PUBLIC_URL: site,
      AUTH_SECRET: authSecret,
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GOOGLE_AUTHORIZATION_URL: pages.google.authorizationUrl,
      GOOGLE_TOKEN_URL: pages.google.tokenUrl,
      GOOGLE_USERINFO_URL: pages.google.userinfoUrl,
      GOOGLE_JWKS_URL: pages.google.jwksUrl,
      BOOTSTRAP_ADMIN_EMAIL: 'nobody@example.com',
      ...env,
      ...more,
    });
    // Within a process there is one consumer of a name for each carrier.
    const own = services.length === 0 ? carrier : newCarrier();
    if (own !== carrier) carriers.push(own);
    const service = await startAuth(config, { carrier: own, logger, callers, ...(clock ? { clock } : {}) });
    services.push(service);
    return service;
  };
  const auth = await authReplica();
  const settings = {
    PORT: String(port),
    PUBLIC_URL: site,
    AUTH_URL: auth.url,
    RATE_LIMIT_PER_ADDRESS: '100000',
    RATE_LIMIT_PER_TOKEN: '100000',
    RATE_LIMIT_SIGN_INS: '100000',
    RATE_LIMIT_EXPENSIVE: '100000',
    UPSTREAM_TIMEOUT_MS: '15000',
  };
  const startReplica = async (more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const config = loadConfig(gatewayConfig, { ...settings, ...more });
    const service = await startGateway(config, { carrier, version: '0.0.0', identity, logger });
    services.push(service);
    return service.url;
  };
  await startReplica();
  const database = openAuthDatabase(base.url);
  const tenantId = seats.length > 0 ? await prepareTenant(database, 'Tucanuva', seats) : '';

  const callbackOf: Site['callbackOf'] = async (browser, name, returnTo = '/findings') => {
    const start = await browser.go(`/api/v1/auth/google?returnTo=${encodeURIComponent(returnTo)}`);
    if (start.status !== 302 || !start.location) throw new Error(`The start answered ${start.status}: ${start.text}`);
    const choose = await fetchPage(start.location);
    const link = personLinks(choose.text, start.location).find((each) => each.name === name);
    if (!link) throw new Error(`Google answered ${choose.status} without ${name}: ${choose.text}`);
    const { location } = await fetchPage(link.href);
    if (!location) throw new Error('Google does not lead back.');
    return location;
  };
  const signIn: Site['signIn'] = async (browser, name, returnTo) =>
    browser.go(await callbackOf(browser, name, returnTo));
  const state: Site['state'] = async (browser) => {
    const { status, text } = await browser.post('/api/v1/auth/refresh');
    return status === 200 ? SessionState.parse(JSON.parse(text)) : null;
  };
  const token: Site['token'] = async (browser) => {
    const now = await state(browser);
    return now?.state === 'signed-in' ? now.accessToken : null;
  };
  const tokenAfter = async (answer: Answer, browser: Browser): Promise<string> => {
    const found = await token(browser);
    if (found === null) throw new Error(`Nobody is signed in: ${answer.status} ${answer.location ?? answer.text}`);
    return found;
  };
  const anyToken = async (browser: Browser): Promise<string> => {
    const now = await state(browser);
    if (!now) throw new Error('The session has ended.');
    return now.state === 'signed-in' ? now.accessToken : now.mfaToken;
  };
  const api: Site['api'] = (bearer, path, init = {}) =>
    fetchPage(`${gatewayUrl}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer}`, ...init.headers },
    });
  const browserOf = () => new Browser(site, gatewayUrl);
  return {
    publicUrl: site,
    gatewayUrl,
    auth,
    authUrl: auth.url,
    googleUrl: pages.url,
    tenantId,
    database,
    databaseUrl: base.url,
    carrier,
    logs,
    browser: browserOf,
    authReplica,
    serviceToken: (audience) => identity.token(audience),
    gatewayReplica: () => startReplica({ PORT: '0' }),
    callbackOf,
    signIn,
    state,
    token,
    api,
    signedIn: async (name) => {
      const browser = browserOf();
      return tokenAfter(await signIn(browser, name), browser);
    },
    enrol: async (browser) => enrolAuthenticator(api, await anyToken(browser), clock),
    prove: async (browser, code) => {
      const answer = await api(await anyToken(browser), '/v1/auth/mfa/verify', jsonBody({ code }));
      if (answer.status !== 200) throw new Error(`The code was answered with ${answer.status}: ${answer.text}`);
      return AccessToken.parse(JSON.parse(answer.text)).accessToken;
    },
    otherTenant: async () => {
      const trail = new AuditTrail(database, clock ?? systemClock, logger);
      const { id } = await createTenant(
        { database, trail, actor: 'system:tests', now: (clock ?? systemClock).now(), days: 7 },
        { name: 'Elsewhere', admin: { email: 'eva@elsewhere.example', language: 'en' } },
      );
      const browser = browserOf();
      return { tenantId: id, browser, admin: await tokenAfter(await signIn(browser, 'Eva Stein'), browser) };
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      for (const each of carriers) await each.close();
      await pages.stop();
      await database.close();
      await base.drop();
    },
  };
}

/** The links of Google's page, as a browser reads them. */
function personLinks(html: string, page: string): { name: string; href: string }[] {
  return [...html.matchAll(/href="(choose\?[^"]*)"[\s\S]*?<strong>([^<]*)</g)].map(([, href = '', name = '']) => ({
    name: unescapeHtml(name),
    href: new URL(unescapeHtml(href), page).href,
  }));
}

const unescapeHtml = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
