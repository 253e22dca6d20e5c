/** How many calls are in flight. */
import { Limit } from './limit.js';

/** Limits that all units of one account share. */
export class AccountLimits {
  private readonly perPlace = new Map<string, Limit>();
  readonly account: Limit;

  /** @param account calls in flight for the account; @param place calls in flight for one service in one region. */
  constructor(
    account = 48,
    private readonly place = 16,
  ) {
    this.account = new Limit(account);
  }

  of(service: string, region: string): Limit {
    const key = `${service}/${region}`;
    const limit = this.perPlace.get(key) ?? new Limit(this.place);
    this.perPlace.set(key, limit);
    return limit;
  }
}
