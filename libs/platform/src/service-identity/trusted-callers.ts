/** `TRUSTED_CALLERS` of a service: who may call it, and where their keys are. */
import { z } from 'zod';

const entry = /^([a-z][a-z0-9-]{0,62})=(https?:\/\/[^\s@]+)$/;

/** `api-gateway=http://gateway:8050/.well-known/service-jwks.json,…` as a record of addresses by name. `usual` is the text where nothing is set. */
export const trustedCallers = (usual: string) =>
  z
    .string()
    .default(usual)
    .transform((text, context): Record<string, string> => {
      const items = text.split(',').flatMap((item) => item.trim() || []);
      const pairs = items.flatMap((item) => {
        const [, name, address] = entry.exec(item) ?? [];
        if (name !== undefined && address !== undefined && URL.canParse(address)) return [[name, address] as const];
        context.addIssue('Write name=https://host:port/.well-known/service-jwks.json, with commas between several.');
        return [];
      });
      const names = pairs.map(([name]) => name);
      if (new Set(names).size < names.length) context.addIssue('Name each caller once.');
      return Object.fromEntries(pairs);
    })
    .describe('Which services may call this one, as name=address of their keys, separated by commas.');
