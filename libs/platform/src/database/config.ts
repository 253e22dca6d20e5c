/** How long callers wait for a connection: the only place of the database's code that reads the environment. */
import { z } from 'zod';

const Milliseconds = z.coerce.number().int().min(100).max(60_000);

/**
 * DATABASE_WAIT_MS; 1,800 unless it is set and good, so that who is told that the database is unavailable knows it within two seconds. A
 * machine that is slow at making connections, as under tests, may take longer.
 */
export const patienceOfProcess = (): number => Milliseconds.safeParse(process.env.DATABASE_WAIT_MS).data ?? 1_800;
