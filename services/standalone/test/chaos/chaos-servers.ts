/** What every installation of a run stands on. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChaosPostgres } from './chaos-postgres.js';
import { ChaosRabbit } from './chaos-rabbit.js';

export interface ChaosServers {
  readonly folder: string;
  /** Whether the services are run as they were built; else from their sources, which takes them longer and more memory. */
  readonly isBuilt: boolean;
  readonly postgres: ChaosPostgres;
  readonly rabbit: ChaosRabbit | null;
  stop(): Promise<void>;
}

export async function startServers({ isBuilt }: Pick<ChaosServers, 'isBuilt'>): Promise<ChaosServers> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-chaos-'));
  const postgres = await ChaosPostgres.start(path.join(folder, 'postgres'));
  const rabbit = await ChaosRabbit.start(folder);
  return {
    folder,
    isBuilt,
    postgres,
    rabbit,
    stop: async () => {
      await Promise.allSettled([postgres.stop(), rabbit?.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
