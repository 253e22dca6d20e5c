import { Button, Checkbox, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly mark?: ReactNode;
  /** How many entries have it. */
  readonly count?: number;
}

interface Props {
  readonly label: string;
  readonly options: readonly FilterOption[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

const searchableFrom = 9;

/** A button that opens a list of checkboxes; it says what is chosen. */
export const FilterMenu = ({ label, options, values, onChange }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, setSearch] = useState('');
  const known = new Set(options.map((option) => option.value));
  const all: FilterOption[] = [
    ...options,
    ...values.filter((value) => !known.has(value)).map((value): FilterOption => ({ value, label: value })),
  ];
  const shown = all.filter((option) => option.label.toLowerCase().includes(search.toLowerCase()));
  const chosen = all.filter((option) => values.includes(option.value));
  const toggle = (value: string): void =>
    onChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);

  return (
    <Popover position="bottom-start" trapFocus returnFocus onClose={() => setSearch('')} width={280}>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          className="filter"
          data-active={chosen.length > 0 || undefined}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          <span className="filter-label">{label}</span>
          {chosen.length > 0 && (
            <span className="filter-value">
              {chosen.length > 2
                ? t('table.chosen', { count: chosen.length })
                : chosen.map((option) => option.label).join(', ')}
            </span>
          )}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={label}>
        <Stack gap="xs">
          {all.length >= searchableFrom && (
            <TextInput
              size="xs"
              type="search"
              aria-label={t('table.searchIn', { name: label })}
              placeholder={t('table.search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          <ScrollArea.Autosize mah={300} type="auto" viewportProps={{ tabIndex: -1 }}>
            <Stack gap={2} role="group" aria-label={label}>
              {shown.map(({ value, label, mark, count }) => (
                <Checkbox
                  key={value}
                  size="xs"
                  className="filter-option"
                  checked={values.includes(value)}
                  onChange={() => toggle(value)}
                  label={
                    count === undefined ? (
                      (mark ?? label)
                    ) : (
                      <span className="filter-counted">
                        <span>{mark ?? label}</span>
                        <span className="filter-count">{format.number(count)}</span>
                      </span>
                    )
                  }
                />
              ))}
              {shown.length === 0 && (
                <Text size="xs" c="dimmed" p={6}>
                  {t('table.nothing')}
                </Text>
              )}
            </Stack>
          </ScrollArea.Autosize>
          {values.length > 0 && (
            <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
              {t('table.clear')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
