/** Live events for open dashboards: what the bus says, to the members of its tenant who may read it, as server-sent events. */
import { mayDo, type Envelope, type Permission } from '@cspmexa/contracts';
import type { Carrier, Subscription } from '@cspmexa/messaging';
import { accessTokenLifetime, AppError, type Session, type VerifiedToken } from '@cspmexa/platform';
import type { Response } from 'express';
import { z } from 'zod';

/** What one may read to be told of an event, by the first word of its name. */
const permissionOf: Readonly<Record<string, Permission>> = {
  scan: 'scans:read',
  unit: 'scans:read',
  finding: 'findings:read',
  findings: 'findings:read',
  account: 'accounts:read',
  delivery: 'deliveries:read',
};
const patterns = Object.keys(permissionOf).map((noun) => `${noun}.*`);

/** Remembered for each tenant, for readers that come back. */
const remembered = 500;
/** Streams of one session at once; the oldest gives way. */
const streamsPerSession = 6;
/** A reader that is this far behind, in bytes, is cut off: it comes back and is told what it missed. */
const maxBacklog = 1_048_576;

interface Reader extends VerifiedToken {
  readonly response: Response;
}

/** The streams of this process. */
export class LiveEvents {
  private readonly readers = new Set<Reader>();
  private readonly recent = new Map<string, Envelope[]>();
  private subscription: Subscription | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private stopping = false;

  /** `heartbeatMs` between signs of life. */
  constructor(
    private readonly carrier: Carrier,
    private readonly heartbeatMs: number,
  ) {}

  async start(): Promise<void> {
    this.subscription = await this.carrier.broadcast(patterns, (envelope) => this.tell(envelope));
    this.heartbeat = setInterval(() => {
      for (const { response } of this.readers) response.write(': still here\n\n');
    }, this.heartbeatMs);
    this.heartbeat.unref();
  }

  /** Ends every stream and takes no new one. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.heartbeat);
    for (const reader of this.readers) this.end(reader);
    await this.subscription?.stop();
  }

  /** Opens a stream. @throws unavailable when the gateway is stopping. `lastId` is the last event that the reader saw: what came after is told first, or `reset` when it is too long ago. */
  open({ session, issuedAt }: VerifiedToken, response: Response, lastId: string | undefined): void {
    if (this.stopping) throw new AppError('unavailable');
    const others = [...this.readers].filter((reader) => reader.session.sessionId === session.sessionId);
    for (const oldest of others.slice(0, Math.max(0, others.length - streamsPerSession + 1))) this.end(oldest);
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    response.write('retry: 2000\n\n');
    const reader = { session, issuedAt, response };
    this.readers.add(reader);
    // What the session may do may have changed since: whoever reads on comes back with a fresh token.
    const expiry = setTimeout(() => this.end(reader), accessTokenLifetime * 1_000).unref();
    response.once('close', () => {
      clearTimeout(expiry);
      this.readers.delete(reader);
    });
    if (lastId !== undefined) this.replay(reader, lastId);
  }

  /** Ends the streams of tokens that are no longer good. */
  endWhere(isOver: (token: VerifiedToken) => boolean): void {
    for (const reader of this.readers) if (isOver(reader)) this.end(reader);
  }

  private replay(reader: Reader, lastId: string): void {
    const recent = this.recent.get(reader.session.tenantId) ?? [];
    const seen = recent.findIndex(({ id }) => id === lastId);
    if (seen < 0) reader.response.write('event: reset\ndata: {}\n\n');
    else for (const envelope of recent.slice(seen + 1)) write(reader, envelope);
  }

  private tell(envelope: Envelope): void {
    const recent = this.recent.get(envelope.tenantId) ?? [];
    // The bus may say a thing twice.
    if (recent.some(({ id }) => id === envelope.id)) return;
    recent.push(envelope);
    if (recent.length > remembered) recent.shift();
    this.recent.set(envelope.tenantId, recent);
    for (const reader of this.readers) {
      if (reader.session.tenantId !== envelope.tenantId) continue;
      if (reader.response.writableLength > maxBacklog) this.cut(reader);
      else write(reader, envelope);
    }
  }

  /** It does not read: an end would wait behind everything that it has not read. */
  private cut(reader: Reader): void {
    this.readers.delete(reader);
    reader.response.destroy();
  }

  private end(reader: Reader): void {
    this.readers.delete(reader);
    reader.response.end();
  }
}

function write({ session, response }: Reader, envelope: Envelope): void {
  if (!mayHear(session, envelope)) return;
  const { id, type, occurredAt, data } = envelope;
  response.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, occurredAt, data })}\n\n`);
}

const OfAccount = z.object({ accountId: z.uuid() });

/** Whether a session may be told: its role and scope allow it and, where it sees some accounts alone, it is about one of them. */
export function mayHear(session: Session, { type, data }: Pick<Envelope, 'type' | 'data'>): boolean {
  const permission = permissionOf[type.split('.')[0] ?? ''];
  if (!permission || !mayDo(session, permission)) return false;
  if (session.accountIds === undefined) return true;
  const about = OfAccount.safeParse(data);
  return about.success && session.accountIds.includes(about.data.accountId);
}
