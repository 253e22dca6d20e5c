/** The sandboxes of one run: the account behind the SDK, its endpoint, and the pages. */
import { randomBytes } from 'node:crypto';
import {
  realisticAccount,
  sandboxFixes,
  sandboxPeople,
  sandboxRequestHandler,
  startSandboxPages,
  startSandboxServer,
  type SandboxAccount,
  type SandboxPages,
  type SandboxRequestHandler,
} from '@cspmexa/sandbox';
import { SandboxMemory } from './data-folder.js';
import { listenNear } from './port.js';

export interface Sandbox {
  readonly account: SandboxAccount;
  readonly requestHandler: () => SandboxRequestHandler;
  readonly pages: SandboxPages;
  /** For AWS_ENDPOINT_URL. */
  readonly endpointUrl: string;
  readonly google: { readonly clientId: string; readonly clientSecret: string; readonly issuer: string };
  stop(): Promise<void>;
}

/** Credentials that the sandbox takes from anybody. */
export const sandboxCredentials = { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' };
/** A verified sender of the sandbox's SES. */
export const sandboxSender = 'alerts@tucanuva.example';

/** Starts them. `dashboardUrl` is where Google and the pages lead back to. */
export async function startSandbox(root: string, dashboardUrl: string): Promise<Sandbox> {
  const memory = SandboxMemory.open(root);
  const created = memory.createdAt.getTime() - Date.now();
  // Dates in the account are relative to the day it was made, so that evidence does not change from run to run.
  let offset = created;
  const account = realisticAccount({ now: () => new Date(Date.now() + offset) });
  offset = 0;
  const fixes = sandboxFixes(account);
  for (const fix of fixes) if (memory.applied.includes(fix.id)) fix.apply();
  const google = {
    clientId: 'sandbox-client',
    clientSecret: randomBytes(24).toString('base64url'),
    // Not Google's: its people are others, should an installation get the real one.
    issuer: 'https://sandbox-google.example',
  };
  const endpoint = await listenNear(8056, (port) => startSandboxServer(account, { port }));
  const settings = {
    dashboardUrl,
    account,
    fixes,
    endpointUrl: endpoint.url,
    onChange: () => memory.save(fixes.filter(({ applied }) => applied).map(({ id }) => id)),
    google: { ...google, redirectUri: `${dashboardUrl}/api/v1/auth/google/callback`, people: sandboxPeople },
  };
  const pages = await listenNear(8055, (port) => startSandboxPages({ ...settings, port })).catch(
    async (error: unknown) => {
      await endpoint.close();
      throw error;
    },
  );
  return {
    account,
    requestHandler: () => sandboxRequestHandler(account),
    pages,
    endpointUrl: endpoint.url,
    google,
    stop: async () => {
      await pages.stop();
      await endpoint.close();
    },
  };
}
