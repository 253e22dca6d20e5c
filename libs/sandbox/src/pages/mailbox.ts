/** The mails that SES would have sent, for reading. */
import { Router } from 'express';
import type { SentMail } from '../aws/index.js';
import { html, type Html } from '@cspmexa/platform';
import { page } from './page.js';

const when = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/** Pages `/` and `/:messageId` over the mails of an account, for mounting. A mail's HTML is shown in a frame that runs nothing. */
export function mailbox(mails: () => readonly SentMail[], navigation: Html): Router {
  const router = Router();
  router.get('/', (request, response) => {
    if (!request.originalUrl.split('?')[0]?.endsWith('/')) return response.redirect(301, `${request.baseUrl}/`);
    const newest = [...mails()].reverse();
    const list =
      newest.length === 0
        ? html`<p>No mail yet. One comes within minutes of the first findings that an alert rule asks for.</p>`
        : html`<ul class="list">
            ${newest.map(
              (mail) =>
                html`<li>
                  <span class="grow"
                    ><a data-mail href="${encodeURIComponent(mail.messageId)}"><strong>${mail.subject}</strong></a
                    ><br /><span class="soft">to ${mail.to.join(', ')} · ${when(mail.at)} UTC</span></span
                  >
                </li>`,
            )}
          </ul>`;
    response.type('html').send(
      page(
        'Mailbox · sandbox',
        html`<h1>Sandbox mailbox</h1>
          <p class="lead">What SES would have sent. Nothing leaves this machine.</p>
          ${list}`,
        navigation,
      ),
    );
  });
  router.get('/:messageId', (request, response) => {
    const mail = mails().find(({ messageId }) => messageId === request.params.messageId);
    if (!mail)
      return void response
        .status(404)
        .type('html')
        .send(page('Not found', html`<h1>No such mail</h1>`, navigation));
    const headers = Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`);
    response.type('html').send(
      page(
        mail.subject,
        html`<h1>${mail.subject}</h1>
          <p class="lead">from ${mail.from} · to ${mail.to.join(', ')} · ${when(mail.at)} UTC</p>
          ${mail.html ? html`<iframe sandbox="" title="The mail as HTML" srcdoc="${mail.html}"></iframe>` : html``}
          <h2>As text</h2>
          <pre data-text>${mail.text ?? ''}</pre>
          ${
            headers.length
              ? html`<h2>Headers</h2>
                  <pre>${headers.join('\n')}</pre>`
              : html``
          }`,
        navigation,
      ),
    );
  });
  return router;
}
