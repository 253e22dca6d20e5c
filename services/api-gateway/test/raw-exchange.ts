/** Bytes to a server and what it says to them: for requests that no HTTP client would send. */
import { connect, type Socket } from 'node:net';

export interface RawExchange {
  /** 0 when the connection was closed without a word. */
  readonly status: number;
  /** Lower-case names; of a head that came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Opens a connection, has `send` write on it, and reads until the server closes it or, with `untilHead`, has said its status. Rejects after twenty seconds. */
export function exchange(
  url: string,
  send: (socket: Socket) => void,
  { untilHead = false }: { readonly untilHead?: boolean } = {},
): Promise<RawExchange> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => send(socket));
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`The server neither answered nor closed the connection; it said ${JSON.stringify(text)}.`));
    }, 20_000);
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (untilHead && text.includes('\r\n\r\n')) socket.destroy();
    });
    // A server that closes while we write resets the connection: what it said before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(answerIn(text));
    });
  });
}

function answerIn(text: string): RawExchange {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0),
    headers: Object.fromEntries(
      lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]),
    ),
    body: rest.join('\r\n\r\n'),
  };
}

/** Writes the chunks for as long as the other side takes them. */
export function pour(socket: Socket, chunk: Buffer, times: number): void {
  let left = times;
  const more = (): void => {
    while (left > 0 && socket.writable) {
      left -= 1;
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Writes one byte every so often, until the connection is closed. */
export function drip(socket: Socket, bytes: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.writable) socket.write(bytes[at++ % bytes.length] ?? '');
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
}
