/** Tells an unknown address from a known address with another method. */
import type { Express, Request } from 'express';
import { AppError } from '../errors/app-error.js';

/** The error for a request that no handler took: 405 with Allow when the address exists, 404 otherwise. */
export function notFoundError(application: Express, request: Request): AppError {
  const allowed = new Set(
    routesOf(application)
      .filter(({ path }) => path.test(request.path))
      .flatMap(({ methods }) => methods),
  );
  if (allowed.size === 0) return new AppError('not-found');
  if (allowed.has('GET')) allowed.add('HEAD');
  return new AppError('method-not-allowed', { headers: { Allow: [...allowed].sort().join(', ') } });
}

interface KnownRoute {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

function routesOf(application: Express): KnownRoute[] {
  return application.router.stack.flatMap(({ route }) => {
    if (!route || route.path.includes('*')) return [];
    // Express types `methods` loosely: it is a record of lower-case names.
    const methods = (route as unknown as { methods: Record<string, boolean> }).methods;
    return [{ path: pathPattern(route.path), methods: Object.keys(methods).map((name) => name.toUpperCase()) }];
  });
}

/** The pattern of a path with `:name` parameters. */
const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`, 'i');
