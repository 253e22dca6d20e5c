/** What keys do, wherever one is on the page. Parts of the page add their bindings while they are shown; the newest wins. */

export interface KeyBinding {
  /** A key as the browser names it (`j`, `Enter`, `?`, `[`), with `Shift+` or `mod+` (Ctrl, or Cmd), or two of them one after the other: `g f`. */
  readonly keys: string;
  /** What it does, in the reader's language. */
  readonly says: string;
  readonly run: (event: KeyboardEvent) => void;
  /** It also works while one writes or has something open: for keys with `mod+`. */
  readonly anywhere?: boolean;
}

export interface KeySection {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

/** How long the second key of two may wait, in milliseconds. */
const sequenceMs = 1_200;

const writes =
  'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=""], [contenteditable=true], [role=textbox], [role=combobox], [role=listbox], [role=menu], [role=searchbox]';

/** One key as bindings write it. */
export function nameOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): string {
  const isLetter = /^[a-z]$/i.test(key);
  const name = isLetter ? `${shiftKey ? 'Shift+' : ''}${key.toLowerCase()}` : key;
  return `${ctrlKey || metaKey ? 'mod+' : ''}${altKey ? 'Alt+' : ''}${name}`;
}

/** Whether single keys belong to what has the focus, or to what is open over the page. */
function isBusy(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest(writes)) return true;
  return document.querySelector('[role=dialog][aria-modal=true]:not([data-keys])') !== null;
}

export class Keyboard {
  #sections: readonly KeySection[] = [];
  #first: { name: string; at: number } | undefined;
  readonly #listeners = new Set<() => void>();

  /** Switched off, only keys with `mod+` and those that no letter, digit or sign is part of do anything (WCAG 2.1.4). */
  singleKeys = true;

  /** Adds a section until the returned function is called. */
  add(section: KeySection): () => void {
    this.#change([...this.#sections, section]);
    return () => this.#change(this.#sections.filter((one) => one !== section));
  }

  /** What is active now, the newest section first. For useSyncExternalStore. */
  readonly sections = (): readonly KeySection[] => this.#sections;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const name = nameOf(event);
    const first = this.#first && event.timeStamp - this.#first.at < sequenceMs ? this.#first.name : undefined;
    this.#first = undefined;
    const isBusyNow = isBusy(event.target);
    const candidates = [...this.#sections].reverse().flatMap(({ bindings }) => bindings);
    const usable = candidates.filter(
      ({ keys, anywhere }) => anywhere || (!isBusyNow && (this.singleKeys || !isCharacter(keys))),
    );
    const found =
      (first && usable.find(({ keys }) => keys === `${first} ${name}`)) ?? usable.find(({ keys }) => keys === name);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (usable.some(({ keys }) => keys.startsWith(`${name} `))) this.#first = { name, at: event.timeStamp };
  };

  #change(sections: readonly KeySection[]): void {
    this.#sections = sections;
    this.#listeners.forEach((listener) => listener());
  }
}

/** Whether a binding is made of characters that people also type: those can be switched off. */
export const isCharacter = (keys: string): boolean =>
  keys.split(' ').some((key) => !key.startsWith('mod+') && key.replace('Shift+', '').length === 1);

/** The keyboard of this page. */
export const keyboard = new Keyboard();
