/** What BatchImportFindings of AWS Security Hub takes as a finding (ASFF 2018-10-08): required parts, limits and enumerations. */
import { z } from 'zod';

const text = (most: number) => z.string().min(1).max(most);
const time = z.iso.datetime();
const account = z.string().regex(/^\d{12}$/);
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d$/);
const fields = (most: number) =>
  z.record(text(128), text(most)).refine((map) => Object.keys(map).length <= 50, 'at most 50');

export const SecurityFinding = z.strictObject({
  SchemaVersion: z.literal('2018-10-08'),
  Id: text(512),
  ProductArn: z.string().regex(/^arn:[a-z-]+:securityhub:[a-z0-9-]+:\d{12}:product\/\d{12}\/default$/),
  ProductName: text(128),
  CompanyName: text(128),
  Region: region,
  GeneratorId: text(512),
  AwsAccountId: account,
  AwsAccountName: text(128).optional(),
  Types: z
    .array(
      z
        .string()
        .regex(
          /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/,
        ),
    )
    .max(50),
  FirstObservedAt: time,
  LastObservedAt: time,
  CreatedAt: time,
  UpdatedAt: time,
  Severity: z.strictObject({
    Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
    Original: text(64),
  }),
  Title: text(256),
  Description: text(1_024),
  Remediation: z.strictObject({ Recommendation: z.strictObject({ Text: text(512) }) }).optional(),
  ProductFields: fields(2_048),
  Resources: z
    .array(
      z.strictObject({
        Type: z
          .string()
          .regex(/^(Other|Aws[A-Z][A-Za-z0-9]+)$/)
          .max(256),
        Id: text(512),
        Partition: z.enum(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc']),
        Region: region,
        Details: z.strictObject({ Other: fields(1_023) }),
      }),
    )
    .min(1)
    .max(32),
  Compliance: z.strictObject({
    Status: z.enum(['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE']),
    RelatedRequirements: z.array(text(64)).max(32).optional(),
  }),
  Workflow: z.strictObject({ Status: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }),
  RecordState: z.enum(['ACTIVE', 'ARCHIVED']),
  Note: z.strictObject({ Text: text(512), UpdatedBy: text(512), UpdatedAt: time }).optional(),
});
