import { collected } from './accounts.js';
import { exported } from './exports.js';
import { judged } from './findings.js';

/** What the pages say; loaded with the first of them. */
export const pages = { ...judged, ...collected, ...exported };
