/** Lets Node run the sources themselves: their imports say `.js` where the file is `.ts`. */
import fs from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

module.registerHooks({
  resolve(specifier, context, next) {
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (fs.existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});
