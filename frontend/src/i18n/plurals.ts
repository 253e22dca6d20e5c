/** A tree of texts. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/** Portuguese has a third plural form, for whole millions, which reads like the second one in all our texts. */
export function withMany(texts: Texts): Texts {
  const entries = Object.entries(texts).flatMap(([key, value]): [string, string | Texts][] => {
    if (typeof value !== 'string') return [[key, withMany(value)]];
    return key.endsWith('_other')
      ? [
          [key, value],
          [key.replace(/_other$/, '_many'), value],
        ]
      : [[key, value]];
  });
  return Object.fromEntries(entries);
}
