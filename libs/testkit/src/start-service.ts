/** Starts a service for a test, on a free port of loopback. */
import { createHttpService, type HttpService, type HttpServiceOptions } from '@cspmexa/platform';
import type { DynamicModule, Type } from '@nestjs/common';
import { captureLogs } from './captured-logs.js';

/** The same boot as in production; logs go nowhere unless a logger is given. Stop it when the test ends. */
export const startService = (
  module: Type | DynamicModule,
  options: Partial<HttpServiceOptions> = {},
): Promise<HttpService> =>
  createHttpService(module, {
    name: 'test',
    port: 0,
    logger: captureLogs('silent').logger,
    drainMs: 2_000,
    ...options,
  });
