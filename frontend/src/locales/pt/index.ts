import { first } from './first.js';
import { pages } from './pages.js';

/** Every text of the dashboard, in one language. */
export const pt = { ...first, ...pages };
