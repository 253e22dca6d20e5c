import { frame } from './frame.js';
import { identity } from './identity.js';
import { people } from './people.js';

/** What the first paint and the frame around every page say. */
export const first = { ...frame, ...people, ...identity };
