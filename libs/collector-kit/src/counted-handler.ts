/** Tells of every HTTP request at the place where it leaves: whatever the SDK does by itself, such as following S3 to another region, is counted. */
import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** What every client takes as its HTTP handler. */
export type HttpHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** What is told of the requests of one call. */
export interface RequestCounter {
  /** One is about to leave. */
  readonly onRequest: () => void;
  /** It did not leave after all: there was nobody to send it to. */
  readonly onUnsent: () => void;
}

/** The part of a handler that is used here; the SDK hands the options of `send` on to it. */
interface Handler {
  readonly metadata?: unknown;
  handle(request: unknown, options?: Partial<RequestCounter>): Promise<unknown>;
  destroy?(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): unknown;
}

/** Errors of a connection that never came about. */
const unsent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const isUnsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && unsent.has(String(error.code));

/** The same handler, telling the call's options of each request. */
export function counted(handler: HttpHandler): HttpHandler {
  const inner = handler as Handler; // its type also allows plain options, which nobody gives here
  const counting: Handler = {
    metadata: inner.metadata,
    handle: async (request, options) => {
      options?.onRequest?.();
      try {
        return await inner.handle(request, options);
      } catch (error) {
        if (isUnsent(error)) options?.onUnsent?.();
        throw error;
      }
    },
    destroy: () => inner.destroy?.(),
    updateHttpClientConfig: (key, value) => inner.updateHttpClientConfig(key, value),
    httpHandlerConfigs: () => inner.httpHandlerConfigs(),
  };
  return counting as HttpHandler; // it passes on what it gets, of whatever type
}
