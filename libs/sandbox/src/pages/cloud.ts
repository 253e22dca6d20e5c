/** The pretend AWS account for a person: what is wrong in it, and a button that puts each right. */
import { Router, urlencoded } from 'express';
import type { SandboxAccount, SandboxFix } from '../aws/index.js';
import { html, type Html } from '@cspmexa/platform';
import { page } from './page.js';

export interface CloudPageSettings {
  readonly account: SandboxAccount;
  readonly fixes: readonly SandboxFix[];
  /** For AWS_ENDPOINT_URL. */
  readonly endpointUrl: string;
  /** Called after a fix was applied or undone. */
  readonly onChange: () => void;
  readonly navigation: Html;
}

/** Pages `/` and `POST /change`, for mounting. Changes are taken from our own pages only. */
export function cloudPage({ account, fixes, endpointUrl, onChange, navigation }: CloudPageSettings): Router {
  const router = Router();
  router.get('/', (request, response) => {
    if (!request.originalUrl.split('?')[0]?.endsWith('/')) return response.redirect(301, `${request.baseUrl}/`);
    response.type('html').send(
      page(
        'AWS · sandbox',
        html`<h1>Sandbox AWS account ${account.id}</h1>
          <p class="lead">
            Repair something here, then scan again: exactly that finding resolves. It speaks AWS's own protocols,
            too:<br /><code>AWS_ENDPOINT_URL=${endpointUrl} aws s3api list-buckets</code>
          </p>
          <ul class="list">
            ${fixes.map(
              (fix) =>
                html`<li data-fix="${fix.problem}" data-applied="${String(fix.applied)}">
                  <span class="grow"
                    ><strong>${fix.title.en}</strong><br /><span class="soft"
                      >${fix.title.pt}<br />${fix.resourceArn}</span
                    ></span
                  >
                  <form method="post" action="change">
                    <input type="hidden" name="id" value="${fix.id}" /><input
                      type="hidden"
                      name="to"
                      value="${fix.applied ? 'broken' : 'fixed'}"
                    /><button class="${fix.applied ? '' : 'primary'}">${fix.applied ? 'Break again' : 'Fix'}</button>
                  </form>
                </li>`,
            )}
          </ul>`,
        navigation,
      ),
    );
  });
  router.post('/change', urlencoded({ extended: false, limit: '16kb' }), (request, response) => {
    // Over plain HTTP, as everything here.
    if (request.get('origin') !== `http://${request.get('host')}`)
      return void response.status(403).type('text').send('not from our page');
    const { id, to } = (request.body ?? {}) as { id?: unknown; to?: unknown }; // parsed by urlencoded above
    const fix = fixes.find((candidate) => candidate.id === id);
    if (!fix) return void response.status(404).type('text').send('no such fix');
    if (to === 'fixed') fix.apply();
    else if (to === 'broken') fix.undo();
    else return void response.status(400).type('text').send('fixed or broken');
    onChange();
    response.redirect(303, './');
  });
  return router;
}
