/** Ports that several installations of one machine reach for at the same time. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { anyPort, listenNear } from './port.js';

const open: Server[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((closed) => server.close(closed)))));

const portOf = (server: Server): number => (server.address() as AddressInfo).port; // it listens on TCP
const listen = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return server;
};

it('the wanted one goes to the first, and those who come at the same time get others', async () => {
  const wanted = await anyPort();
  const servers = await Promise.all(Array.from({ length: 8 }, () => listenNear(wanted, listen)));
  const ports = servers.map(portOf);
  expect(new Set(ports).size).toBe(8);
  expect(ports).toContain(wanted);
});

it('is any free one where many are taken', async () => {
  const wanted = await anyPort();
  const taken: number[] = [];
  const server = await listenNear(wanted, async (port) => {
    if (port === 0) return listen(port);
    taken.push(port);
    throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
  });
  expect(taken).toEqual(Array.from({ length: 20 }, (_, at) => wanted + at));
  expect(portOf(server)).toBeGreaterThan(0);
});

it('other reasons not to listen are told', async () => {
  const refuse = () => Promise.reject(new Error('no certificate'));
  await expect(listenNear(await anyPort(), refuse)).rejects.toThrow('no certificate');
});
