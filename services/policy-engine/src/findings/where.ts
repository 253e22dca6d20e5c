/** Where-clauses that grow one by one, with the values that they name. */
import { storable } from './storable.js';

/** A statement, or a part of one, with its values: `$1` is the first. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What PostgreSQL compares a value as. */
export type SqlType = 'text' | 'smallint' | 'uuid' | 'timestamptz' | 'boolean';

/** Clauses that must all hold, of one tenant: `$1` is the tenant. */
export class Where {
  private readonly values: unknown[];
  private readonly clauses = ['tenant_id = $1::uuid'];

  constructor(tenantId: string) {
    this.values = [tenantId];
  }

  /** Names a value: `$2::text`. Nothing that is stored holds what cannot be stored, so that a search for it just finds nothing. */
  value(value: unknown, type: SqlType | `${SqlType}[]`): string {
    this.values.push(storable(value));
    return `$${this.values.length}::${type}`;
  }

  add(clause: string): void {
    this.clauses.push(clause);
  }

  /** One of these values. One alone as an equality: then the index that begins with it also gives the order. */
  oneOf(column: string, list: readonly unknown[], type: SqlType): string {
    return list.length === 1
      ? `${column} = ${this.value(list[0], type)}`
      : `${column} = any(${this.value(list, `${type}[]`)})`;
  }

  get sql(): Sql {
    return { text: this.clauses.join(' and '), values: this.values };
  }
}

/** A LIKE pattern that takes a text as it is. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
