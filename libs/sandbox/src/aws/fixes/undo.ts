/** Remembering a piece of the state so that it can be put back exactly. */

/** Puts a remembered piece back. */
export type Undo = () => void;

/** A deep copy of a piece of the state. */
function copyOf<Value>(value: Value): Value;
function copyOf(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, copyOf(each)]));
  if (value instanceof Set) return new Set(value);
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map((each: unknown) => copyOf(each));
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copyOf(each)]));
}

/** Remembers an entry that will be removed: the same value comes back, at its old place. */
export function rememberRemoval<Key, Value>(map: Map<Key, Value>, key: Key): Undo {
  const value = map.get(key);
  const order = [...map.keys()];
  return () => {
    if (value === undefined) return;
    map.set(key, value);
    restoreOrder(map, order);
  };
}

/** Lists are paged in the order of their maps, so a key that comes back comes back where it was. */
function restoreOrder<Key, Value>(map: Map<Key, Value>, order: readonly Key[]): void {
  const entries = new Map(map);
  map.clear();
  for (const key of [...order, ...entries.keys()]) {
    if (entries.has(key)) map.set(key, entries.get(key) as Value); // the condition says that it is there
  }
}

/** Remembers fields of an object, absent ones too; an object that is not there has nothing to put back. */
export function rememberFields<Owner extends object>(owner: Owner | undefined, ...fields: (keyof Owner)[]): Undo {
  if (owner === undefined) return () => undefined;
  const before = fields.map((field) => ({ field, had: field in owner, value: copyOf(owner[field]) }));
  return () => {
    for (const { field, had, value } of before) {
      if (had) owner[field] = value;
      else delete owner[field];
    }
  };
}

/** Remembers which keys a map has, to remove those that come later and that `mine` says are ours. */
export function rememberKeys<Key, Value>(map: Map<Key, Value>, mine: (value: Value) => boolean): Undo {
  const before = new Set(map.keys());
  return () => {
    for (const [key, value] of map) if (!before.has(key) && mine(value)) map.delete(key);
  };
}

/** Several undos as one, in reverse order. */
export function allOf(...undos: readonly Undo[]): Undo {
  return () => [...undos].reverse().forEach((undo) => undo());
}
