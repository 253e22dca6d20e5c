/** Lets plain `node --import` run our TypeScript as it is: for processes that tests start beside themselves. */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import swc from '@swc/core';

const options = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2022',
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** `./x.js` means `./x.ts` in TypeScript, and workspace packages mean their sources. */
export function resolve(specifier, context, next) {
  const isOurs = context.parentURL?.endsWith('.ts') && specifier.startsWith('.') && specifier.endsWith('.js');
  const source = isOurs ? specifier.replace(/\.js$/, '.ts') : specifier;
  return next(source, { ...context, conditions: [...context.conditions, '@cspmexa/source'] });
}

export function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = swc.transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  return { format: 'module', shortCircuit: true, source: code };
}

if (isMainThread) {
  // Older versions of Node run the hooks in a thread of their own, which imports this file again.
  if (module.registerHooks) module.registerHooks({ resolve, load });
  else module.register(import.meta.url);
}
