/** A pretend Google for signing in: the real strategy talks to it over HTTP, and a person chooses who to be. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Router, urlencoded, type Request, type Response } from 'express';
import { html } from '@cspmexa/platform';
import { page } from '../pages/page.js';
import { idTokens, type Forgery } from './id-tokens.js';
import type { SandboxPerson } from './people.js';

export interface SandboxGoogleSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The only address that a sign-in may go back to. */
  readonly redirectUri: string;
  readonly people: readonly SandboxPerson[];
  /** Who it says that it is in ID tokens; Google unless given. */
  readonly issuer?: string;
  /** Milliseconds since 1970; the clock of this machine unless given. */
  readonly now?: () => number;
  /** Answers that are not what they must be, for tests. */
  readonly forgery?: Forgery;
}

interface Grant {
  readonly person: SandboxPerson;
  readonly challenge: string;
  readonly nonce: string;
  readonly expiresAt: number;
}

const codeMs = 60_000;
const tokenMs = 300_000;
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The endpoints `/authorize`, `/choose`, `/token`, `/userinfo` and `/certs`, for mounting. PKCE with S256 is required, a code works once,
 * and the ID token carries the nonce.
 */
export function sandboxGoogle(settings: SandboxGoogleSettings): Router {
  const now = settings.now ?? Date.now;
  const codes = new Map<string, Grant>();
  const forgery = settings.forgery ?? {};
  const signer = idTokens({ issuer: settings.issuer ?? 'https://accounts.google.com', audience: settings.clientId });
  const tokens = new Map<string, { person: SandboxPerson; expiresAt: number }>();
  const router = Router();

  /** What is wrong with a request for authorization; null when nothing is. */
  const wrong = ({ query }: Request): string | null => {
    if (query['client_id'] !== settings.clientId) return 'unknown client';
    if (query['redirect_uri'] !== settings.redirectUri) return 'redirect_uri is not registered';
    if (query['response_type'] !== 'code') return 'response_type must be code';
    if (query['code_challenge_method'] !== 'S256' || !/^[\w-]{43}$/.test(textOf(query['code_challenge'])))
      return 'PKCE with S256 is required';
    return textOf(query['state']).length < 16 ? 'state is required' : null;
  };

  router.get('/authorize', (request, response) => {
    const problem = wrong(request);
    if (problem)
      return void response
        .status(400)
        .type('html')
        .send(
          page(
            'Sandbox Google',
            html`<h1>Error 400</h1>
              <p class="lead">${problem}</p>`,
          ),
        );
    const search = new URL(request.originalUrl, 'http://sandbox').searchParams;
    const link = (person: SandboxPerson) => {
      const target = new URLSearchParams(search);
      target.set('person', person.subject);
      return `choose?${target}`;
    };
    response.type('html').send(
      page(
        'Sign in · sandbox Google',
        html`<h1>Choose an account</h1>
          <p class="lead">
            This is a pretend Google on your own machine. Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET to use the real
            one.
          </p>
          <ul class="list">
            ${settings.people.map(
              (person) =>
                html`<li>
                  <a
                    class="person"
                    data-person="${person.subject}"
                    data-role="${person.role ?? 'none'}"
                    href="${link(person)}"
                    ><span class="grow"
                      ><strong>${person.name}</strong><br /><span class="soft">${person.email}</span></span
                    ><span class="badge">${person.note}</span></a
                  >
                </li>`,
            )}
          </ul>`,
      ),
    );
  });

  router.get('/choose', (request, response) => {
    const problem = wrong(request);
    const person = settings.people.find(({ subject }) => subject === request.query['person']);
    if (problem || !person)
      return void response
        .status(400)
        .type('text')
        .send(problem ?? 'unknown person');
    const code = randomBytes(32).toString('base64url');
    codes.set(code, {
      person,
      challenge: textOf(request.query['code_challenge']),
      nonce: textOf(request.query['nonce']),
      expiresAt: now() + codeMs,
    });
    const back = new URL(settings.redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', textOf(request.query['state']));
    response.redirect(302, back.href);
  });

  const refuse = (response: Response, status: number, error: string): void =>
    void response.status(status).json({ error });

  router.post('/token', urlencoded({ extended: false, limit: '16kb' }), async (request, response) => {
    const body = (request.body ?? {}) as Record<string, unknown>; // parsed by urlencoded above
    const grant = codes.get(textOf(body['code']));
    codes.delete(textOf(body['code']));
    if (
      !same(textOf(body['client_id']), settings.clientId) ||
      !same(textOf(body['client_secret']), settings.clientSecret)
    )
      return refuse(response, 401, 'invalid_client');
    const challenge = createHash('sha256').update(textOf(body['code_verifier'])).digest('base64url');
    const good =
      grant &&
      grant.expiresAt > now() &&
      same(challenge, grant.challenge) &&
      body['redirect_uri'] === settings.redirectUri;
    if (!good) return refuse(response, 400, 'invalid_grant');
    const token = randomBytes(32).toString('base64url');
    tokens.set(token, { person: grant.person, expiresAt: now() + tokenMs });
    const claims = { ...claimsOf(grant.person), ...(grant.nonce ? { nonce: grant.nonce } : {}) };
    response.json({
      access_token: token,
      token_type: 'Bearer',
      expires_in: tokenMs / 1_000,
      scope: 'openid email profile',
      id_token: await signer.sign(claims, new Date(now()), forgery.idToken),
    });
  });

  router.get('/userinfo', (request, response) => {
    const found = tokens.get(
      (request.get('authorization') ?? textOf(request.query['access_token'])).replace(/^Bearer /i, ''),
    );
    if (!found || found.expiresAt <= now()) return refuse(response, 401, 'invalid_token');
    const claims = claimsOf(found.person);
    response.json(forgery.userinfo ? forgery.userinfo(claims) : claims);
  });

  router.get('/certs', async (_request, response) => {
    response.json(await signer.jwks());
  });

  return router;
}

/** What it says about a person, in ID tokens and at `/userinfo`. The people of the company have its Workspace domain. */
const claimsOf = ({ subject, email, emailVerified, name }: SandboxPerson) => ({
  sub: subject,
  email,
  email_verified: emailVerified,
  name,
  ...(email.endsWith('@tucanuva.example') ? { hd: 'tucanuva.example' } : {}),
});
