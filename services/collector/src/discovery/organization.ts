/** What AWS Organizations says: which accounts there are, and where they are in the organization. */
import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
  type Account,
} from '@aws-sdk/client-organizations';
import {
  AccountLimits,
  Aws,
  Clients,
  Coverage,
  eachOf,
  malformed,
  wholeOf,
  type ClientSettings,
  type Listing,
} from '@cspmexa/collector-kit';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { z } from 'zod';
import { printable } from './printable.js';

/** An account of the organization. */
export interface OrganizationAccount {
  readonly awsAccountId: string;
  readonly name: string;
  readonly email: string | null;
  /** AWS's word, for example ACTIVE or SUSPENDED. */
  readonly state: string;
}

/** `State` replaces `Status`, which AWS retires; an older endpoint knows that one alone. */
const Listed = z
  .object({
    Id: z.string().regex(/^\d{12}$/),
    Name: z.string().optional(),
    Email: z.string().optional(),
    State: z.string().optional(),
    Status: z.string().optional(),
  })
  .transform(({ Id, Name, Email, State, Status }): OrganizationAccount => ({
    awsAccountId: Id,
    name: printable(Name ?? '', 100) || Id,
    email: printable(Email ?? '', 320) || null,
    state: printable(State ?? Status ?? '', 40) || 'UNKNOWN',
  }));

/** How long one look may take, in milliseconds, and how many calls may go into the names of its paths. */
export interface Patience {
  readonly milliseconds: number;
  readonly pathCalls: number;
}

/** Organizations as one account's role sees it. Call `close` when done. */
export class Organization {
  private readonly clients: Clients;
  private readonly aws: Aws;
  private readonly client: OrganizationsClient;
  private callsLeft: number;

  constructor(settings: ClientSettings, { milliseconds, pathCalls }: Patience) {
    this.callsLeft = pathCalls;
    this.clients = new Clients(settings);
    this.aws = new Aws({
      clients: this.clients,
      coverage: new Coverage(),
      limits: new AccountLimits(),
      service: 'organizations',
      place: { partition: 'aws', accountId: '', region: 'global' },
      signal: AbortSignal.timeout(milliseconds),
    });
    this.client = new OrganizationsClient({
      region: settings.homeRegion,
      credentials: settings.credentials,
      maxAttempts: 1, // Aws makes the others
      requestHandler:
        settings.requestHandler ?? new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 10_000 }),
      ...(settings.endpointUrl === undefined ? {} : { endpoint: settings.endpointUrl }),
    });
  }

  /** Every account, as far as the list can be read. */
  async accounts(): Promise<Listing<OrganizationAccount>> {
    const action = 'organizations:ListAccounts';
    const { items, hole } = await this.aws.list(
      action,
      (NextToken, options) => this.client.send(new ListAccountsCommand({ ...pageAt(NextToken) }), options),
      ({ Accounts, NextToken }) => ({ items: Accounts, next: NextToken ?? undefined }),
    );
    const parsed = items.map((item) => Listed.safeParse(item).data);
    const accounts = parsed.filter((account) => account !== undefined);
    const broken = parsed.length - accounts.length;
    const why = broken > 0 ? malformed(action, `${broken} of the listed accounts make no sense.`).unknown : hole;
    return why ? { items: accounts, hole: why } : { items: accounts };
  }

  /**
   * Where accounts are: the names of root and organizational units, joined by slashes, by AWS account id. Those that
   * cannot be found out, or cost more calls than there are, are left out.
   */
  async paths(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let level = await this.parents('', () => this.roots());
    // A tree as deep as AWS allows (five units below the root) or a circle that it does not.
    for (let depth = 0; depth < 10 && level.length > 0; depth += 1) {
      const below: Parent[] = [];
      await eachOf(level, 4, async (parent) => {
        for (const { Id = '' } of await this.tried(() => this.accountsIn(parent.id))) found.set(Id, parent.path);
        below.push(...(await this.parents(`${parent.path}/`, () => this.unitsIn(parent.id))));
      });
      level = below;
    }
    return found;
  }

  close(): void {
    this.client.destroy();
    this.clients.close();
  }

  private async parents(prefix: string, list: () => Promise<readonly Named[]>): Promise<Parent[]> {
    const named = await this.tried(list);
    return named.flatMap(({ Id, Name }) =>
      Id === undefined ? [] : [{ id: Id, path: prefix + (printable(Name ?? '', 128) || Id) }],
    );
  }

  /** What a part of the tree holds; nothing when it cannot be read: a path is not worth failing for. */
  private async tried<T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> {
    if (this.callsLeft <= 0 || this.aws.stopped) return [];
    try {
      return await list();
    } catch {
      return [];
    }
  }

  private roots(): Promise<readonly Named[]> {
    return this.all(
      'organizations:ListRoots',
      (page, options) => this.client.send(new ListRootsCommand(page), options),
      ({ Roots }) => Roots,
    );
  }

  private unitsIn(ParentId: string): Promise<readonly Named[]> {
    return this.all(
      'organizations:ListOrganizationalUnitsForParent',
      (page, options) => this.client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, ...page }), options),
      ({ OrganizationalUnits }) => OrganizationalUnits,
    );
  }

  private accountsIn(ParentId: string): Promise<readonly Account[]> {
    return this.all(
      'organizations:ListAccountsForParent',
      (page, options) => this.client.send(new ListAccountsForParentCommand({ ParentId, ...page }), options),
      ({ Accounts }) => Accounts,
    );
  }

  /** @throws CallFailure when the list is not whole. */
  private async all<Output extends { NextToken?: string | undefined }, Item>(
    action: string,
    send: (page: Page, options: Parameters<Parameters<Aws['call']>[1]>[0]) => Promise<Output>,
    items: (output: Output) => readonly Item[] | undefined,
  ): Promise<readonly Item[]> {
    return wholeOf(
      await this.aws.list(
        action,
        (token, options) => {
          this.callsLeft -= 1;
          return send(pageAt(token), options);
        },
        (output) => ({ items: items(output), next: output.NextToken ?? undefined }),
      ),
    );
  }
}

interface Named {
  readonly Id?: string | undefined;
  readonly Name?: string | undefined;
}

interface Parent {
  readonly id: string;
  readonly path: string;
}

interface Page {
  readonly NextToken?: string;
}

const pageAt = (token: string | undefined): Page => (token === undefined ? {} : { NextToken: token });
