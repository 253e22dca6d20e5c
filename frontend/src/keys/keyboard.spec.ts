import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isCharacter, Keyboard } from './keyboard.js';

let keyboard: Keyboard;
let pressed: string[];
const binding = (keys: string, anywhere = false) => ({
  keys,
  says: keys,
  run: () => void pressed.push(keys),
  ...(anywhere ? { anywhere } : {}),
});
beforeEach(() => {
  keyboard = new Keyboard();
  pressed = [];
  document.addEventListener('keydown', keyboard.handle);
});
afterEach(() => {
  document.removeEventListener('keydown', keyboard.handle);
  document.body.replaceChildren();
});

function press(key: string, options: KeyboardEventInit = {}, target: Element = document.body): boolean {
  return target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }));
}
function shown(html: string): Element {
  document.body.innerHTML = html;
  const element = document.body.querySelector('[data-here]');
  if (!element) throw new Error('Nothing here.');
  return element;
}

describe('the keyboard', () => {
  it('does what a key is bound to, and leaves other keys alone', () => {
    keyboard.add({ title: 'a', bindings: [binding('j'), binding('Shift+x'), binding('?'), binding('mod+k', true)] });
    expect([press('j'), press('k'), press('X', { shiftKey: true }), press('x')]).toEqual([false, true, false, true]);
    press('?', { shiftKey: true });
    press('k', { ctrlKey: true });
    press('k', { metaKey: true });
    expect(pressed).toEqual(['j', 'Shift+x', '?', 'mod+k', 'mod+k']);
  });

  it('takes two keys one after the other, but not late, and not over another key', () => {
    keyboard.add({ title: 'a', bindings: [binding('g f'), binding('f')] });
    press('g');
    press('f');
    press('g');
    press('z');
    press('f');
    expect(pressed).toEqual(['g f', 'f']);
  });

  it('asks the newest section first, until it is gone', () => {
    keyboard.add({ title: 'page', bindings: [{ ...binding('j'), run: () => void pressed.push('page') }] });
    const remove = keyboard.add({
      title: 'drawer',
      bindings: [{ ...binding('j'), run: () => void pressed.push('drawer') }],
    });
    press('j');
    remove();
    press('j');
    expect(pressed).toEqual(['drawer', 'page']);
    expect(keyboard.sections().map(({ title }) => title)).toEqual(['page']);
  });

  it.each([
    '<input data-here>',
    '<textarea data-here></textarea>',
    '<select data-here></select>',
    '<div contenteditable="true"><b data-here></b></div>',
    '<div role="listbox"><i data-here></i></div>',
    '<div role="dialog" aria-modal="true"></div><p data-here></p>',
  ])('leaves keys to %s, but for those that work anywhere', (html) => {
    keyboard.add({ title: 'a', bindings: [binding('j'), binding('mod+k', true)] });
    const element = shown(html);
    press('j', {}, element);
    press('k', { ctrlKey: true }, element);
    expect(pressed).toEqual(['mod+k']);
  });

  it('works beside a drawer that takes part, and on a checkbox', () => {
    keyboard.add({ title: 'a', bindings: [binding('j')] });
    press('j', {}, shown('<div role="dialog" aria-modal="true" data-keys><input type="checkbox" data-here></div>'));
    expect(pressed).toEqual(['j']);
  });

  it('keeps only keys that are no characters when single keys are switched off (WCAG 2.1.4)', () => {
    keyboard.singleKeys = false;
    keyboard.add({
      title: 'a',
      bindings: [binding('j'), binding('g f'), binding('?'), binding('Enter'), binding('mod+k', true)],
    });
    for (const key of ['j', 'g', 'f', '?', 'Enter']) press(key);
    press('k', { ctrlKey: true });
    expect(pressed).toEqual(['Enter', 'mod+k']);
    expect(['j', 'Shift+x', 'g f', '?', 'Enter', 'mod+k', 'Escape'].map(isCharacter)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is silent while a text is being composed', () => {
    keyboard.add({ title: 'a', bindings: [binding('j')] });
    press('j', { isComposing: true });
    expect(pressed).toEqual([]);
  });
});
