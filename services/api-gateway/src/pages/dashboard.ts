/** The built dashboard, and the API's documentation. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { openApi } from '@cspmexa/contracts';
import express, { Router, type RequestHandler } from 'express';

/** Serves the dashboard's files; every page address answers with its first page, and the dashboard finds the rest. */
export function dashboard(folder: string): RequestHandler {
  const index = path.join(folder, 'index.html');
  const router = Router();
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: 0, dotfiles: 'ignore' }));
  router.get('/{*page}', (request, response, next) => {
    if (/^\/api(\/|$)/i.test(request.path) || /\.\w+$/.test(request.path) || !request.accepts('html')) return next();
    if (!fs.existsSync(index)) return next();
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>CSPMEXA API</title><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="swagger"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>`;
const script = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger', deepLinking: true });`;

/** The OpenAPI document and Swagger UI over it. */
export function documentation(version: string): RequestHandler {
  const document = JSON.stringify(openApi(version));
  const files = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = Router();
  router.get('/api/openapi.json', (_request, response) => response.type('json').send(document));
  router.get('/api/docs/start.js', (_request, response) => response.type('js').send(script));
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    router.get(`/api/docs/${file}`, (_request, response) =>
      response.set('Cache-Control', 'no-cache').sendFile(path.join(files, file)),
    );
  router.get(['/api/docs', '/api/docs/'], (_request, response) => response.type('html').send(page));
  return router;
}
