/** What stands before replicas: passes connections on to those that say that they are ready, and looks every 100 ms. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { ServiceProcess } from './service-process.js';
import { pause } from './until.js';

export interface Balancer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Begins with all of them taken for ready. */
export async function startBalancer(targets: () => readonly ServiceProcess[], port = 0): Promise<Balancer> {
  let ready: readonly ServiceProcess[] = targets();
  let isStopped = false;
  const looking = (async () => {
    while (!isStopped) {
      const all = targets();
      const answers = await Promise.all(all.map((target) => target.readiness()));
      ready = all.filter((_, index) => answers[index] === 200);
      await pause(100);
    }
  })();
  let turn = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const target = ready[(turn += 1) % Math.max(ready.length, 1)];
    if (!target) return void client.destroy();
    keep(client);
    const { hostname, port: targetPort } = new URL(target.url);
    const upstream = connect(Number(targetPort), hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    stop: async () => {
      isStopped = true;
      await looking;
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
