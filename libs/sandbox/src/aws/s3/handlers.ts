/** Every S3 operation that the sandbox serves. */
import type { Handlers } from '../context.js';
import { accessHandlers } from './access-handlers.js';
import { bucketHandlers } from './buckets.js';
import { subresourceHandlers } from './subresources.js';

/** The operations by name. */
export const s3Handlers: Handlers = { ...bucketHandlers, ...accessHandlers, ...subresourceHandlers };
