/** Gives Nest's own messages to our logger. Its start-up chatter is debug. */
import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Adapts a Logger to Nest. The last optional parameter of each call is Nest's context, a stack may come before it. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...optional: unknown[]): void {
    this.write('debug', message, optional);
  }

  error(message: unknown, ...optional: unknown[]): void {
    this.write('error', message, optional);
  }

  warn(message: unknown, ...optional: unknown[]): void {
    this.write('warn', message, optional);
  }

  debug(message: unknown, ...optional: unknown[]): void {
    this.write('debug', message, optional);
  }

  verbose(message: unknown, ...optional: unknown[]): void {
    this.write('trace', message, optional);
  }

  fatal(message: unknown, ...optional: unknown[]): void {
    this.write('fatal', message, optional);
  }

  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, optional: unknown[]): void {
    const context = optional.at(-1);
    const stack = optional.length > 1 ? { stack: optional[0] } : {};
    const fields = { ...(typeof context === 'string' ? { context } : {}), ...stack };
    if (message instanceof Error) this.logger[level]({ ...fields, error: message }, message.message);
    else if (typeof message === 'string') this.logger[level](fields, message);
    else this.logger[level]({ ...fields, detail: message }, 'message of the framework');
  }
}
