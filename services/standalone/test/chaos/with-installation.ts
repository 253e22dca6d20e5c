/** An installation, and the account that it watches, for as long as some tests need them. */
import type { ChaosRun } from './chaos-run.js';
import { Installation, type InstallationOptions } from './installation.js';
import { WatchedAccount, type WatchedAccountOptions } from './watched-account.js';

/** Starts them, and ends them whatever happens. */
export async function withInstallation(
  run: ChaosRun,
  options: Omit<InstallationOptions, 'account'> & { readonly watched?: Partial<WatchedAccountOptions> },
  work: (installation: Installation) => Promise<void>,
): Promise<void> {
  const { watched, ...rest } = options;
  const account = await WatchedAccount.start({ resources: run.options.resources, ...watched });
  try {
    const installation = await Installation.start(run.servers, { ...rest, account });
    await work(installation).finally(() => installation.stop());
  } finally {
    await account.close();
  }
}

/** Starts again whatever does not run, and waits until all of it is ready. */
export async function mend({ everything }: Installation): Promise<void> {
  for (const process of everything) {
    process.signal('SIGCONT');
    if (!process.isRunning) process.launch();
  }
  await Promise.all(everything.map((process) => process.ready()));
}
