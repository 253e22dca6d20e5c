import type { Blackout } from '@cspmexa/contracts';
import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { WeekdayChips } from '../form/weekday-chips.js';

interface Props {
  readonly value: readonly Blackout[];
  readonly onChange: (blackouts: Blackout[]) => void;
}

const usual: Blackout = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
const most = 20;

/** Windows of the week in which no scan starts. */
export const BlackoutFields = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  const put = (index: number, patch: Partial<Blackout>): void =>
    onChange(value.map((window, at) => (at === index ? { ...window, ...patch } : window)));
  return (
    <Fieldset legend={t('schedules.blackouts')}>
      <Text size="xs" c="dimmed" mb="xs">
        {t('schedules.blackoutsHint')}
      </Text>
      <Stack gap="sm">
        {value.map(({ days, from, to }, index) => (
          <Group key={index} align="flex-end" gap="sm">
            <WeekdayChips
              label={t('schedules.blackoutDays')}
              value={days}
              onChange={(chosen) => put(index, { days: chosen })}
            />
            <TextInput
              type="time"
              label={t('schedules.from')}
              value={from}
              onChange={(event) => put(index, { from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t('schedules.to')}
              value={to}
              onChange={(event) => put(index, { to: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              className="quiet"
              aria-label={`${t('schedules.removeBlackout')}: ${from}–${to}`}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {value.length < most && (
          <Group>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={12} aria-hidden />}
              onClick={() => onChange([...value, usual])}
            >
              {t('schedules.addBlackout')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
};
