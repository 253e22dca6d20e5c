/** Who asks, for code that is far from the request: the audit trail, and the database, which shows them their accounts alone. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Route } from '@cspmexa/contracts';
import type { PendingSession, Session } from './session.js';

/** The request that the running code belongs to. */
export interface RequestContext {
  readonly route: Route;
  /** The path that was asked for, without its query. */
  readonly path?: string;
  /** Undefined on public routes. */
  readonly session: Session | undefined;
  /** A sign-in that lacks a step, where it may ask. */
  readonly pending?: PendingSession | undefined;
  /** Where the request comes from, as the edge has seen it. */
  readonly address: string | undefined;
  /** Cut at 300 characters. */
  readonly userAgent: string | undefined;
  /** How many audit rows were committed for it. Whoever writes one counts it. */
  audited: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request that the running code belongs to; undefined in background work. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Runs `fn`, and all that it starts, as part of a request. */
export const runInRequest = <T>(context: RequestContext, fn: () => T): T => storage.run(context, fn);

/** Runs `fn` as part of no request: work that a request has set off and that is not its own. */
export const outsideRequests = <T>(fn: () => T): T => storage.exit(fn);
