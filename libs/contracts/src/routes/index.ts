/** Every operation of the API. A route that is not here does not exist: the gateway refuses it. */
import type { Route } from '../route.js';
import * as apiTokens from './api-tokens.js';
import * as collector from './collector.js';
import * as exports from './exports.js';
import * as findings from './findings.js';
import * as me from './me.js';
import * as members from './members.js';
import * as notification from './notification.js';
import * as policies from './policies.js';
import * as signIn from './sign-in.js';
import * as system from './system.js';

export * from './api-tokens.js';
export * from './collector.js';
export * from './exports.js';
export * from './findings.js';
export { internalRoutes } from './internal.js';
export * from './me.js';
export * from './members.js';
export * from './notification.js';
export * from './policies.js';
export * from './sign-in.js';
export * from './system.js';

/** Every route by its id. */
export const routes = {
  ...signIn,
  ...me,
  ...members,
  ...apiTokens,
  ...collector,
  ...notification,
  ...findings,
  ...policies,
  ...exports,
  ...system,
};
export type Routes = typeof routes;

export const routeList: readonly Route[] = Object.values(routes);
