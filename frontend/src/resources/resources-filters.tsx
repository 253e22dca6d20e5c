import { parseTerms, termText, valuesOfTerm, withTerm } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FilterMenu, type FilterOption } from '../table/filter-menu.js';
import type { ResourceFacetKey, ResourceValues } from './use-resource-keys.js';

interface Props {
  readonly q: string;
  readonly values: ResourceValues;
  readonly onChange: (q: string) => void;
}

const menus = ['kind', 'account', 'region', 'service', 'tag'] as const satisfies readonly ResourceFacetKey[];
const flags = ['unknown', 'deleted'] as const;

/** Menus that write the query. They count what there is under the rest of it. */
export const ResourcesFilters = ({ q, values, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <div className="filters" role="group" aria-label={t('resources.filters')}>
      {menus.map((key) => {
        const options = values.valuesOf(key).map(({ value, label, count }): FilterOption => ({
          value,
          label: label ?? value,
          ...(count === undefined ? {} : { count }),
        }));
        return (
          <FilterMenu
            key={key}
            label={t(`resources.keys.${key}`)}
            values={valuesOfTerm(q, key).map((value) => chosenValue(value, options))}
            options={options}
            onChange={(chosen) => onChange(key === 'tag' ? withTags(q, chosen) : withTerm(q, key, chosen))}
          />
        );
      })}
      <FilterMenu
        label={t('resources.state')}
        values={valuesOfTerm(q, 'is')}
        options={flags.map((value) => ({ value, label: t(`resources.is.${value}`) }))}
        onChange={(chosen) => onChange(withTerm(q, 'is', chosen))}
      />
      {q !== '' && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconFilterOff size={14} aria-hidden />}
          onClick={() => onChange('')}
        >
          {t('states.clearFilters')}
        </Button>
      )}
    </div>
  );
};

/** The option that a written value means: an account may be written by its name, a kind without its `aws.`. */
const chosenValue = (value: string, options: readonly FilterOption[]): string =>
  options.find((option) =>
    [option.value, option.label, option.value.replace(/^aws\./, '')].some(
      (name) => name.toLowerCase() === value.toLowerCase(),
    ),
  )?.value ?? value;

/** Tags must all hold, so that each is a term of its own. */
const withTags = (q: string, tags: readonly string[]): string => {
  const { terms } = parseTerms(q);
  const others = terms.filter(({ key, negated }) => key !== 'tag' || negated).map(({ from, to }) => q.slice(from, to));
  return [...others, ...tags.map((tag) => termText({ key: 'tag', values: [tag], negated: false }))].join(' ');
};
