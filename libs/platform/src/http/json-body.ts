/** Reads JSON bodies, and refuses what is too large or of another type before it is read. */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import express from 'express';
import { AppError } from '../errors/app-error.js';
import { asAppError } from '../errors/problem.js';
import { findDuplicateKey } from './duplicate-keys.js';

/** Middleware that parses bodies of up to `limit` bytes, after decompression. */
export function jsonBody(limit: number): RequestHandler[] {
  const parse = express.json({ limit, strict: true, type: () => true, verify: refuseDuplicates });
  return [
    (request, _response, next) => {
      const isJson = /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
      if (hasBody(request) && !isJson) next(new AppError('unsupported-media-type'));
      else next();
    },
    (request: Request, response: Response, next: NextFunction) => {
      // Nest would take the parser's SyntaxError for a bad request of its own kind: translate it first.
      parse(request, response, (error?: unknown) => (error === undefined ? next() : next(asAppError(error))));
    },
  ];
}

function refuseDuplicates(_request: unknown, _response: unknown, body: Buffer): void {
  const name = findDuplicateKey(body.toString('utf8'));
  if (name !== undefined) {
    const pointer = `/body/${name.slice(0, 100)}`;
    throw new AppError('invalid-input', { errors: [{ pointer, message: 'This name comes twice.' }] });
  }
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
