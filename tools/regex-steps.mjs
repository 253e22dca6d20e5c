/**
 * Counts the steps that a backtracking engine takes to match a regular expression, so that a test can say how they grow with the text
 * instead of how long they take on a machine. Reads the syntax that our own expressions use; throws at any other.
 */

/** A position in the source of an expression, and the nodes that are read from there. */
class Reader {
  constructor(source, flags) {
    this.source = source;
    this.flags = flags.replace(/[gy]/g, '');
    this.at = 0;
  }

  alternatives() {
    const all = [this.sequence()];
    while (this.take('|')) all.push(this.sequence());
    return all.length === 1 ? all[0] : { kind: 'or', all };
  }

  sequence() {
    const all = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at])) all.push(this.quantified());
    return { kind: 'and', all };
  }

  quantified() {
    const node = this.atom();
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(this.source.slice(this.at));
    if (!found) return node;
    this.at += found[0].length;
    const [, sign, least, comma, most, lazy] = found;
    const [min, max] = sign
      ? { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[sign]
      : [Number(least), comma ? (most ? Number(most) : Infinity) : Number(least)];
    return { kind: 'repeat', node, min, max, lazy: lazy !== '' };
  }

  atom() {
    if (this.take('^')) return { kind: 'start' };
    if (this.take('$')) return { kind: 'end' };
    if (this.take('(')) return this.group();
    const one =
      /^(\[(?:\\.|[^\]\\])*\]|\\u\{[\da-f]+\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\p\{[^}]*\}|\\P\{[^}]*\}|\\.|[^\\])/isu.exec(
        this.source.slice(this.at),
      )?.[0];
    if (one === undefined) throw new Error(`What stands at ${this.at} of /${this.source}/ is not known.`);
    this.at += one.length;
    if (one === '\\b' || one === '\\B') return { kind: 'border', negated: one === '\\B' };
    if (/^\\[1-9k]/.test(one)) throw new Error(`/${this.source}/ refers back.`);
    return { kind: 'one', test: new RegExp(`^(?:${one})$`, this.flags) };
  }

  group() {
    const kind = ['?:', '?=', '?!', '?<=', '?<!'].find((prefix) => this.take(prefix));
    if (!kind) this.take(/^\?<\w+>/.exec(this.source.slice(this.at))?.[0] ?? '\0');
    const node = this.alternatives();
    if (!this.take(')')) throw new Error(`/${this.source}/ does not end its group.`);
    if (kind === '?=' || kind === '?!') return { kind: 'ahead', node, negated: kind === '?!' };
    if (kind === '?<=' || kind === '?<!') throw new Error(`/${this.source}/ looks behind.`);
    return node;
  }

  take(text) {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
}

/** Too many to wait for: the steps grow faster than any that we would take. */
export const manySteps = 50_000;

/** The steps of one search for an expression in a text, from every place where it may begin; `manySteps` when it takes more. */
export function regexSteps({ source, flags }, text) {
  const root = new Reader(source, flags).alternatives();
  const chars = flags.includes('u') ? [...text] : text.split('');
  let steps = 0;
  // A stack of its own instead of the machine's: what is still to match is a list, and every choice is remembered.
  const search = (from, first) => {
    const choices = [[from, first]];
    for (let choice = choices.pop(); choice; choice = choices.pop()) {
      let [at, rest] = choice;
      for (;;) {
        if (rest === null) return true;
        steps += 1;
        if (steps >= manySteps) return true;
        const [node, after] = rest;
        const next = step(node, after, at, choices);
        if (!next) break;
        [at, rest] = next;
      }
    }
    return false;
  };
  const step = (node, after, at, choices) => {
    switch (node.kind) {
      case 'one':
        return at < chars.length && node.test.test(chars[at]) ? [at + 1, after] : undefined;
      case 'start':
        return at === 0 ? [at, after] : undefined;
      case 'end':
        return at === chars.length ? [at, after] : undefined;
      case 'border': {
        const isWord = (char) => char !== undefined && /\w/.test(char);
        return (isWord(chars[at - 1]) !== isWord(chars[at])) !== node.negated ? [at, after] : undefined;
      }
      case 'ahead':
        return search(at, [node.node, null]) !== node.negated ? [at, after] : undefined;
      case 'and':
        return [at, node.all.reduceRight((rest, each) => [each, rest], after)];
      case 'or':
        for (const other of node.all.slice(1).reverse()) choices.push([at, [other, after]]);
        return [at, [node.all[0], after]];
      case 'repeat': {
        const { node: inner, min, max, lazy, since } = node;
        // A round that took nothing is the last one.
        if (min === 0 && since === at) return [at, after];
        const again =
          max === 0 ? undefined : [inner, [{ ...node, min: Math.max(0, min - 1), max: max - 1, since: at }, after]];
        if (min > 0) return [at, again];
        if (!again) return [at, after];
        choices.push([at, lazy ? again : after]);
        return [at, lazy ? after : again];
      }
      default:
        throw new Error(`There is no ${node.kind}.`);
    }
  };
  for (let from = 0; from <= chars.length; from += 1) {
    if (search(from, [root, null])) break;
    if (source.startsWith('^')) break; // An engine sees that it can begin nowhere else.
  }
  return steps;
}

/** Growth at which nothing worse has to be looked for. */
const enough = 3;

/** How an expression's steps grow when a text doubles, at the worst that could be found: 2 is linear, 4 quadratic. `samples` are texts that match it. */
export function worstGrowth(regex, samples) {
  let worst = { growth: 0, text: '' };
  const size = 60;
  for (const sample of samples)
    for (let start = 0; start <= sample.length; start += 1)
      for (const length of [1, 2, 4].filter((size) => start + size <= sample.length))
        for (const end of ['\u0001', `${sample.slice(start + length)}\u0001`]) {
          const pump = sample.slice(start, start + length);
          const textOf = (times) => `${sample.slice(0, start)}${pump.repeat(Math.ceil(times / length))}${end}`;
          const [once, twice] = [size, 2 * size].map((times) => regexSteps(regex, textOf(times)));
          const growth = twice >= manySteps ? Infinity : twice / once;
          if (growth > worst.growth) worst = { growth, text: textOf(10) };
          if (growth > enough) return worst;
        }
  return worst;
}
