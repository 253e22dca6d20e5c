/** Several accounts behind one door: roles, sessions and the mail that an account sends. */
import {
  GetCredentialReportCommand,
  GenerateCredentialReportCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  SendEmailCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import {
  createSandboxAccount,
  realisticAccount,
  SCANNER_EXTERNAL_ID,
  sandboxRequestHandler,
  type SandboxAccount,
  type SentMail,
} from './index.js';

let clock = new Date('2026-11-21T12:00:00Z').getTime();
const now = (): Date => new Date(clock);
const credentials = { accessKeyId: 'AKIAUNKNOWN000000001', secretAccessKey: 'y' };

function clientsOf(...accounts: [SandboxAccount, ...SandboxAccount[]]) {
  const config = { region: 'us-east-1', credentials, maxAttempts: 1, requestHandler: sandboxRequestHandler(accounts) };
  return { config, sts: new STSClient(config), iam: new IAMClient(config), ses: new SESv2Client(config) };
}

const ROLE = 'arn:aws:iam::111122223333:role/CspmexaScanner';

describe('assuming a role of another account', () => {
  const security = createSandboxAccount({ accountId: '444455556666', now });
  const customer = realisticAccount({ now });
  const { sts, config } = clientsOf(security, customer);
  const assume = (ExternalId?: string, RoleArn = ROLE) =>
    sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scan', ExternalId }));

  it.each([
    ['without an ExternalId', undefined, ROLE],
    ['with a wrong ExternalId', 'guess', ROLE],
    ['that does not exist', SCANNER_EXTERNAL_ID, 'arn:aws:iam::111122223333:role/Nobody'],
    ['of an account that does not exist', SCANNER_EXTERNAL_ID, 'arn:aws:iam::000000000001:role/CspmexaScanner'],
    ['that trusts another principal', SCANNER_EXTERNAL_ID, 'arn:aws:iam::111122223333:role/prod-app'],
  ])('is refused %s', async (_, externalId, role) => {
    await expect(assume(externalId, role)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${security.defaultCaller.arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('gives credentials that act in the account of the role until they expire', async () => {
    const { Credentials, AssumedRoleUser } = await assume(SCANNER_EXTERNAL_ID);
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/CspmexaScanner/scan');
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const client = new STSClient({ ...config, credentials: session });
    await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: customer.id });
    const users = await new IAMClient({ ...config, credentials: session }).send(new ListUsersCommand({}));
    expect(users.Users).toHaveLength(customer.state.iam.users.size);
    const own = await new IAMClient(config).send(new ListUsersCommand({}));
    expect(own.Users).toHaveLength(0);
    clock += 3_600_001;
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('lets anyone assume a role that trusts everybody', async () => {
    const role = 'arn:aws:iam::111122223333:role/integracao-parceiros';
    await expect(assume(undefined, role)).resolves.toHaveProperty('Credentials.SessionToken');
  });

  it('knows the access keys of users', async () => {
    const [user] = [...customer.state.iam.users.values()].filter(({ accessKeys }) => accessKeys.length > 0);
    const accessKeyId = user?.accessKeys[0]?.id ?? '';
    const client = new STSClient({ ...config, credentials: { accessKeyId, secretAccessKey: 'y' } });
    await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: customer.id,
      Arn: user?.arn,
      UserId: user?.id,
    });
  });
});

describe('the credential report', () => {
  it('is absent, then in progress, then there', async () => {
    const account = realisticAccount({ now });
    account.state.settings.credentialReportPolls = 2;
    const { iam } = clientsOf(account);
    const read = () => iam.send(new GetCredentialReportCommand({}));
    await expect(read()).rejects.toMatchObject({
      name: 'CredentialReportNotPresentException',
      $metadata: { httpStatusCode: 410 },
    });
    await expect(iam.send(new GenerateCredentialReportCommand({}))).resolves.toMatchObject({ State: 'STARTED' });
    await expect(iam.send(new GenerateCredentialReportCommand({}))).resolves.toMatchObject({ State: 'INPROGRESS' });
    await expect(read()).rejects.toMatchObject({ name: 'CredentialReportNotReadyException' });
    await expect(read()).rejects.toMatchObject({ name: 'CredentialReportNotReadyException' });
    const { Content, ReportFormat } = await read();
    expect(ReportFormat).toBe('text/csv');
    const [header, root, ...users] = Buffer.from(Content ?? [])
      .toString()
      .split('\n');
    expect(header?.split(',').slice(0, 8)).toEqual([
      'user',
      'arn',
      'user_creation_time',
      'password_enabled',
      'password_last_used',
      'password_last_changed',
      'password_next_rotation',
      'mfa_active',
    ]);
    expect(root).toMatch(/^<root_account>,arn:aws:iam::111122223333:root,[^,]+\+00:00,not_supported,/);
    expect(users).toHaveLength(account.state.iam.users.size);
    expect(users.find((row) => row.startsWith('deploy-bot,'))).toMatch(/,false,N\/A,N\/A,N\/A,false,true,/);
    expect(users.every((row) => row.split(',').length === header?.split(',').length)).toBe(true);
  });

  it('expires after four hours', async () => {
    const { iam } = clientsOf(realisticAccount({ now }));
    await iam.send(new GenerateCredentialReportCommand({}));
    await expect(iam.send(new GetCredentialReportCommand({}))).rejects.toThrow();
    clock += 4 * 3_600_000;
    await expect(iam.send(new GetCredentialReportCommand({}))).rejects.toMatchObject({
      name: 'CredentialReportExpiredException',
    });
  });
});

describe('mail', () => {
  const account = createSandboxAccount({ now });
  const { ses } = clientsOf(account);
  const send = (
    Content: ConstructorParameters<typeof SendEmailCommand>[0]['Content'],
    from = 'CSPM <alerts@a.example>',
  ) =>
    ses.send(
      new SendEmailCommand({ FromEmailAddress: from, Destination: { ToAddresses: ['ana@b.example'] }, Content }),
    );

  it('that is simple is kept with its parts, and told to listeners', async () => {
    const heard: SentMail[] = [];
    const stop = account.onMail((mail) => heard.push(mail));
    const { MessageId } = await send({
      Simple: {
        Subject: { Data: 'Três achados críticos' },
        Body: { Text: { Data: 'olá' }, Html: { Data: '<p>olá</p>' } },
        Headers: [{ Name: 'X-Batch', Value: '7' }],
      },
    });
    stop();
    await send({ Simple: { Subject: { Data: 'later' }, Body: { Text: { Data: '.' } } } });
    expect(heard).toHaveLength(1);
    expect(account.mailbox[0]).toMatchObject({
      messageId: MessageId,
      from: 'CSPM <alerts@a.example>',
      to: ['ana@b.example'],
      subject: 'Três achados críticos',
      text: 'olá',
      html: '<p>olá</p>',
      headers: { 'X-Batch': '7' },
    });
  });

  it('that is raw is read as MIME', async () => {
    const raw = [
      'From: alerts@a.example',
      'To: ana@b.example',
      'Subject: =?UTF-8?B?QWNoYWRvIGNyw610aWNv?=',
      'Content-Type: multipart/alternative; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'ol=C3=A1',
      '--b1',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>olá</p>').toString('base64'),
      '--b1--',
      '',
    ].join('\r\n');
    await send({ Raw: { Data: Buffer.from(raw) } });
    expect(account.mailbox.at(-1)).toMatchObject({ subject: 'Achado crítico', text: 'olá', html: '<p>olá</p>' });
  });

  it('is refused from a sender that is not verified, when the account asks for that', async () => {
    account.state.ses.requireVerifiedSender = true;
    const mail = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } };
    await expect(send(mail)).rejects.toMatchObject({
      name: 'MessageRejected',
      message:
        'Email address is not verified. The following identities failed the check in region US-EAST-1: alerts@a.example',
    });
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'a.example' }));
    const pending = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: 'a.example' }));
    expect(pending).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: false });
    account.state.ses.identities.set('a.example', { verified: true });
    await expect(send(mail)).resolves.toHaveProperty('MessageId');
    await expect(ses.send(new GetEmailIdentityCommand({ EmailIdentity: 'nobody@c.example' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});
