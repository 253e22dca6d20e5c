import type { ComplianceFramework, ControlStatus, Language } from '@cspmexa/contracts';

interface Filters {
  readonly search?: string | undefined;
  readonly status?: readonly ControlStatus[] | undefined;
}
type Section = ComplianceFramework['sections'][number];

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The sections with those of their controls that match; sections without any are left out. Words are looked for in number, title and section. */
export function matchingControls(sections: readonly Section[], filters: Filters, language: Language): Section[] {
  const words = plain(filters.search ?? '')
    .split(/\s+/)
    .filter(Boolean);
  return sections.flatMap((section) => {
    const controls = section.controls.filter(({ id, number, title, status }) => {
      const text = plain([id, number, title[language], section.id, section.title[language]].join(' '));
      return words.every((word) => text.includes(word)) && (!filters.status?.length || filters.status.includes(status));
    });
    return controls.length > 0 ? [{ ...section, controls }] : [];
  });
}
