/** What browsers have and jsdom lacks. Imported first by tests that render, before anything that asks for it. */
import { TextDecoder, TextEncoder } from 'node:util';

Object.assign(globalThis, { TextDecoder, TextEncoder });
