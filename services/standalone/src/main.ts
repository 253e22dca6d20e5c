/** `cspmexa`: one program. Commands are loaded when they are called, so that `scan` does not wait for the servers' code. */
import { Command, CommanderError } from 'commander';
import { exitCode } from './exit-code.js';
import { UsageError } from './usage.js';

const program = new Command('cspmexa')
  .description('Cloud security posture management for AWS that you run yourself.')
  .exitOverride()
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: true });

let code: number = exitCode.clean;

program
  .command('start')
  .description('runs everything in one process on embedded defaults')
  .option(
    '--port <port>',
    'where the dashboard listens on loopback; 0 takes any free one (default: 8050, or the next free one)',
  )
  .option('--data <folder>', 'where database, snapshots and keys are kept')
  .action(async (options: unknown) => {
    code = await (await import('./commands/start.js')).start(options);
  });

program
  .command('scan')
  .description('scans an AWS account with the credentials at hand and prints what it found')
  .option('--services <list>', 's3, ec2, iam, accessanalyzer (default: all)')
  .option('--regions <list>', 'regions, comma-separated (default: all that are enabled)')
  .option('--policies <list>', 'only these policies')
  .option('--profile <name>', 'profile of the shared AWS files')
  .option('--region <region>', 'where the first calls go')
  .option('--output <format>', 'table, json or ndjson (default: table)')
  .option(
    '--fail-on <severity>',
    'exit 3 from this severity on: critical, high, medium, low, info or none (default: info)',
  )
  .option('--lang <language>', 'en or pt (default: en)')
  .option('--quiet', 'nothing but the result')
  .addHelpText(
    'after',
    `
Examples:
  cspmexa scan
  cspmexa scan --services s3,iam --output ndjson > verdicts.ndjson
  AWS_ENDPOINT_URL=http://127.0.0.1:5000 cspmexa scan --regions sa-east-1 --fail-on high

Exit codes: 0 clean, 3 findings at or above --fail-on, 5 something could not be looked at, 4 no permission, 2 usage, 1 error, 130 interrupted, 141 nobody reads.`,
  )
  .action(async (options: unknown) => {
    code = await (await import('./commands/scan.js')).scan(options);
  });

program
  .command('policies')
  .description('lists the policies, or shows one')
  .argument('[id]', 'a policy')
  .option('--json', 'everything about them, as JSON')
  .option('--lang <language>', 'en or pt (default: en)')
  .action(async (id: string | undefined, options: { json?: boolean; lang?: string }) => {
    code = (await import('./commands/policies.js')).policies(id, options);
  });

program
  .command('iam-policy')
  .description('prints the read-only IAM policy that scanning needs')
  .option('--scan-only', 'only what `cspmexa scan` calls; without it, what the inventory needs too')
  .action(async (options: { scanOnly?: boolean }) => {
    code = (await import('./commands/iam-policy.js')).iamPolicy(options);
  });

program
  .command('migrate')
  .description('applies the migrations of every service to DATABASE_URL, a schema each')
  .action(async () => {
    code = await (await import('./commands/migrate.js')).migrate();
  });

const deadLetters = program
  .command('dead-letters')
  .description('lists the messages that were given up, or has them handled again')
  .addHelpText(
    'after',
    `
Reads DATABASE_URL and AMQP_URL, or the data folder of \`cspmexa start\`, whether that runs or not.

Examples:
  cspmexa dead-letters list --consumer policy-engine
  cspmexa dead-letters redrive --consumer policy-engine --all
  cspmexa dead-letters redrive --id 0190b5c0-0000-7000-8000-000000000000

Exit codes: 0 done, 2 usage, 4 no permission, 1 error or a message that was not found.`,
  );

deadLetters
  .command('list')
  .description('lists them, the oldest first')
  .option('--consumer <name>', 'only those of one consumer')
  .option('--limit <number>', 'how many (default: 100)')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/dead-letters.js')).list(options);
  });

deadLetters
  .command('redrive')
  .description('has them handled again from their first try; noted in the audit trail')
  .option('--consumer <name>', 'only those of one consumer')
  .option('--id <id...>', 'these messages')
  .option('--all', 'all messages')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/dead-letters.js')).redrive(options);
  });

const tenants = program
  .command('tenants')
  .description('lists the organisations of an installation, or makes one')
  .addHelpText(
    'after',
    `
Reads DATABASE_URL, or the data folder of \`cspmexa start\`, whether that runs or not.

Examples:
  cspmexa tenants create "Tucanuva" --admin ana@example.com
  cspmexa tenants list --output json

Exit codes: 0 done, 2 usage, 4 no permission, 1 error.`,
  );

tenants
  .command('list')
  .description('lists them, the oldest first')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/tenants.js')).list(options);
  });

tenants
  .command('create')
  .description('makes one; noted in its audit trail')
  .argument('<name>', 'what people call it')
  .option('--admin <email>', 'who is invited as its first admin')
  .option('--language <language>', 'of the mail to them: en or pt (default: en)')
  .option('--days <number>', 'how long they can come in (default: 7)')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (name: string, options: object) => {
    code = await (await import('./commands/tenants.js')).create({ ...options, name });
  });

const members = program
  .command('members')
  .description('invites people to an organisation, or lets those back in who lost their authenticator')
  .addHelpText(
    'after',
    `
Reads DATABASE_URL, or the data folder of \`cspmexa start\`, whether that runs or not.

Examples:
  cspmexa members invite rui@example.com --role analyst --tenant Tucanuva
  cspmexa members reset-mfa ana@example.com --tenant Tucanuva

Exit codes: 0 done, 2 usage, 4 no permission, 1 error, or nobody to do it for.`,
  );

members
  .command('invite')
  .description('invites a person, who comes in by signing in with this verified address; noted in the audit trail')
  .argument('<email>', 'their address')
  .option('--role <role>', 'admin, analyst, viewer or auditor (default: viewer)')
  .option('--tenant <tenant>', 'the id or the name of the organisation, where there are several')
  .option('--language <language>', 'of the mail: en or pt (default: en)')
  .option('--days <number>', 'how long they can come in (default: 7)')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (email: string, options: object) => {
    code = await (await import('./commands/members.js')).invite({ ...options, email });
  });

members
  .command('reset-mfa')
  .description(
    'takes the authenticator and the recovery codes of a member away, lifts the lock of wrong codes, ends their sessions and mails them; noted in the audit trail',
  )
  .argument('<email>', 'their address')
  .option('--tenant <tenant>', 'the id or the name of the organisation, where there are several')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (email: string, options: object) => {
    code = await (await import('./commands/members.js')).resetMemberMfa({ ...options, email });
  });

const audit = program
  .command('audit')
  .description('proves that the audit trails are as they were written')
  .addHelpText(
    'after',
    `
Reads DATABASE_URL, or the data folder of \`cspmexa start\`, whether that runs or not.

Examples:
  cspmexa audit anchor >> /somewhere/else/anchors.jsonl
  cspmexa audit verify --anchors /somewhere/else/anchors.jsonl

Exit codes: 0 whole, 3 a row was changed, added or taken away, 2 usage, 4 no permission, 1 error.`,
  );

audit
  .command('verify')
  .description('reads every trail and names the first row that is not as it was written')
  .option('--tenant <id>', 'only the trail of one tenant')
  .option('--anchors <file>', 'what `audit anchor` printed earlier, or the log of the auth service')
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/audit.js')).verify(options);
  });

audit
  .command('anchor')
  .description('prints where each trail stands, as lines of JSON, to be kept elsewhere')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/audit.js')).anchor(options);
  });

const keys = program
  .command('keys')
  .description('changes the keys of an installation')
  .addHelpText(
    'after',
    `
Reads DATABASE_URL, AUTH_SECRET and AUTH_KEYS, or the data folder of \`cspmexa start\`, whether that runs or not.

Another key for secrets at rest:
  1. AUTH_KEYS=old:...,new:...  for every auth service: all can open what the new key will seal
  2. AUTH_KEYS=new:...,old:...  for every auth service: the new key seals from now on
  3. AUTH_KEYS=new:...,old:... cspmexa keys reseal
  4. AUTH_KEYS=new:...
The key that AUTH_SECRET gives is called s1; it opens always, and is never named in AUTH_KEYS.

Exit codes: 0 done, 2 usage, 4 no permission, 1 error or a secret that does not open.`,
  );

keys
  .command('reseal')
  .description(
    'seals every secret anew with the first of AUTH_KEYS; can be interrupted and run again; noted in the audit trail',
  )
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/keys.js')).reseal(options);
  });

keys
  .command('rotate')
  .description(
    'has another key sign access tokens as soon as everybody knows it; nobody notices; noted in the audit trail',
  )
  .option('--output <format>', 'table or json (default: table)')
  .option('--data <folder>', 'where `cspmexa start` keeps its database')
  .action(async (options: unknown) => {
    code = await (await import('./commands/keys.js')).rotate(options);
  });

/** Runs the program with these arguments. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // Whoever reads us may have seen enough, like `head`.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitCode.brokenPipe);
      throw error;
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.clean : exitCode.usage;
    if (error instanceof UsageError) {
      for (const problem of error.problems) process.stderr.write(`cspmexa: ${problem}\n`);
      return exitCode.usage;
    }
    process.stderr.write(`cspmexa: ${describe(error)}\n`);
    return exitCode.error;
  }
}

/** What went wrong, for a person; with the place in the code only when it is a mistake of ours. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return ours ? (error.stack ?? error.message) : error.message;
}
