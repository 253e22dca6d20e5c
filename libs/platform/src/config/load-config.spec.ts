import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, describeConfig, loadConfig, secret } from './load-config.js';

const schema = z.object({
  PORT: z.coerce.number().int().max(65_535).default(8001).describe('The port to listen on.'),
  LOG_LEVEL: z.enum(['info', 'debug']).default('info').describe('How much is logged.'),
  DATABASE_URL: z.url().describe('postgresql://user:password@host:5432/database?schema=auth'),
  SIGNING_KEY: secret('The private key that signs tokens.'),
  AMQP_URL: z.string().optional().describe('A RabbitMQ; without it events stay in the process.'),
});

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('It was accepted.');
}

describe('the configuration', () => {
  it('is read, with defaults, and an empty variable is as good as none', () => {
    const env = { DATABASE_URL: 'postgresql://h/d', SIGNING_KEY: 'k', PORT: '', LOG_LEVEL: ' debug ', OTHER: 'x' };
    expect(loadConfig(schema, env)).toEqual({
      PORT: 8001,
      LOG_LEVEL: 'debug',
      DATABASE_URL: 'postgresql://h/d',
      SIGNING_KEY: 'k',
    });
  });

  it('reports every problem at once, with the name and what to set, and never a value', () => {
    const { problems, message } = problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'hunter2' });
    expect(problems.map(({ name }) => name).sort()).toEqual(['DATABASE_URL', 'LOG_LEVEL', 'PORT', 'SIGNING_KEY']);
    expect(message).toContain('SIGNING_KEY: is not set. Set it to: The private key that signs tokens.');
    expect(message).not.toContain('hunter2');
  });

  it('describes itself for .env.example', () => {
    expect(describeConfig(schema)).toEqual([
      { name: 'PORT', description: 'The port to listen on.', default: '8001', required: false, secret: false },
      { name: 'LOG_LEVEL', description: 'How much is logged.', default: 'info', required: false, secret: false },
      {
        name: 'DATABASE_URL',
        description: 'postgresql://user:password@host:5432/database?schema=auth',
        required: true,
        secret: false,
      },
      { name: 'SIGNING_KEY', description: 'The private key that signs tokens.', required: true, secret: true },
      {
        name: 'AMQP_URL',
        description: 'A RabbitMQ; without it events stay in the process.',
        required: false,
        secret: false,
      },
    ]);
  });
});
