/** What a wire protocol does for the sandbox: find the operation, read its input, write its answer or its error. */
import type { AwsError } from '../errors.js';
import type { SandboxRequest } from '../http.js';
import type { Operation } from '../wire/schema.js';

/** An operation that a request was found to call, and its parsed input. */
export interface Routed {
  operation: Operation;
  input: Readonly<Record<string, unknown>>;
}

/** A written answer before the transport has a say. */
export interface Written {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How an answer is written: with values of the wrong type when a fault says so. */
export interface WriteOptions {
  requestId: string;
  wrongTypes: boolean;
}

/** A wire protocol with the operations of one service. */
export interface Protocol {
  /** Finds the operation and reads its input. Throws an AwsError for what the service does not know. */
  route(request: SandboxRequest): Routed;
  write(operation: Operation, output: object, options: WriteOptions): Written;
  writeError(error: AwsError, requestId: string, request: SandboxRequest): Written;
}
