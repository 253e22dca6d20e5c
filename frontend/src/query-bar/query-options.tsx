import { useEffect } from 'react';
import { useFormat } from '../format/use-format.js';
import type { Completion } from './completions.js';

interface Props {
  /** Of the field; option n has the id `${id}-${n}`. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly Completion[];
  /** Which one Enter would choose; -1: none. */
  readonly active: number;
  readonly onChoose: (option: Completion) => void;
}

/** What may be written next. The field keeps the focus. */
export const QueryOptions = ({ id, label, options, active, onChoose }: Props) => {
  const format = useFormat();
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <ul className="query-options" id={`${id}-options`} role="listbox" aria-label={label}>
      {options.map((option, index) => (
        <li
          key={option.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // The field would lose the focus to a press.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          <span className="query-option">{option.shown}</span>
          {option.note !== undefined && <span className="query-note">{option.note}</span>}
          {option.count !== undefined && <span className="query-count">{format.number(option.count)}</span>}
        </li>
      ))}
    </ul>
  );
};
