import { useSyncExternalStore } from 'react';

export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

const storageKey = 'cspmexa-density';
const listeners = new Set<() => void>();
let current: Density | undefined;

function read(): Density {
  try {
    return localStorage.getItem(storageKey) === 'compact' ? 'compact' : 'comfortable';
  } catch {
    // Storage may be switched off.
    return 'comfortable';
  }
}

function write(density: Density): void {
  current = density;
  try {
    localStorage.setItem(storageKey, density);
  } catch {
    // Then it holds for this visit.
  }
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** How high rows are; remembered on this device. */
export const useDensity = (): [Density, (density: Density) => void] => [
  useSyncExternalStore(subscribe, () => (current ??= read())),
  write,
];
