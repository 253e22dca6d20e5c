/** Ports on loopback. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** How many ports after the wanted one are tried. */
const tries = 20;

/** Listens for a moment. Returns where: on `port`, or on a free one for 0. @throws what the system says. */
async function listenShortly(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const found = (server.address() as AddressInfo).port; // it listens on TCP
  await new Promise((closed) => server.close(closed));
  return found;
}

/** Whether one can listen there at this moment. */
export const isFree = (port: number): Promise<boolean> =>
  listenShortly(port).then(
    () => true,
    () => false,
  );

/** A port that is free at this moment. The system gives another one each time, so that nobody else is about to listen there. */
export const anyPort = (): Promise<number> => listenShortly(0);

/** The wanted port, or the first one after it that is free at this moment, or any. */
export const portNear = (wanted: number): Promise<number> => listenNear(wanted, listenShortly);

/** Has `listen` listen on the wanted port, or on the first one after it that can be had, or on any (0). @throws what else it threw. */
export async function listenNear<T>(wanted: number, listen: (port: number) => Promise<T>): Promise<T> {
  for (let port = wanted; port < wanted + tries; port += 1)
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  return listen(0);
}

/** Somebody listens there, or the system keeps it for itself. */
const isTaken = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'EADDRINUSE' || error.code === 'EACCES');
