/** Auth behind the gateway with the sandbox Google, over HTTP and a real database: what a browser that signs in meets. */
import { startGateway, gatewayConfig } from '@cspmexa/api-gateway';
import type { Role } from '@cspmexa/contracts';
import { InProcessCarrier, type Carrier } from '@cspmexa/messaging';
import { freePort, loadConfig, type Clock, type HttpService } from '@cspmexa/platform';
import { createSandboxAccount, sandboxPeople, startSandboxPages, type SandboxPerson } from '@cspmexa/sandbox';
import { captureLogs, createTestDatabase, type CapturedLogs } from '@cspmexa/testkit';
import { authConfig, openAuthDatabase, prepareTenant, startAuth, type AuthDatabase } from '../src/index.js';
import { Browser, fetchPage, type Answer } from './browser.js';

export interface SiteSettings {
  /** Of the auth service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Where browsers think that it is; where the gateway listens unless given. */
  readonly publicUrl?: string;
  readonly people?: readonly SandboxPerson[];
  /** In place of one within the process. It is closed with the site. */
  readonly carrier?: Carrier;
  /** Who has a seat before anybody signs in; the people that have a role unless given. */
  readonly seats?: readonly { readonly email: string; readonly role: Role }[];
}

export interface Site {
  /** What browsers know it as. */
  readonly publicUrl: string;
  /** Where the gateway listens. */
  readonly gatewayUrl: string;
  readonly authUrl: string;
  readonly googleUrl: string;
  readonly tenantId: string;
  readonly database: AuthDatabase;
  readonly carrier: Carrier;
  readonly logs: CapturedLogs;
  browser(): Browser;
  /** One more auth service on the same database, behind no gateway. */
  authReplica(env?: Readonly<Record<string, string>>): Promise<HttpService>;
  /** Goes to Google and comes back as a person, up to the answer of the callback. */
  signIn(browser: Browser, name: string, returnTo?: string): Promise<Answer>;
  /** As `signIn` up to Google's redirect: the address of the callback, not yet visited. */
  callbackOf(browser: Browser, name: string, returnTo?: string): Promise<string>;
  /** An access token for what the browser has, or null when the session has ended. */
  token(browser: Browser): Promise<string | null>;
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
  const carrier = given ?? new InProcessCarrier({ logger });
  const services: HttpService[] = [];
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
      BOOTSTRAP_ADMIN_EMAIL: 'nobody@example.com',
      ...env,
      ...more,
    });
    const service = await startAuth(config, { carrier, logger, ...(clock ? { clock } : {}) });
    services.push(service);
    return service;
  };
  const auth = await authReplica();
  const settings = {
    PORT: String(port),
    PUBLIC_URL: site,
    AUTH_URL: auth.url,
    RATE_LIMIT_PER_ADDRESS: '100000',
    UPSTREAM_TIMEOUT_MS: '15000',
  };
  services.push(await startGateway(loadConfig(gatewayConfig, settings), { carrier, version: '0.0.0', logger }));
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
  return {
    publicUrl: site,
    gatewayUrl,
    authUrl: auth.url,
    googleUrl: pages.url,
    tenantId,
    database,
    carrier,
    logs,
    browser: () => new Browser(site, gatewayUrl),
    authReplica,
    callbackOf,
    signIn: async (browser, name, returnTo) => browser.go(await callbackOf(browser, name, returnTo)),
    token: async (browser) => {
      const { status, text } = await browser.post('/api/v1/auth/refresh');
      return status === 200 ? (JSON.parse(text) as { accessToken: string }).accessToken : null; // AccessToken of the contract
    },
    api: (token, path, init = {}) =>
      fetchPage(`${gatewayUrl}/api${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      }),
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await carrier.close();
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
