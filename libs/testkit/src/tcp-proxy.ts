/** A network that tests can break: stands between a client and a server on loopback. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** The same URL through this proxy. */
  through(url: string): string;
  /** Cuts every connection; new ones are served. */
  cut(): void;
  /** Cuts every connection and refuses new ones, until `heal`. */
  break(): void;
  /** Lets no byte through, either way, until `heal`: connections stay, and nobody is told. */
  freeze(): void;
  heal(): void;
  close(): Promise<void>;
}

/** A proxy to the host and port of `target`, a URL with both. */
export async function createTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let isBroken = false;
  let thaw: (() => void) | undefined;
  let thawed = Promise.resolve();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer(async (client) => {
    keep(client);
    await thawed;
    if (isBroken || client.destroyed) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(targetPort), hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // Always an AddressInfo: it listens on TCP.
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    through(url) {
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(port);
      return proxied.href;
    },
    cut,
    break() {
      isBroken = true;
      cut();
    },
    freeze() {
      if (!thaw) thawed = new Promise((resolve) => (thaw = resolve));
      for (const socket of sockets) socket.pause();
    },
    heal() {
      isBroken = false;
      thaw?.();
      thaw = undefined;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      thaw?.();
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
