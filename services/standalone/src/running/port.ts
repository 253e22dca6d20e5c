/** Ports on loopback. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** How many ports after the wanted one are tried. */
const tries = 20;

/** Whether one can listen there at this moment. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port that is free at this moment. The system gives another one each time, so that nobody else is about to listen there. */
export async function anyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The wanted port, or the first one after it that is free at this moment, or any. */
export async function portNear(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + tries; port += 1) if (await isFree(port)) return port;
  return anyPort();
}

/** Has `listen` listen on the wanted port, or on the first one after it that nobody took before, or on any (0). @throws what else it threw. */
export async function listenNear<T>(wanted: number, listen: (port: number) => Promise<T>): Promise<T> {
  for (let port = wanted; port < wanted + tries; port += 1)
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  return listen(0);
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
