/** The parts of a framework, by the numbers of its controls. Pure. */
import type { Control, Framework } from '@cspmexa/frameworks';
import { text, type Text } from '@cspmexa/policy-kit';

export interface Section {
  readonly id: string;
  readonly title: Text;
  readonly controls: readonly Control[];
}

const identity = text('Identity and access', 'Identidade e acesso');
const storage = text('Storage', 'Armazenamento');
const logging = text('Logging', 'Registro de atividades');
const monitoring = text('Monitoring', 'Monitoramento');
const networking = text('Networking', 'Rede');
const ec2 = text('Servers and their disks', 'Servidores e seus discos');
const s3 = text('Object storage (S3)', 'Armazenamento de objetos (S3)');
const databases = text('Databases (RDS)', 'Bancos de dados (RDS)');
const files = text('File systems (EFS)', 'Sistemas de arquivos (EFS)');

/** Short titles of ours: the benchmarks' own belong to their makers. */
const titles: Readonly<Record<string, Text>> = {
  'cis-aws-7.0/2': identity,
  'cis-aws-7.0/2.1': text('The organization', 'A organização'),
  'cis-aws-7.0/3': storage,
  'cis-aws-7.0/3.1': s3,
  'cis-aws-7.0/3.2': databases,
  'cis-aws-7.0/3.3': files,
  'cis-aws-7.0/4': logging,
  'cis-aws-7.0/5': monitoring,
  'cis-aws-7.0/6': networking,
  'cis-aws-7.0/6.1': ec2,
  'cis-aws-5.0/1': identity,
  'cis-aws-5.0/2': storage,
  'cis-aws-5.0/2.1': s3,
  'cis-aws-5.0/2.2': databases,
  'cis-aws-5.0/2.3': files,
  'cis-aws-5.0/3': logging,
  'cis-aws-5.0/4': monitoring,
  'cis-aws-5.0/5': networking,
  'cis-aws-5.0/5.1': ec2,
  'fsbp/EC2': text('EC2 and VPC', 'EC2 e VPC'),
};

/** The number of a control, as its framework writes it. */
export const numberOf = ({ id }: Pick<Control, 'id'>): string => id.slice(id.indexOf('/') + 1);

/** The part that a control belongs to: 3.1 of 3.1.4, 2 of 2.7, EC2 of EC2.13. */
export function sectionOf(control: Pick<Control, 'id'>): string {
  const number = numberOf(control);
  return number.slice(0, number.lastIndexOf('.'));
}

/**
 * The parts of a framework and the controls of each, in the order of their numbers. What a catalogue knows beside the standard itself is
 * left out.
 */
export function sectionsOf({ id, controls }: Framework): Section[] {
  const inside = controls.filter(({ outside }) => outside !== true);
  const names = [...new Set(inside.map(sectionOf))].sort(byNumber);
  return names.map((section) => ({
    id: section,
    title: titles[`${id}/${section}`] ?? { en: section, pt: section },
    controls: inside
      .filter((control) => sectionOf(control) === section)
      .sort((a, b) => byNumber(numberOf(a), numberOf(b))),
  }));
}

/** 2.9 before 2.10, EC2.2 before EC2.13. */
const collator = new Intl.Collator('en', { numeric: true });
export const byNumber = (a: string, b: string): number => collator.compare(a, b);
