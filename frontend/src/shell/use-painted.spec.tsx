import '../testing/jsdom-gaps.js';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { act, renderHook } from '@testing-library/react';
import { usePainted } from './use-painted.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());
const frame = () => act(() => jest.advanceTimersByTime(20));

it('gives a value once a frame with it was drawn, and of two in one frame the second', () => {
  const { result, rerender } = renderHook(({ value }) => usePainted(value), { initialProps: { value: 'a' } });
  expect(result.current).toBeUndefined();
  frame();
  expect(result.current).toBe('a');
  rerender({ value: 'b' });
  rerender({ value: 'c' });
  expect(result.current).toBe('a');
  frame();
  expect(result.current).toBe('c');
});
