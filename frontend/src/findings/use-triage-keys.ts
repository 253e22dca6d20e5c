import type { Finding } from '@cspmexa/contracts';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../keys/use-keys.js';
import { countOf, type Selection } from './selection.js';

/** What can be done with findings. `state`: excepts, or takes the exception back; `mute`: excepts until a day. */
export type Action = 'assign' | 'due' | 'comment' | 'except' | 'remove-exception' | 'mute';
export type Act = (action: Action, selection: Selection) => void;

type Said =
  | 'search'
  | 'down'
  | 'up'
  | 'open'
  | 'nextOpen'
  | 'previousOpen'
  | 'select'
  | 'range'
  | 'state'
  | 'assign'
  | 'mute'
  | 'comment'
  | 'undo'
  | 'clear';

interface Options {
  readonly bar: RefObject<HTMLInputElement | null>;
  /** The finding of the row that has the focus or is open. */
  readonly current: Finding | undefined;
  readonly selection: Selection;
  /** Whether a finding is open beside the list. */
  readonly isOpen: boolean;
  readonly canChange: boolean;
  /** Opens the current finding; absent while no row has the focus. */
  readonly open?: (() => void) | undefined;
  readonly move: (step: number) => void;
  /** To the next finding of the drawer. */
  readonly moveOpen: (step: number) => void;
  readonly select: (isRange: boolean) => void;
  readonly clear: () => void;
  readonly act: Act;
  readonly undo: () => void;
}

/** The keys of the list of findings: they act on the selection, or on the current finding where there is none. */
export function useTriageKeys(options: Options): void {
  const { bar, current, selection, isOpen, canChange, move, moveOpen, open, select, clear, act, undo } = options;
  const { t } = useTranslation();
  const says = (name: Said) => t(`triage.do.${name}`);
  const selected = countOf(selection) > 0 && !isOpen;
  const target: Selection | undefined = selected
    ? selection
    : current && { kind: 'some', findings: new Map([[current.id, current]]) };
  const on = (action: Action) => () => {
    if (target) act(action, target);
  };
  const areExcepted =
    target?.kind === 'some' && [...target.findings.values()].every(({ status }) => status === 'excepted');

  useKeys(t('triage.do.section'), [
    { keys: '/', says: says('search'), run: () => bar.current?.focus() },
    { keys: 'j', says: says('down'), run: () => move(1) },
    { keys: 'k', says: says('up'), run: () => move(-1) },
    ...(open ? [{ keys: 'Enter', says: says('open'), run: open }] : []),
    ...(isOpen
      ? [
          { keys: ']', says: says('nextOpen'), run: () => moveOpen(1) },
          { keys: '[', says: says('previousOpen'), run: () => moveOpen(-1) },
        ]
      : []),
    ...(canChange
      ? [
          ...(isOpen
            ? []
            : [
                { keys: 'x', says: says('select'), run: () => select(false) },
                { keys: 'Shift+x', says: says('range'), run: () => select(true) },
              ]),
          { keys: 'f', says: says('state'), run: on(areExcepted ? 'remove-exception' : 'except') },
          { keys: 'a', says: says('assign'), run: on('assign') },
          { keys: 'm', says: says('mute'), run: on('mute') },
          { keys: 'c', says: says('comment'), run: on('comment') },
          { keys: 'u', says: says('undo'), run: undo },
        ]
      : []),
    ...(selected ? [{ keys: 'Escape', says: says('clear'), run: clear }] : []),
  ]);
}
