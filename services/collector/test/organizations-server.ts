/** AWS Organizations over HTTP, as its JSON 1.1 protocol has it; whatever else is asked goes to the server behind it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PretendAccount {
  readonly Id: string;
  readonly Name?: string;
  readonly Email?: string;
  readonly State?: string;
  readonly Status?: string;
}

/** A unit of the tree. The first is the root. */
export interface PretendUnit {
  readonly Id: string;
  readonly Name: string;
  readonly parent?: string;
  readonly accounts: readonly string[];
}

export interface OrganizationsServer {
  readonly url: string;
  /** What is asked, by operation. */
  readonly asked: Map<string, number>;
  accounts: PretendAccount[];
  units: PretendUnit[];
  /** Operations that fail with this error from that call on, the first being 1. */
  readonly failing: Map<string, { readonly code: string; readonly message: string; readonly from: number }>;
  pageSize: number;
  close(): Promise<void>;
}

type Answer = { readonly status: number; readonly body: unknown };

/** Starts one. `behind` answers what is not for Organizations. */
export async function startOrganizations(behind: string): Promise<OrganizationsServer> {
  const state = { accounts: [] as PretendAccount[], units: [] as PretendUnit[], pageSize: 2 };
  const asked = new Map<string, number>();
  const failing: OrganizationsServer['failing'] = new Map();
  const page = (name: string, items: readonly unknown[], token: unknown): object => {
    const from = Number(token ?? 0);
    const next = from + state.pageSize < items.length ? { NextToken: String(from + state.pageSize) } : {};
    return { [name]: items.slice(from, from + state.pageSize), ...next };
  };
  const answers: Readonly<Record<string, (input: Record<string, unknown>) => object>> = {
    ListAccounts: ({ NextToken }) => page('Accounts', state.accounts, NextToken),
    ListRoots: () => page('Roots', state.units.slice(0, 1), 0),
    ListOrganizationalUnitsForParent: ({ ParentId, NextToken }) =>
      page(
        'OrganizationalUnits',
        state.units.filter(({ parent }) => parent === ParentId),
        NextToken,
      ),
    ListAccountsForParent: ({ ParentId, NextToken }) => {
      const ids = state.units.find(({ Id }) => Id === ParentId)?.accounts ?? [];
      return page(
        'Accounts',
        state.accounts.filter(({ Id }) => ids.includes(Id)),
        NextToken,
      );
    },
  };
  const answer = (operation: string, text: string): Answer => {
    const count = (asked.get(operation) ?? 0) + 1;
    asked.set(operation, count);
    const fault = failing.get(operation);
    if (fault && count >= fault.from) return { status: 400, body: { __type: fault.code, Message: fault.message } };
    const found = answers[operation];
    if (!found) return { status: 400, body: { __type: 'UnknownOperationException' } };
    return { status: 200, body: found(JSON.parse(text || '{}') as Record<string, unknown>) }; // what the SDK wrote
  };
  const server = createServer((request, response) => {
    void textOf(request).then(async (text) => {
      const [, operation] = /^AWSOrganizationsV20161128\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
      if (operation !== undefined) {
        const { status, body } = answer(operation, text);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
        return;
      }
      const { host: _, connection: __, ...headers } = request.headers;
      const method = request.method ?? 'GET';
      const forwarded = await fetch(behind + (request.url ?? '/'), {
        method,
        headers: headers as Record<string, string>, // none of those that the SDK sends comes twice
        ...(method === 'GET' ? {} : { body: text }),
      });
      const type = forwarded.headers.get('content-type') ?? 'text/xml';
      response.writeHead(forwarded.status, { 'content-type': type }).end(await forwarded.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    asked,
    failing,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array)); // a stream without encoding gives bytes
  return Buffer.concat(chunks).toString('utf8');
}
