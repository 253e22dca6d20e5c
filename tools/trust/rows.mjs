/**
 * What must hold, and who tries to break it. `where` says which run shows it: `test` the tests of every change, `browser` those in
 * Chromium, `chaos` `npm run chaos`, which is run before a release and not with every change.
 */
const row = (id, promise, ...where) => ({ id, promise, where: where.length > 0 ? where : ['test'] });

export const areas = {
  'Tokens and sessions': [
    row('T01', 'Only tokens of allow-listed algorithms, signed with our keys, open anything.'),
    row(
      'T02',
      'The times in a token are honoured, within 30 seconds, and no access token lives longer than 15 minutes.',
    ),
    row('T03', 'Refresh tokens rotate; a stolen one ends the session; two tabs or a lost answer end nothing.'),
    row('T04', 'A token opens only what it was made for, at whom it was made for, as long as it lives.'),
    row('T05', 'Sessions die when they should, on every replica, within five seconds.'),
    row('T06', 'No token in storage or addresses; cookies that scripts and other sites cannot use.', 'test', 'browser'),
  ],
  'Second factor': [
    row('M01', 'A code of the authenticator works once, in its time, for its person.'),
    row('M02', 'Guessing is hopeless, and does not lock out who is signed in.'),
    row('M03', 'Half a sign-in opens nothing but the step that is missing.'),
    row('M04', 'Authenticators and recovery codes are guarded and never stored in clear.'),
  ],
  'Sign-in at the identity provider': [
    row('O01', 'A sign-in belongs to the browser that began it, once, with PKCE.'),
    row('O02', 'The ID token is checked in full.'),
    row('O03', 'Identity is issuer and subject, never an e-mail address.'),
    row('O04', 'No open redirect; trouble at the provider stays at the sign-in.'),
  ],
  'Roles and tenants': [
    row('R01', 'Denied by default: every operation against everybody who might ask.'),
    row('R02', "Another tenant's ids are as good as random ones."),
    row('R03', "References to another tenant's things are refused, and change nothing."),
    row('R04', 'The database itself shows a service the rows of one tenant.'),
    row('R05', 'What a route does not name cannot be sent.'),
    row('R06', 'Nobody gives themselves more than they have.'),
  ],
  Input: [
    row('I01', 'Sizes are limited: bodies, addresses, headers, depth, slowness.'),
    row('I02', 'No text can stall a service.'),
    row('I03', 'No address that somebody types leads into the inner network.'),
    row('I04', 'No path leads out of its folder.'),
    row('I05', 'No text becomes a query; cursors are signed.'),
    row('I06', 'Whatever is sent, the answer is one of the contract.'),
  ],
  Output: [
    row('X01', 'No cell of a CSV file is a formula.'),
    row('X02', 'Nothing from the cloud becomes markup or a mail header.', 'test', 'browser'),
    row('X03', 'Headers are strict; errors tell nothing about the inside.'),
    row('X04', 'Secrets are in no log, no table and no message.'),
  ],
  'Rate limits': [
    row('L01', 'Limits hold across replicas.'),
    row('L02', 'One tenant cannot starve another.', 'test', 'chaos'),
  ],
  'Vault and secrets': [
    row('V01', 'The secret store is asked again, with patience, and its errors say what is wrong.'),
    row('V02', 'A secret store that is down is left alone until it is up.'),
    row('V03', 'Secrets are kept for five minutes, asked for once.'),
    row('V04', 'Tokens and leases of the secret store are renewed in time.'),
    row('V05', 'Credentials of customers are in memory only, as long as they are used.'),
  ],
  'Edge with certificates': [
    row('G01', 'Without the right certificate nothing answers but health.'),
    row('G02', 'A certificate cannot be claimed by a header; rotation loses no request.'),
  ],
  'Collecting from AWS': [
    row('A01', 'No confused deputy: a role that opens without its ExternalId is refused.'),
    row('A02', 'Throttling costs time, not resources.', 'test', 'chaos'),
    row('A03', 'Denied is not clean.'),
    row('A04', 'Hangs and expired credentials end in their time.'),
    row('A05', 'Answers of any shape are survived.'),
    row('A06', 'Accounts never mix.'),
  ],
  Messages: [
    row('Q01', 'A message that comes twice changes nothing twice.'),
    row('Q02', 'What was committed is published, once it can be.', 'test', 'chaos'),
    row('Q03', 'A message that cannot be handled waits aside.'),
    row('Q04', 'The loss of the broker is survived.', 'test', 'chaos'),
    row('Q05', 'The order of messages does not matter.'),
  ],
  'Crashes, the database, upgrades': [
    row('K01', 'Any service may die at any moment.', 'test', 'chaos'),
    row('K02', 'No scan hangs for ever.', 'test', 'chaos'),
    row('K03', 'The loss of the database is survived.', 'test', 'chaos'),
    row('K04', 'Replicas are changed without a lost request; a restored dump is whole.', 'test', 'chaos'),
  ],
  Load: [
    row('P01', '100,000 findings are read fluently by 25 people.'),
    row('P02', 'The last page of a list costs what the first one costs.'),
    row('P03', 'A large account and a long life stay within their memory.', 'chaos'),
  ],
  Remediation: [
    row('D01', 'One decision has one effect.'),
    row('D02', 'Only legal moves, and four eyes.'),
    row('D03', 'Guardrails before every action.'),
    row('D04', 'An action that is interrupted is neither lost nor repeated.'),
  ],
  Notifications: [
    row('N01', 'One mail, not a hundred.'),
    row('N02', 'Trouble at the mail service loses no mail.'),
    row('N03', 'Webhooks are signed, retried and switched off when they are gone.'),
  ],
  Dashboard: [
    row(
      'E01',
      'From an empty page to the first finding in five clicks; example data can be tried and wiped.',
      'test',
      'browser',
    ),
    row(
      'E02',
      'No accessibility violation on any page, in both themes and languages, empty, loaded or broken.',
      'test',
      'browser',
    ),
    row(
      'E03',
      'The address is the view: reload, share and Back give it again; what is not understood is said.',
      'test',
      'browser',
    ),
    row(
      'E04',
      'The whole triage without a mouse; single keys can be switched off and never act while one writes.',
      'test',
      'browser',
    ),
    row('E05', 'Views are kept, shared, pinned with live counts, and alerted on.', 'test', 'browser'),
    row(
      'E06',
      'Many findings are changed at once, with a report for each that stayed, and taken back.',
      'test',
      'browser',
    ),
    row('E07', 'Severity is never colour alone, and readable.', 'test', 'browser'),
    row('E08', 'A running scan is watched live, through reloads and lost connections.', 'test', 'browser'),
    row(
      'E09',
      'Every list has its skeleton, empty, zero-results, partial, error and no-permission state.',
      'test',
      'browser',
    ),
    row('E10', 'Long lists stay fluid; the first visit stays within its budget.', 'test', 'browser'),
    row('E11', 'Two languages with nothing left out; times in the chosen zone, exact on hover.', 'test', 'browser'),
    row('E12', 'Every number leads to what it counts, and every chart is a table, too.', 'test', 'browser'),
    row(
      'E13',
      'An export holds exactly what the query finds, in formats that others read, and nothing in it runs.',
      'test',
      'browser',
    ),
    row('E14', '320 pixels, targets of 24, visible focus, less motion.', 'test', 'browser'),
    row(
      'E15',
      'Signing in takes pasted codes; the end of a session is told ahead and takes nothing away.',
      'test',
      'browser',
    ),
  ],
  'Audit and operations': [
    row('U01', 'Every change and every refusal is one row, in the transaction of its effect.'),
    row('U02', 'A row that is changed afterwards is found.'),
    row('S01', 'Health is honest; a request can be followed through every service.'),
    row('S02', 'What is shipped is what was tested.'),
  ],
};
