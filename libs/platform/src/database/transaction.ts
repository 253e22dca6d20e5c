/** What runs inside a transaction, and what has to wait for its commit. */
import type { ITXClientDenyList } from '@prisma/client/runtime/client';
import { outsideRequests } from '../http/request-context.js';

/** A Prisma client as it is inside an interactive transaction. */
export type Transaction<Client> = Omit<Client, ITXClientDenyList>;

/** The raw SQL that every Prisma client and transaction can run, whatever its models. */
export interface SqlTransaction {
  $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>;
  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): PromiseLike<T>;
}

const hooks = new WeakMap<object, (() => void)[]>();

/** Calls `fn` once `tx` has committed; never when it rolls back. Returns false when `tx` is no transaction of a Database. */
export function afterCommit(tx: object, fn: () => void): boolean {
  const registered = hooks.get(tx);
  registered?.push(fn);
  return registered !== undefined;
}

/** Opens the list of hooks of a transaction. For Database. */
export const openHooks = (tx: object): void => void hooks.set(tx, []);

/** Runs and forgets the hooks of a committed transaction. For Database. */
export function runHooks(tx: object): void {
  const registered = hooks.get(tx) ?? [];
  hooks.delete(tx);
  // What they wake up is not the request's any more.
  outsideRequests(() => registered.forEach((hook) => hook()));
}
