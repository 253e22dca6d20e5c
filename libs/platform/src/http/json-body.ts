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
      if (hasBody(request) && !isJson(request.headers['content-type'] ?? ''))
        next(new AppError('unsupported-media-type'));
      else next();
    },
    (request: Request, response: Response, next: NextFunction) => {
      // Nest would take the parser's SyntaxError for a bad request of its own kind: translate it first.
      parse(request, response, (error?: unknown) => (error === undefined ? next() : next(asAppError(error))));
    },
  ];
}

/** Whether a media type is JSON in UTF-8, the only encoding that it has between systems (RFC 8259 §8.1): in another one, we might judge a text that the parser does not see. */
export function isJson(mediaType: string): boolean {
  const [type = '', ...parameters] = mediaType.slice(0, 500).toLowerCase().split(';');
  const charsets = parameters.map((text) => text.split('=')).filter(([name]) => name?.trim() === 'charset');
  return (
    /^application\/([\w.-]+\+)?json$/.test(type.trim()) &&
    charsets.every(([, value]) => ['utf-8', '"utf-8"'].includes(value?.trim() ?? ''))
  );
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
