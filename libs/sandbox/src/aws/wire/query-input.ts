/** Reads the form parameters of the EC2 and query protocols (`Filter.1.Value.2=…`) into the operation's input. */
import { scalarValue } from './scalars.js';
import type { Member, Shape } from './schema.js';

/** The two dialects of form parameters: EC2 capitalises names and never writes `member` in lists. */
export type QueryDialect = 'ec2' | 'query';

type Tree = { text?: string; children: Map<string, Tree> };

/** Reads the parameters of one call by the shape of its input; parameters that the schema lacks are ignored. */
export function readQueryInput(shape: Shape, params: URLSearchParams, dialect: QueryDialect): unknown {
  const root: Tree = { children: new Map() };
  for (const [name, text] of params) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (child === undefined) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.text = text;
  }
  return readTree({ name: '', traits: {}, shape }, root, dialect) ?? {};
}

function memberKey({ name, traits }: Member, dialect: QueryDialect): string {
  if (dialect === 'query') return traits.xmlName ?? name;
  if (traits.ec2QueryName !== undefined) return traits.ec2QueryName;
  const key = traits.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function indexed(node: Tree): Tree[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function readTree(member: Member, node: Tree, dialect: QueryDialect): unknown {
  const { shape } = member;
  if (shape.kind === 'struct') {
    const value: Record<string, unknown> = {};
    for (const inner of shape.members()) {
      const child = node.children.get(memberKey(inner, dialect));
      const read = child === undefined ? undefined : readTree(inner, child, dialect);
      if (read !== undefined) value[inner.name] = read;
    }
    return value;
  }
  if (shape.kind === 'list') {
    const item = shape.member();
    const flat = dialect === 'ec2' || member.traits.xmlFlattened === 1;
    const holder = flat ? node : (node.children.get(item.traits.xmlName ?? 'member') ?? node);
    return indexed(holder).flatMap((child) => readTree(item, child, dialect) ?? []);
  }
  if (shape.kind === 'map') {
    const holder = node.children.get('entry') ?? node;
    const entries = indexed(holder).map((child) => [
      child.children.get('key')?.text ?? '',
      readTree(shape.value(), child.children.get('value') ?? { children: new Map() }, dialect),
    ]);
    return Object.fromEntries(entries) as unknown;
  }
  return node.text === undefined ? undefined : scalarValue(shape, node.text);
}
