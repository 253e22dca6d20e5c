/** The addresses that operators, orchestrators and other services ask: health, metrics, and the keys of our service tokens. */
import { Router } from 'express';
import type { Metrics } from '../metrics.js';
import type { ServiceIdentity } from '../service-identity/service-identity.js';
import type { Readiness } from './readiness.js';

/** Where a service publishes the public keys of its service tokens. */
export const serviceKeysPath = '/.well-known/service-jwks.json';

export interface OperationsSettings {
  readonly readiness: Readiness;
  /** Served at `/metrics`. */
  readonly metrics?: Metrics | undefined;
  /** Its keys are served at `serviceKeysPath`. */
  readonly identity?: ServiceIdentity | undefined;
}

/** `/health/live`, `/health/ready` (503 with the names of what is down), `/health` (the same), and what else it is given. */
export function operations({ readiness, metrics, identity }: OperationsSettings): Router {
  const router = Router();
  router.use(['/health', '/metrics', serviceKeysPath], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get(['/health', '/health/ready'], async (_request, response) => {
    const down = await readiness.down();
    const status = down.length === 0 ? { status: 'ok' } : { status: 'unavailable', down };
    response.status(down.length === 0 ? 200 : 503).json(status);
  });
  if (identity) {
    router.get(serviceKeysPath, (_request, response) => {
      response.json(identity.jwks());
    });
  }
  if (metrics) {
    router.get('/metrics', async (_request, response) => {
      const { body, contentType } = await metrics.text();
      response.set('Content-Type', contentType).send(body);
    });
  }
  return router;
}
