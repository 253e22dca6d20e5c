/** Shapes that several kinds share, and the spelling of their ARNs. */
import { z } from 'zod';
import type { Place } from '../kind.js';

/** ISO 8601 in UTC. Collectors turn AWS's dates into it. */
export const When = z.iso.datetime();

/** A policy document exactly as AWS returned it: JSON text, for IAM still URL-encoded. The evaluator in policy-kit parses it. */
export const Document = z.string();

export const Tags = z.record(z.string(), z.string());

export const arnOf =
  (service: string, path: (id: string) => string, region = true) =>
  (place: Place, id: string): string =>
    `arn:${place.partition}:${service}:${region ? place.region : ''}:${place.accountId}:${path(id)}`;

/** The ARN that stands for the whole account. */
export const accountArn = (place: Place): string => `arn:${place.partition}:iam::${place.accountId}:root`;
