/** The addresses that operators and orchestrators ask: health and metrics. */
import { Router } from 'express';
import type { Metrics } from '../metrics.js';
import type { Readiness } from './readiness.js';

/** `/health/live`, `/health/ready` (503 with the names of what is down), `/health` (the same) and, if asked for, `/metrics`. */
export function operations(readiness: Readiness, metrics: Metrics | undefined): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get(['/health', '/health/ready'], async (_request, response) => {
    const down = await readiness.down();
    const status = down.length === 0 ? { status: 'ok' } : { status: 'unavailable', down };
    response
      .set('Cache-Control', 'no-store')
      .status(down.length === 0 ? 200 : 503)
      .json(status);
  });
  if (metrics) {
    router.get('/metrics', async (_request, response) => {
      const { body, contentType } = await metrics.text();
      response.set('Content-Type', contentType).send(body);
    });
  }
  return router;
}
