/** The log of the services, for whoever runs them alone: it says who did what from where. */
import fs from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';

const ownerOnly = 0o600;

/** Opens it to be added to. A log that an older version has left open to others is theirs no more. */
export function openLogFile(file: string): ReturnType<typeof pino.destination> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.closeSync(fs.openSync(file, 'a', ownerOnly));
  fs.chmodSync(file, ownerOnly);
  return pino.destination({ dest: file, sync: false });
}
