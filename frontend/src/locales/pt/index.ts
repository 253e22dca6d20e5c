import { collected } from './accounts.js';
import { judged } from './findings.js';
import { frame } from './frame.js';
import { identity } from './identity.js';
import { people } from './people.js';

/** Every text of the dashboard, in one language. */
export const pt = { ...frame, ...judged, ...collected, ...people, ...identity };
