/** The parameters of an event, as CloudTrail writes them: nested, with names that begin in upper or lower case. Pure. */

/** Parameters deeper than this name nothing. */
const deepest = 8;

/** Every text in some parameters, with the lower-case name of the field that it stands in; fields called content, item, items and member stand for the one around them. What is only referred to is left out. */
export function* textsIn(value: unknown, name = '', depth = 0): Generator<readonly [name: string, text: string]> {
  if (typeof value === 'string') yield [name, value];
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  if (Array.isArray(value)) for (const element of value) yield* textsIn(element, name, depth + 1);
  else
    for (const [key, inner] of Object.entries(value)) {
      const field = key.toLowerCase();
      if (!ofOthers.has(field)) yield* textsIn(inner, wrappers.has(key) ? name : field, depth + 1);
    }
}

/** What stands in these is referred to, not changed: the other groups in the rules of a security group. */
const ofOthers = new Set(['ippermissions', 'ippermissionsegress', 'referencedgroupinfo', 'securitygrouprule']);

const wrappers = new Set(['content', 'item', 'items', 'member']);

/** The texts of some fields, by their lower-case names, anywhere in some parameters. */
export const textsOf = (names: readonly string[], ...parameters: readonly unknown[]): string[] =>
  parameters.flatMap((each) => [...textsIn(each)].filter(([name]) => names.includes(name)).map(([, text]) => text));
