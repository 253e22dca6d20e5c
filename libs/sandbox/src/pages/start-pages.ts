/** One loopback server with everything of the sandbox that a browser looks at. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import type { SandboxAccount, SandboxFix } from '../aws/index.js';
import { sandboxGoogle, type SandboxGoogleSettings } from '../google/sandbox-google.js';
import { html } from '@cspmexa/platform';
import { cloudPage } from './cloud.js';
import { mailbox } from './mailbox.js';

export interface SandboxPagesSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the dashboard is, for the way back. */
  readonly dashboardUrl: string;
  readonly account: SandboxAccount;
  readonly fixes: readonly SandboxFix[];
  readonly endpointUrl: string;
  readonly onChange: () => void;
  readonly google: SandboxGoogleSettings;
}

export interface SandboxPages {
  /** For example http://127.0.0.1:8055. */
  readonly url: string;
  readonly google: {
    readonly authorizationUrl: string;
    readonly tokenUrl: string;
    readonly userinfoUrl: string;
    readonly jwksUrl: string;
  };
  stop(): Promise<void>;
}

/** Errors of the router and the parsers, without where in our code they happened. */
const sayNoMore: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status =
    typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
      ? error.status
      : 500;
  response.status(status).type('text').send('This request is not understood.');
};

/** Starts the server. Rejects when the port is taken. Only requests that name loopback as their host are answered. */
export async function startSandboxPages(settings: SandboxPagesSettings): Promise<SandboxPages> {
  const { account, fixes, endpointUrl, onChange, dashboardUrl } = settings;
  const navigation = html`<nav>
    <strong>CSPMEXA sandbox</strong><a href="/aws/">AWS account</a><a href="/mailbox/">Mailbox</a
    ><a href="${dashboardUrl}">Dashboard</a>
  </nav>`;
  const app = express().disable('x-powered-by');
  app.use((request, response, next) => {
    // A page elsewhere must not reach us by a name that it has pointed at loopback.
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.get('host') ?? ''))
      return void response.status(403).end();
    response.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    next();
  });
  app.get('/', (_request, response) => response.redirect(302, '/aws/'));
  app.use('/aws', cloudPage({ account, fixes, endpointUrl, onChange, navigation }));
  app.use(
    '/mailbox',
    mailbox(() => account.mailbox, navigation),
  );
  app.use('/google', sandboxGoogle(settings.google));
  app.use((_request, response) => void response.status(404).type('text').send('There is nothing here.'));
  app.use(sayNoMore);
  const server = app.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    google: {
      authorizationUrl: `${url}/google/authorize`,
      tokenUrl: `${url}/google/token`,
      userinfoUrl: `${url}/google/userinfo`,
      jwksUrl: `${url}/google/certs`,
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
