import { cisAws50, cisAws70, fsbp } from './controls.generated.js';

/** A control of a catalogue, as `framework/number`. A control in no catalogue does not compile. */
export type ControlId = (typeof cisAws50)[number]['id'] | (typeof cisAws70)[number]['id'] | (typeof fsbp)[number]['id'];

export type FrameworkId = 'cis-aws-5.0' | 'cis-aws-7.0' | 'fsbp';

/** One control: facts and a short title of ours, never the benchmark's prose. */
export interface Control {
  readonly id: ControlId;
  readonly title: { readonly en: string; readonly pt: string };
  /** CIS: the profile that asks for it. */
  readonly level?: 'L1' | 'L2';
  /** CIS: whether the benchmark says how to check it without a person. */
  readonly assessment?: 'automated' | 'manual';
  /** FSBP: the severity that AWS gives it. */
  readonly severity?: 'critical' | 'high' | 'medium' | 'low';
  /** FSBP: a control of Security Hub that the standard itself does not hold today. */
  readonly outside?: true;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly title: string;
  readonly version: string;
  readonly controls: readonly Control[];
}

/** Every catalogue, the newest benchmark first. */
export const frameworks: Readonly<Record<FrameworkId, Framework>> = {
  'cis-aws-7.0': {
    id: 'cis-aws-7.0',
    title: 'CIS Amazon Web Services Foundations',
    version: '7.0',
    controls: cisAws70,
  },
  'cis-aws-5.0': {
    id: 'cis-aws-5.0',
    title: 'CIS Amazon Web Services Foundations',
    version: '5.0',
    controls: cisAws50,
  },
  fsbp: { id: 'fsbp', title: 'AWS Foundational Security Best Practices', version: '1.0.0', controls: fsbp },
};

const byId: ReadonlyMap<string, Control> = new Map(
  Object.values(frameworks).flatMap(({ controls }) => controls.map((control) => [control.id, control])),
);

/** Whether a text names a control of a catalogue. */
export function isControlId(id: string): id is ControlId {
  return byId.has(id);
}

/** The control of an id; undefined for an id in no catalogue, which only a text from outside can be. */
export function controlById(id: string): Control | undefined {
  return byId.get(id);
}

/** The framework that a control belongs to. */
export function frameworkOf(id: ControlId): Framework {
  if (id.startsWith('fsbp/')) return frameworks.fsbp;
  return id.startsWith('cis-aws-5.0/') ? frameworks['cis-aws-5.0'] : frameworks['cis-aws-7.0'];
}
