/** As much of SQS as a consumer meets, over HTTP: its JSON protocol, long polls, the visibility time-out, and messages that come twice or out of order. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

export interface SqsServer {
  readonly endpoint: string;
  readonly queueUrl: string;
  send(body: string): void;
  /** Messages that were sent and not deleted. */
  left(): number;
  /** How often messages were received. */
  readonly received: number;
  /** Requests are answered with 503 while this is true. */
  away: boolean;
  /** Deletions are lost while this is true: what was handled comes again. */
  forgetful: boolean;
  close(): Promise<void>;
}

interface Stored {
  readonly id: string;
  readonly body: string;
  receipt: string;
  visibleAt: number;
}

/** Starts one on a free port. Messages that were received and not deleted come again after `visibilityMs`; the newest first. */
export async function startSqsServer(visibilityMs = 300): Promise<SqsServer> {
  const messages = new Map<string, Stored>();
  const state = { away: false, forgetful: false, received: 0 };
  const receive = async (wanted: number, waitSeconds: number, isGone: () => boolean) => {
    const end = Date.now() + waitSeconds * 1_000;
    for (;;) {
      const visible = [...messages.values()].reverse().filter(({ visibleAt }) => visibleAt <= Date.now());
      const given = isGone() || state.away ? [] : visible.slice(0, wanted);
      if (given.length > 0 || Date.now() >= end || isGone()) {
        for (const message of given)
          Object.assign(message, { visibleAt: Date.now() + visibilityMs, receipt: randomUUID() });
        state.received += given.length;
        return given;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const handle = async (request: IncomingMessage): Promise<unknown> => {
    const input = (await json(request)) as Record<string, unknown>;
    switch (String(request.headers['x-amz-target'])) {
      case 'AmazonSQS.ReceiveMessage': {
        const isGone = () => request.socket.destroyed || !server.listening;
        const given = await receive(Number(input['MaxNumberOfMessages']), Number(input['WaitTimeSeconds']), isGone);
        return {
          Messages: given.map(({ id, body, receipt }) => ({
            MessageId: id,
            ReceiptHandle: receipt,
            Body: body,
            MD5OfBody: createHash('md5').update(body).digest('hex'),
          })),
        };
      }
      case 'AmazonSQS.DeleteMessageBatch': {
        const entries = input['Entries'] as { Id: string; ReceiptHandle: string }[];
        for (const { ReceiptHandle } of entries)
          for (const [id, { receipt }] of messages)
            if (receipt === ReceiptHandle && !state.forgetful) messages.delete(id);
        return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
      }
      default:
        throw new Error('No such operation.');
    }
  };
  const server = createServer((request, response) => {
    if (state.away) return void response.writeHead(503).end('{"__type":"com.amazonaws.sqs#ServiceUnavailable"}');
    handle(request).then(
      (answer) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer)),
      () => response.writeHead(400).end('{"__type":"com.amazonaws.sqs#UnsupportedOperation"}'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return Object.assign(state, {
    endpoint,
    queueUrl: `${endpoint}/111122223333/changes`,
    send: (body: string) => {
      const id = randomUUID();
      messages.set(id, { id, body, receipt: '', visibleAt: 0 });
    },
    left: () => messages.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
