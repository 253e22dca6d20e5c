/** Finds handlers that would be reachable without a contract. */
import { RequestMethod, type INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/internal';
import { OPEN, ROUTE } from './handle.js';

/** Throws when an HTTP handler has neither @Handle nor @OpenEndpoint: what is not declared is not served. */
export function checkHandlers(app: INestApplication): void {
  const scanner = new MetadataScanner();
  const undeclared = app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype, instance }) => {
      const prototype: unknown = instance ? Object.getPrototypeOf(instance) : undefined;
      if (!prototype || typeof prototype !== 'object') return [];
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler: unknown = Reflect.get(prototype, name);
        if (typeof handler !== 'function') return [];
        const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
        const isDeclared = Reflect.hasMetadata(ROUTE, handler) || Reflect.hasMetadata(OPEN, handler);
        return method === undefined || isDeclared ? [] : [`${metatype?.name ?? 'a controller'}.${name}`];
      });
    });
  if (undeclared.length > 0) {
    throw new Error(
      `These handlers have no route contract (@Handle) and are not marked @OpenEndpoint: ${undeclared.join(', ')}`,
    );
  }
}
