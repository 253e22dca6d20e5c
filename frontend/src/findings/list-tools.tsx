import { FindingGrouping, FindingSort, type FindingGroupQuery } from '@cspmexa/contracts';
import { Button, Menu, NativeSelect } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { columnKeys, isColumnKey, usualColumns } from './column-keys.js';
import { findingsView, type FindingsPatch, type Look } from './findings-view.js';
import { densities, useDensity } from './use-density.js';

interface Props {
  readonly look: Look;
  /** Of the groups. */
  readonly order: FindingGroupQuery['sort'];
  readonly onChange: (patch: FindingsPatch) => void;
}

/** How the list is gathered, ordered and drawn. */
export const ListTools = memo(({ look, order, onChange }: Props) => {
  const { t } = useTranslation();
  const [density, setDensity] = useDensity();
  const chosen = look.columns.filter(isColumnKey);
  const columns = chosen.length > 0 ? chosen : usualColumns;
  const toggle = (key: (typeof columnKeys)[number]): void =>
    onChange({ columns: columnKeys.filter((one) => (one === key ? !columns.includes(one) : columns.includes(one))) });
  const orders = findingsView.order.options;
  return (
    <div className="list-tools">
      <NativeSelect
        size="xs"
        aria-label={t('triage.group.label')}
        value={look.group ?? 'none'}
        data={[
          { value: 'none', label: t('triage.group.none') },
          ...FindingGrouping.options.map((value) => ({ value, label: t(`triage.group.${value}`) })),
        ]}
        onChange={(event) =>
          onChange({ group: findingsView.group.parse(event.currentTarget.value), open: undefined, at: undefined })
        }
      />
      {look.group === null ? (
        <NativeSelect
          size="xs"
          aria-label={t('table.sort')}
          value={look.sort}
          data={FindingSort.options.map((value) => ({ value, label: t(`findings.sort.${value}`) }))}
          onChange={(event) => onChange({ sort: FindingSort.parse(event.currentTarget.value), at: undefined })}
        />
      ) : (
        <NativeSelect
          size="xs"
          aria-label={t('table.sort')}
          value={order}
          data={orders.map((value) => ({ value, label: t(`triage.group.sort.${value}`) }))}
          onChange={(event) => onChange({ order: findingsView.order.parse(event.currentTarget.value), at: undefined })}
        />
      )}
      <Menu position="bottom-end" width={230} closeOnItemClick={false}>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}
            className="columns-button"
          >
            {t('triage.columns.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('triage.columns.menu')}>
          <Menu.Label>{t('triage.density.label')}</Menu.Label>
          <Menu.RadioGroup
            value={density}
            onChange={(value) => setDensity(value === 'compact' ? 'compact' : 'comfortable')}
          >
            {densities.map((one) => (
              <Menu.RadioItem key={one} value={one}>
                {t(`triage.density.${one}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{t('triage.columns.menu')}</Menu.Label>
          {columnKeys
            .filter((key) => key !== 'finding')
            .map((key) => (
              <Menu.CheckboxItem key={key} checked={columns.includes(key)} onChange={() => toggle(key)}>
                {t(`triage.columns.${key}`)}
              </Menu.CheckboxItem>
            ))}
          <Menu.Divider />
          <Menu.Item onClick={() => onChange({ columns: undefined })}>{t('triage.columns.usual')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
});
