/** The numbers of a policy that people tune. Pure. */
import type { Text } from './outcome.js';
import type { Policy } from './policy.js';

/** A number that people tune, such as the age of a key in days. Titles and fixes of the policy may name it: `{{maxAgeDays}}`. */
export interface Parameter {
  /** What it bounds, as the label of a field. */
  readonly title: Text;
  /** What it counts: days, rules. */
  readonly unit: Text;
  /** A whole number within the limits. */
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export type Parameters = Readonly<Record<string, Parameter>>;

/** The values of a policy's parameters. */
export type ParameterValues<P extends Parameters = Parameters> = { readonly [Name in keyof P]: number };

/** Values of parameters by policy id; what is not there is as the policy declares it. */
export type PolicyValues = Readonly<Record<string, SetValues>>;

/** Values that parameters of one policy are set to. */
export type SetValues = Readonly<Record<string, number | undefined>>;

export const defaultsOf = (parameters: Parameters): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));

/** Every parameter of a policy, set as given. Names that it does not declare are left out. */
export const valuesOfParameters = ({ parameters }: Pick<Policy, 'parameters'>, set: SetValues = {}): ParameterValues =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { default: usual }]) => [
      name,
      (Object.hasOwn(set, name) ? set[name] : undefined) ?? usual,
    ]),
  );

/** What is wrong with a value, as a sentence; undefined when nothing is. */
export function parameterProblem({ min, max }: Parameter, value: number): string | undefined {
  return Number.isInteger(value) && value >= min && value <= max
    ? undefined
    : `It has to be a whole number from ${min} to ${max}.`;
}

/** How a policy, or a row of its table, is called when its parameters are set so. */
export const titleOf = (policy: Policy, set?: SetValues, row?: string): Text => {
  const { own, rows } = policy.titles;
  const title = row !== undefined && Object.hasOwn(rows, row) ? (rows[row] ?? own) : own;
  return filled(title, valuesOfParameters(policy, set));
};

/** A text with the numbers in the places that name them. */
export const filled = ({ en, pt }: Text, values: ParameterValues): Text => {
  const fill = (template: string): string =>
    template.replace(/\{\{(\w+)\}\}/g, (name, key: string) =>
      Object.hasOwn(values, key) ? String(values[key]) : name,
    );
  return { en: fill(en), pt: fill(pt) };
};
