import { Chip, Group } from '@mantine/core';
import { useWeekdays } from '../format/weekdays.js';

interface Props {
  readonly label: string;
  /** From 0 for Sunday. */
  readonly value: readonly number[];
  readonly onChange: (days: number[]) => void;
}

/** Days of the week, any number of them. */
export const WeekdayChips = ({ label, value, onChange }: Props) => {
  const weekdays = useWeekdays();
  return (
    <Chip.Group multiple value={value.map(String)} onChange={(days) => onChange(days.map(Number))}>
      <Group gap={4} role="group" aria-label={label}>
        {weekdays.map((name, day) => (
          <Chip key={name} size="xs" value={String(day)}>
            {name}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
};
