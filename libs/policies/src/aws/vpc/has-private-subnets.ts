import { cannotTell, condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Vpc, VpcRouteTable, VpcSubnet } from '@cspmexa/resources';
import { routeTablesByVpc, subnetsByVpc } from '../indexes.js';
import { internetRoute, tableOf } from '../ec2/network/route.js';

const internet = [{ destination: '0.0.0.0/0', target: 'igw-0a1b2c3d', state: 'active' }];
const publicMain = sample(VpcRouteTable, { facets: { routes: internet } });
const second = sample(VpcSubnet, { base: { subnetId: 'subnet-0b1b2c3d' } });

export default definePolicy({
  id: 'aws-vpc-has-private-subnets',
  title: text('VPCs keep private subnets apart from public ones', 'VPCs separam sub-redes privadas das públicas'),
  severity: 'medium',
  on: Vpc,
  needs: [],
  reads: { subnets: subnetsByVpc, routeTables: routeTablesByVpc },
  sameAs: ['prowler/vpc_subnet_separate_private_public'],
  why: text(
    'Where every subnet leads to the internet, databases and inner services have no safe place.',
    'Onde toda sub-rede leva à internet, bancos de dados e serviços internos não têm lugar seguro.',
  ),
  fix: {
    steps: [
      text(
        'Create subnets of {{vpcId}} with a route table that has no route to an internet gateway, and move there what nobody outside must reach.',
        'Crie sub-redes de {{vpcId}} com uma tabela de rotas sem rota para internet gateway e mova para lá o que ninguém de fora deve alcançar.',
      ),
    ],
    cli: `aws ec2 create-route-table --region {{region}} --vpc-id {{vpcId}}
aws ec2 associate-route-table --region {{region}} --route-table-id ROUTE_TABLE_ID --subnet-id SUBNET_ID`,
    terraform: `resource "aws_route_table" "private" {
  vpc_id = "{{vpcId}}"
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}`,
  },
  check: (_, { base, related }) => {
    const subnets = related.subnets.of(base.vpcId).map(({ base: theirs }) => theirs.subnetId);
    if (subnets.length === 0) return skip(text('The VPC has no subnets.', 'A VPC não tem sub-redes.'));
    const tables = related.routeTables.of(base.vpcId);
    const routed = subnets.map((subnetId) => ({ subnetId, table: tableOf(tables, subnetId) }));
    const isPrivate = ({ table }: (typeof routed)[number]): boolean =>
      table !== undefined &&
      internetRoute(table.facets.routes, 4) === null &&
      internetRoute(table.facets.routes, 6) === null;
    const inner = routed.filter(isPrivate).map(({ subnetId }) => subnetId);
    if (inner.length === 0 && routed.some(({ table }) => table === undefined))
      return cannotTell(text('A route table was not seen.', 'Uma tabela de rotas não foi vista.'));
    return passIf(
      [
        condition(
          inner.length > 0,
          text('A subnet has no route to the internet', 'Uma sub-rede não tem rota para a internet'),
          { actual: inner.slice(0, 5) },
        ),
      ],
      text('Every subnet leads to the internet.', 'Toda sub-rede leva à internet.'),
    );
  },
  examples: {
    'only private subnets': { others: [sample(VpcSubnet), sample(VpcRouteTable)], outcome: 'pass' },
    'only public subnets': { others: [sample(VpcSubnet), second, publicMain], outcome: 'fail' },
    'one of each': {
      others: [
        sample(VpcSubnet),
        second,
        publicMain,
        sample(VpcRouteTable, {
          base: { routeTableId: 'rtb-0b1b2c3d', isMain: false, subnetIds: ['subnet-0b1b2c3d'] },
        }),
      ],
      outcome: 'pass',
    },
    'no subnets': { outcome: 'skip' },
    'the route table was not seen': { others: [sample(VpcSubnet)], outcome: 'unknown' },
    'routes could not be listed': { others: [sample(VpcSubnet)], unlisted: [VpcRouteTable], outcome: 'unknown' },
  },
});
