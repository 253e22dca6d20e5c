/** What the address of a framework's page can say. */
import { ControlStatus, listOf } from '@cspmexa/contracts';
import { z } from 'zod';
import { writeUrl, type UrlPatch } from '../url/url-state.js';

export const frameworkView = {
  /** Ours; all accounts if it is left out. */
  account: z.uuid(),
  status: listOf(ControlStatus),
  search: z.string().max(200),
  /** Sections that are folded. */
  closed: listOf(z.string().max(200)),
  /** The control that is open in the drawer. */
  control: z.string().max(60),
};

/** The address of a framework's page, for links. */
export function frameworkUrl(frameworkId: string, values: UrlPatch<typeof frameworkView> = {}): string {
  const search = writeUrl(frameworkView, new URLSearchParams(), values).toString();
  return `/compliance/${encodeURIComponent(frameworkId)}${search && `?${search}`}`;
}

/** The address of a control, by its id, such as `cis-aws-7.0/1.3`. */
export const controlUrl = (controlId: string): string =>
  frameworkUrl(controlId.split('/')[0] ?? '', { control: controlId });
