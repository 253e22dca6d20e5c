/** What OCSF 1.3.0 asks of a Compliance Finding (class 2003) with the cloud profile: names, requirements and enumerations as its schema has them. */
import { z } from 'zod';

/** Milliseconds since 1970. */
const time = z.int().positive();
const text = z.string().min(1);

/** An id with the name that the schema gives it. */
const named = <Id extends string>(id: Id, name: string, names: Readonly<Record<number, string>>) =>
  z.object({ [id]: z.int(), [name]: text }).refine((value) => {
    const known = names[Number(value[id])];
    return known === undefined ? value[id] === 99 : value[name] === known;
  }, `${id} and ${name} disagree`);

const severity = named('severity_id', 'severity', {
  0: 'Unknown',
  1: 'Informational',
  2: 'Low',
  3: 'Medium',
  4: 'High',
  5: 'Critical',
  6: 'Fatal',
});
const status = named('status_id', 'status', { 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved' });
const activity = named('activity_id', 'activity_name', { 1: 'Create', 2: 'Update', 3: 'Close' });
const result = named('status_id', 'status', { 1: 'Pass', 2: 'Warning', 3: 'Fail' });

const compliance = z
  .strictObject({
    control: text,
    requirements: z.array(text),
    standards: z.array(text).min(1),
    status: text,
    status_id: z.int(),
    status_code: text.optional(),
    status_detail: z.string().optional(),
  })
  .and(result);

export const OcsfComplianceFinding = z
  .strictObject({
    activity_id: z.int(),
    activity_name: text,
    category_uid: z.literal(2),
    category_name: z.literal('Findings'),
    class_uid: z.literal(2003),
    class_name: z.literal('Compliance Finding'),
    type_uid: z.int(),
    type_name: text,
    time,
    start_time: time.optional(),
    end_time: time.optional(),
    severity: text,
    severity_id: z.int(),
    status: text,
    status_id: z.int(),
    message: z.string(),
    comment: z.string().optional(),
    metadata: z.strictObject({
      version: z.literal('1.3.0'),
      product: z.strictObject({ name: text, uid: text, vendor_name: text, lang: z.enum(['en', 'pt']) }),
      profiles: z.array(z.enum(['cloud'])).min(1),
      event_code: text,
      uid: text,
    }),
    finding_info: z.strictObject({
      uid: text,
      title: text,
      desc: z.string(),
      types: z.array(text),
      created_time: time,
      modified_time: time,
      first_seen_time: time,
      last_seen_time: time,
      analytic: z.strictObject({ name: text, type: z.literal('Rule'), type_id: z.literal(1), uid: text }),
    }),
    compliance,
    remediation: z.strictObject({ desc: text, references: z.array(text).optional() }).optional(),
    resources: z
      .array(
        z.strictObject({
          uid: text,
          name: text.optional(),
          type: text,
          region: text,
          cloud_partition: text,
          group: z.strictObject({ name: text }),
        }),
      )
      .length(1),
    cloud: z.strictObject({
      provider: z.literal('AWS'),
      region: text,
      account: z.strictObject({
        uid: z.string().regex(/^\d{12}$/),
        name: text.optional(),
        type: z.literal('AWS Account'),
        type_id: z.literal(10),
      }),
    }),
    unmapped: z.record(z.string(), z.unknown()),
  })
  .and(severity)
  .and(status)
  .and(activity)
  .refine(({ class_uid, activity_id, type_uid }) => type_uid === Number(class_uid) * 100 + Number(activity_id));
