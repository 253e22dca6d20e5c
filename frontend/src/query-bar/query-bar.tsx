import type { QueryProblem } from '@cspmexa/contracts';
import { ActionIcon } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { memo, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { completed, completionsAt, termAround, type Completion, type QueryKey } from './completions.js';
import { QueryHelp, type QueryExample } from './query-help.js';
import { QueryOptions } from './query-options.js';
import { QueryProblems } from './query-problems.js';
import { QueryUnderline } from './query-underline.js';

interface Props {
  readonly label: string;
  /** What the URL says. */
  readonly value: string;
  /** Called with a query without problems: on Enter, on a choice, and after a pause. The first change of a visit to the field may be gone back from. */
  readonly onChange: (query: string, options: { readonly replace: boolean }) => void;
  readonly keys: readonly QueryKey[];
  /** The grammar: `parseFindingQuery`, `parseResourceQuery`. */
  readonly parse: (query: string) => { readonly problems: readonly QueryProblem[] };
  /** For the help: queries and what they find. */
  readonly examples: readonly QueryExample[];
  /** To focus it from outside, as `/` does. */
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** Escape on the closed field: the focus goes back to the list. */
  readonly onLeave?: () => void;
}

const pauseMs = 500;

/** A search box that speaks a query language: completes keys and values, underlines what it does not understand and says what may stand there. */
export const QueryBar = memo(({ label, value, onChange, keys, parse, examples, inputRef, onLeave }: Props) => {
  const { t } = useTranslation();
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState(value);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isTried, setTried] = useState(false);
  const [active, setActive] = useState(-1);
  const [scroll, setScroll] = useState(0);
  const wasChanged = useRef(false);

  // The address changed from outside: a menu, a view, Back.
  if (value.trim() !== last.trim()) {
    setLast(value);
    setTyped(value);
    setTried(false);
  }

  const options = isOpen ? completionsAt(typed, caret, keys) : [];
  const problems = parse(typed).problems;
  const { from, to } = termAround(typed, caret);
  const shown = problems.filter((one) => !isFocused || isTried || one.to <= from || one.from >= to);

  const report = (query: string): void => {
    const clean = query.trim();
    if (parse(clean).problems.length > 0) return setTried(true);
    if (clean === last.trim()) return;
    setLast(clean);
    onChange(clean, { replace: wasChanged.current });
    wasChanged.current = true;
  };
  const reportIfWhole = (query: string, at: number): void => {
    // Half a key or half a value is no search yet.
    const isHalf = completionsAt(query, at, keys).some((one) => query.slice(one.from, one.to) !== one.text);
    if (!isHalf && parse(query).problems.length === 0) report(query);
  };
  const reportLater = useDebouncedCallback(reportIfWhole, pauseMs);

  const type = (query: string, at: number): void => {
    setTyped(query);
    setCaret(at);
    setTried(false);
    setActive(-1);
    reportLater(query, at);
  };
  const choose = (option: Completion): void => {
    const next = completed(typed, option);
    type(next.text, next.caret);
    setOpen(true);
    if (option.kind === 'value') report(next.text);
    // The caret can be placed once the field has the new text.
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const clear = (): void => {
    type('', 0);
    report('');
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[active];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) {
        setCaret(event.currentTarget.selectionStart ?? typed.length);
        setOpen(true);
        setActive(step > 0 ? 0 : -1);
      } else setActive(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (option) return choose(option);
      setOpen(false);
      reportLater.cancel();
      report(typed);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (isOpen && options.length > 0) {
        setOpen(false);
        setActive(-1);
      } else if (onLeave) onLeave();
      else event.currentTarget.blur();
    }
  };

  return (
    <div className="query-bar" role="search" aria-label={label}>
      <div className="query-field" data-invalid={shown.length > 0 || undefined}>
        <IconSearch size={15} className="query-icon" aria-hidden />
        <div className="query-text">
          <QueryUnderline query={typed} problems={shown} scroll={scroll} />
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={label}
            aria-expanded={options.length > 0}
            aria-controls={`${id}-options`}
            aria-autocomplete="list"
            aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
            aria-invalid={shown.length > 0 || undefined}
            aria-describedby={shown.length > 0 ? `${id}-problems` : undefined}
            placeholder={t('query.placeholder')}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            maxLength={1_000}
            value={typed}
            onChange={(event) => {
              setOpen(true);
              type(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
            onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
            onFocus={() => {
              setFocused(true);
              wasChanged.current = false;
            }}
            onBlur={() => {
              setFocused(false);
              setOpen(false);
              setActive(-1);
              reportLater.cancel();
              reportIfWhole(typed, caret);
            }}
          />
        </div>
        {typed !== '' && (
          <ActionIcon variant="subtle" size="sm" className="quiet" aria-label={t('query.clear')} onClick={clear}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )}
        <QueryHelp keys={keys} examples={examples} />
        {options.length > 0 && (
          <QueryOptions id={id} options={options} active={active} label={label} onChoose={choose} />
        )}
      </div>
      <QueryProblems id={`${id}-problems`} problems={shown} />
    </div>
  );
});
