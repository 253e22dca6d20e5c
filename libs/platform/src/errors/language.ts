/** Which of the product's languages a caller reads. */
import { Language } from '@cspmexa/contracts';

/** The best match of an Accept-Language header (RFC 9110 §12.5.4); English when nothing fits. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const known = Language.safeParse(language);
    if (known.success) return known.data;
  }
  return 'en';
}
