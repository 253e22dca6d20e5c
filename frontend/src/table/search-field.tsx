import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

interface Props {
  readonly label: string;
  /** What the URL says. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A search box that waits for a pause in the typing. Key it by something that changes when the filters are cleared from outside. */
export const SearchField = ({ label, value, onChange }: Props) => {
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState(value);
  const report = useDebouncedCallback((next: string) => {
    setLast(next);
    onChange(next);
  }, 300);
  if (value !== last) {
    setLast(value);
    setTyped(value);
  }
  return (
    <TextInput
      type="search"
      size="xs"
      className="search-field"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        report(event.currentTarget.value);
      }}
    />
  );
};
