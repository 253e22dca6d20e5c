/** `cspmexa start`: everything in one process, on embedded defaults, until Ctrl-C. */
import { readFileSync } from 'node:fs';
import { startPostgres } from '@cspmexa/platform';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { configFromEnvironment, usesSandboxGoogle } from '../running/config.js';
import { hasAwsCredentials } from '../running/credentials.js';
import { databasePasswords, defaultFolder, openDataFolder } from '../running/data-folder.js';
import { embeddedLogins, namedUrls, prepareEmbedded, type DatabaseUrls } from '../running/database-urls.js';
import { startPlatform } from '../running/platform.js';
import { anyPort, isFree, portNear } from '../running/port.js';
import { startSandbox } from '../running/sandbox.js';
import { UsageError } from '../usage.js';

const Options = z.object({
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  data: z.string().min(1).optional(),
});

const usualPort = 8_050;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs until a signal. @returns the exit code. */
export async function start(given: unknown): Promise<number> {
  const parsed = Options.safeParse(given);
  if (!parsed.success)
    throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
  const config = configFromEnvironment();
  const wanted = parsed.data.port ?? config.PORT;
  if (wanted !== undefined && wanted !== 0 && !(await isFree(wanted)))
    throw new UsageError([`Port ${wanted} is taken: stop what listens there, or choose another with --port.`]);
  const port = wanted === undefined ? await portNear(usualPort) : wanted || (await anyPort());
  const publicUrl = `http://127.0.0.1:${port}`;
  const stopping = untilSignal();
  const started = performance.now();
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const folder = openDataFolder(parsed.data.data ?? config.CSPMEXA_DATA ?? defaultFolder());
    say(`data     ${folder.root}`);
    const { DATABASE_URL, DATABASE_OWNER_URL } = config;
    let databases: DatabaseUrls;
    if (DATABASE_URL) databases = namedUrls({ DATABASE_URL, DATABASE_OWNER_URL });
    else {
      const postgres = await startPostgres({ directory: folder.postgres });
      ends.push(() => postgres.stop());
      databases = await prepareEmbedded(postgres.url, databasePasswords(folder.root, embeddedLogins));
      say(`database embedded PostgreSQL on port ${postgres.port}`);
    }
    const offerAccount =
      config.CSPMEXA_SANDBOX === 'on' || (config.CSPMEXA_SANDBOX === 'auto' && !(await hasAwsCredentials()));
    const needsSandbox = offerAccount || usesSandboxGoogle(config) || !config.MAIL_FROM;
    if (needsSandbox && config.NODE_ENV === 'production')
      throw new UsageError([
        'The sandboxes do not run with NODE_ENV=production. Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (or OIDC_DISCOVERY_URL), and MAIL_FROM, give AWS credentials or CSPMEXA_SANDBOX=off, or leave NODE_ENV unset to try things out.',
      ]);
    const sandbox = await startSandbox(folder.root, publicUrl);
    ends.push(() => sandbox.stop());
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
    const platform = await startPlatform({
      config,
      folder,
      databases,
      port,
      publicUrl,
      version,
      sandbox,
      offerAccount,
    });
    ends.push(() => platform.stop());
    say(`log      ${folder.log}`);
    say(
      offerAccount
        ? `aws      sandbox account ${sandbox.account.id}: ${sandbox.pages.url}/aws/ and AWS_ENDPOINT_URL=${sandbox.endpointUrl}`
        : 'aws      the credentials of this machine (CSPMEXA_SANDBOX=on for a pretend account)',
    );
    if (usesSandboxGoogle(config))
      say(`sign-in  sandbox Google: choose who to be (set GOOGLE_CLIENT_ID for the real one)`);
    if (!config.MAIL_FROM)
      say(`mail     sandbox mailbox: ${sandbox.pages.url}/mailbox/ (set MAIL_FROM to send through SES)`);
    if (platform.firstScan) say('scan     the first scan has started');
    say(`ready    ${publicUrl} after ${((performance.now() - started) / 1_000).toFixed(1)} s. Ctrl-C stops it.`);
    await stopping;
    say('stopping');
    await stop();
    return exitCode.clean;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(exitCode.interrupted));
      });
  });
}
