import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeUserData } from './decode.js';
import { findSecrets } from './secrets.js';

const random = 'kT9vQ2mX7pLw4RzB8nYc';

const secrets: readonly [title: string, text: string, kind: string][] = [
  ['an AWS access key', 'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE', 'AWS access key'],
  ['an AWS secret key', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'secret or token'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----', 'private key'],
  ['an OpenSSH private key in YAML', '      -----BEGIN OPENSSH PRIVATE KEY-----', 'private key'],
  ['a password in the shell', 'export DB_PASSWORD=foobar123', 'password'],
  ['a quoted password', `PASSWORD="S3cret! with spaces"`, 'password'],
  ['a password in YAML', '  password: Tr0ub4dor&3', 'password'],
  ['a password in JSON', '{"user":"app","dbPassword":"hunter22","port":5432}', 'password'],
  ['a password in escaped JSON', String.raw`{\"MasterUserPassword\":\"hunter22\"}`, 'password'],
  ['a password of Spring', 'spring.datasource.password=Sup3rS3cret', 'password'],
  ['a password as an option', 'deploy --db-password Sup3rS3cret --quiet', 'password'],
  [
    'a password in a database address',
    'DATABASE_URL=postgres://app:Sup3rS3cret@db.internal:5432/app',
    'password in an address',
  ],
  ['a token in a git address', 'git clone https://oauth2:a1b2c3d4e5f6@git.example.com/x.git', 'password in an address'],
  ['the password of a user', 'echo "admin:Sup3rS3cret" | chpasswd', 'password in a command'],
  ['the password of MySQL', 'mysql -u root -pSup3rS3cret app < dump.sql', 'password in a command'],
  ['the password of a Windows user', 'net user deploy Sup3rS3cret! /add', 'password in a command'],
  ['a secure string', '$p = ConvertTo-SecureString "Sup3rS3cret!" -AsPlainText -Force', 'password in a command'],
  ['a token', `API_TOKEN=${random}`, 'secret or token'],
  ['a client secret', `client_secret: "${random}"`, 'secret or token'],
  ['a GitHub token', `git config token ghp_${'a1B2'.repeat(9)}`, 'GitHub token'],
  ['a Slack webhook', `curl https://hooks.slack.com/services/${'T0A1'.repeat(6)}`, 'Slack webhook'],
];

const harmless: readonly [title: string, text: string][] = [
  ['a variable', 'export DB_PASSWORD=$DB_PASSWORD'],
  ['a variable in braces', 'PASSWORD="${DB_PASSWORD}"'],
  [
    'the answer of a command',
    'PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)',
  ],
  ['a parameter by name', 'aws ssm get-parameter --name /prod/db/password --with-decryption'],
  ['a dynamic reference', "password: '{{resolve:secretsmanager:prod/db:SecretString:password}}'"],
  ['a template', 'password: {{ db_password }}'],
  ['the id of a secret', 'SECRET_ID=prod-database-9f8e7d6c5b'],
  ['the ARN of a secret', 'DB_SECRET=arn:aws:secretsmanager:sa-east-1:111122223333:secret:prod-a1b2c3'],
  ['a file with the password', 'PASSWORD_FILE=/run/secrets/db'],
  ['a path', 'password=/run/secrets/db'],
  ['a placeholder', 'password=<your password>'],
  ['another placeholder', 'DB_PASSWORD=CHANGE_ME'],
  ['stars', 'password: ********'],
  ['nothing', 'password='],
  ['sshd', 'PasswordAuthentication: no'],
  ['cloud-init', 'ssh_pwauth: true'],
  ['cloud-init, locked', '    lock_passwd: false'],
  ['cloud-init, a hash', '    passwd: $6$rounds=4096$abcdefgh$0123456789abcdef'],
  ['a comment', '# password: ask the platform team'],
  [
    'the instance metadata token',
    'TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")',
  ],
  ['the use of that token', 'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/'],
  ['a public key', '-----BEGIN PUBLIC KEY-----'],
  ['an authorized key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKz ops@example.com'],
  ['an address without a password', 'https://example.com:8080/path@2x.png'],
  ['an address with a variable', 'postgres://app:${DB_PASSWORD}@db:5432/app'],
  ['a plain script', '#!/bin/bash\nyum update -y\nyum install -y httpd\nsystemctl enable --now httpd'],
  [
    'a cluster',
    '/etc/eks/bootstrap.sh prod --kubelet-extra-args "--node-labels=x=y" --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0t',
  ],
  ['the working directory', 'cd "$PWD" && OLDPWD=/root'],
  ['a bucket whose name has the word', 'aws s3 cp s3://token-service/build.zip .'],
  ['sudo without password', 'ec2-user ALL=(ALL) NOPASSWD: ALL'],
];

describe('secrets in user data', () => {
  it.each(secrets)('finds %s', (_, text, kind) => {
    expect(findSecrets(`#!/bin/bash\n${text}\n`)).toEqual([expect.objectContaining({ line: 2, kind })]);
  });

  it.each(harmless)('leaves %s alone', (_, text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  it('says where the secret is and never what it is', () => {
    const password = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#%]{9,30}$/).filter((value) => new Set(value).size > 4);
    fc.assert(
      fc.property(password, fc.nat(20), (value, before) => {
        const found = findSecrets(`${'\n'.repeat(before)}DB_PASSWORD='${value}'`);
        expect(JSON.stringify(found)).not.toContain(value);
        for (const { line, name } of found) expect([line, name]).toEqual([before + 1, 'DB_PASSWORD']);
      }),
    );
  });

  it('never calls a reference a secret', () => {
    const name = fc.constantFrom('PASSWORD', 'db_password', 'API_TOKEN', 'clientSecret', 'private-key');
    const reference = fc.constantFrom('$X', '${X}', '$(get x)', '{{ x }}', '<x>', '%X%', '`x`', '${x:-y}');
    fc.assert(
      fc.property(
        name,
        reference,
        fc.constantFrom('=', ': ', ' = '),
        fc.constantFrom('', '"', "'"),
        (key, value, sign, quote) => {
          expect(findSecrets(`${key}${sign}${quote}${value}${quote}`)).toEqual([]);
        },
      ),
    );
  });

  it('reads any text without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void findSecrets(text)));
  });

  it.each([
    'password'.repeat(20_000),
    'a:'.repeat(50_000),
    'x://'.repeat(30_000),
    `curl ${'- '.repeat(50_000)}`,
    'eyJ'.repeat(40_000),
  ])('stays quick on text that is made to be slow (%#)', (text) => {
    const start = performance.now();
    findSecrets(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('the forms of user data', () => {
  const script = '#!/bin/bash\nexport DB_PASSWORD=foobar123\n';
  const mime = (body: string, encoding = '7bit') =>
    [
      'Content-Type: multipart/mixed; boundary="==BOUNDARY=="',
      'MIME-Version: 1.0',
      '',
      '--==BOUNDARY==',
      'Content-Type: text/cloud-config; charset="us-ascii"',
      '',
      '#cloud-config',
      'package_update: true',
      '--==BOUNDARY==',
      'Content-Type: text/x-shellscript; charset="us-ascii"',
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
      '--==BOUNDARY==--',
    ].join('\n');

  it.each([
    ['plain', script],
    ['gzipped', gzipSync(script).toString('base64')],
    ['gzipped, byte by byte', gzipSync(script).toString('latin1')],
    ['in MIME parts', mime(script)],
    ['in MIME parts, in base64', mime(Buffer.from(script).toString('base64'), 'base64')],
    ['in MIME parts, gzipped', mime(gzipSync(script).toString('base64'), 'base64')],
    ['all of it', gzipSync(mime(gzipSync(script).toString('base64'), 'base64')).toString('base64')],
  ])('reads it %s', (_, data) => {
    const decoded = decodeUserData(data);
    expect(decoded.readable && decoded.parts.some((part) => part.includes('DB_PASSWORD=foobar123'))).toBe(true);
  });

  it.each([
    ['gzip that was read as text', gzipSync(script).toString('utf8')],
    ['broken gzip', gzipSync(script).toString('base64').slice(0, 24)],
    ['gzip that would fill the memory', gzipSync(Buffer.alloc(3_000_000)).toString('base64')],
  ])('does not guess at %s', (_, data) => {
    expect(decodeUserData(data)).toEqual({ readable: false });
  });
});
