/** A strict reader of the part of HCL that Terraform modules of ours use: blocks, attributes, lists, strings and references. What else there is makes it throw. */

export type HclValue = string | number | boolean | { readonly reference: string } | readonly HclValue[];

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, HclValue>>;
  readonly blocks: readonly HclBlock[];
}

const token = /[ \t]*(?:([A-Za-z_][\w.-]*)|("(?:[^"\\\n]|\\.)*")|(\d+)|([={}[\],\n]))/y;

/** The blocks at the top of a module. @throws Error where it is not what it should be. */
export function parseHcl(text: string): HclBlock[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new Error(`Not HCL at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    tokens.push(found[0].trim() || '\n');
  }
  const reader = new Reader(tokens);
  const blocks: HclBlock[] = [];
  for (reader.lines(); reader.peek() !== undefined; reader.lines()) blocks.push(reader.block(reader.name()));
  return blocks;
}

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  peek = (): string | undefined => this.tokens[this.at];

  /** Passes over the ends of lines. */
  lines(): void {
    while (this.peek() === '\n') this.at += 1;
  }

  name(): string {
    const name = this.next();
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`${name} is no name.`);
    return name;
  }

  block(type: string): HclBlock {
    const labels: string[] = [];
    while (this.peek() !== '{') labels.push(unquoted(this.next()));
    this.take('{', '\n');
    const attributes: Record<string, HclValue> = {};
    const blocks: HclBlock[] = [];
    for (this.lines(); this.peek() !== '}'; this.lines()) {
      const name = this.name();
      if (this.peek() !== '=') {
        blocks.push(this.block(name));
        continue;
      }
      if (name in attributes) throw new Error(`${name} is there twice.`);
      this.take('=');
      attributes[name] = this.value();
      this.take('\n');
    }
    this.take('}', '\n');
    return { type, labels, attributes, blocks };
  }

  private value(): HclValue {
    const first = this.next();
    if (first === '[') return this.list();
    if (first.startsWith('"')) return unquoted(first);
    if (/^\d+$/.test(first)) return Number(first);
    if (first === 'true' || first === 'false') return first === 'true';
    if (!/^[A-Za-z_]/.test(first)) throw new Error(`${first} is no value.`);
    return { reference: first };
  }

  private list(): HclValue[] {
    const items: HclValue[] = [];
    for (this.lines(); this.peek() !== ']'; this.lines()) {
      items.push(this.value());
      this.lines();
      if (this.peek() !== ']') this.take(',');
    }
    this.take(']');
    return items;
  }

  private next(): string {
    const found = this.peek();
    if (found === undefined) throw new Error('It ends too early.');
    this.at += 1;
    return found;
  }

  private take(...wanted: readonly string[]): void {
    for (const each of wanted) {
      const found = this.next();
      if (found !== each) throw new Error(`${JSON.stringify(found)} stands where ${JSON.stringify(each)} belongs.`);
    }
  }
}

/** The text of a quoted string without templates. @throws Error when it has one, or an escape that HCL does not know. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) throw new Error(`${text} is no string.`);
  const inner = text.slice(1, -1);
  if (/(?<![$%])(?:\$\$|%%)*[$%]\{/.test(inner.replace(/\$\$\{|%%\{/g, '')))
    throw new Error(`${text} holds a template.`);
  return inner
    .replace(/\\(u[\da-f]{4}|.)/gi, (_, escape: string) => escapes[escape] ?? unicode(escape))
    .replace(/([$%])\1\{/g, '$1{');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unicode(escape: string): string {
  if (!/^u[\da-f]{4}$/i.test(escape)) throw new Error(`\\${escape} is no escape of HCL.`);
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
}
