import { FindingStatus, Severity, valuesOfTerm, withTerm, type FindingFacets } from '@cspmexa/contracts';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryValue } from '../query-bar/completions.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { FilterMenu, type FilterOption } from '../table/filter-menu.js';
import { statusesOf, withStatuses } from './findings-view.js';
import type { FindingValues } from './use-finding-keys.js';

interface Props {
  readonly q: string;
  readonly values: FindingValues;
  readonly onChange: (q: string) => void;
}

type MenuKey = Exclude<FindingFacets['items'][number]['key'], 'status'>;
const menus = ['severity', 'service', 'account', 'region', 'policy', 'assignee'] as const satisfies readonly MenuKey[];

/** Menus that write the query. They count what there is under the rest of it. */
export const FindingsFilters = memo(({ q, values, onChange }: Props) => {
  const { t } = useTranslation();
  const optionsOf = (key: MenuKey | 'status'): FilterOption[] => values.valuesOf(key).map((one) => optionOf(key, one));
  return (
    <>
      <FilterMenu
        label={t('triage.columns.status')}
        values={statusesOf(q)}
        options={optionsOf('status')}
        onChange={(chosen) =>
          onChange(
            withStatuses(
              q,
              FindingStatus.options.filter((status) => chosen.includes(status)),
            ),
          )
        }
      />
      {menus.map((key) => {
        const options = optionsOf(key);
        return (
          <FilterMenu
            key={key}
            label={key === 'policy' ? t('triage.keys.policy') : t(`triage.columns.${key}`)}
            values={valuesOfTerm(q, key).map((value) => chosenValue(value, options))}
            options={options}
            onChange={(chosen) => onChange(withTerm(q, key, chosen))}
          />
        );
      })}
    </>
  );
});

/** The option that a written value means: an account may be written by its name. */
const chosenValue = (value: string, options: readonly FilterOption[]): string =>
  options.find((option) => [option.value, option.label].some((name) => name.toLowerCase() === value.toLowerCase()))
    ?.value ?? value;

function optionOf(key: MenuKey | 'status', { value, label, count }: QueryValue): FilterOption {
  const severity = key === 'severity' ? Severity.safeParse(value).data : undefined;
  return {
    value,
    label: label ?? value,
    ...(count === undefined ? {} : { count }),
    ...(severity ? { mark: <SeverityMark severity={severity} /> } : {}),
  };
}
