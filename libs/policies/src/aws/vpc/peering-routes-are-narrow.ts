import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { VpcPeering, VpcRouteTable } from '@cspmexa/resources';
import { routeTablesByVpc } from '../indexes.js';
import { blockOf } from '../ec2/network/addresses.js';

const ended = new Set(['deleted', 'deleting', 'failed', 'rejected', 'expired']);

const covers = (destination: string, cidr: string): boolean => {
  const [outer, inner] = [blockOf(destination), blockOf(cidr)];
  return (
    outer !== undefined &&
    inner !== undefined &&
    outer.family === inner.family &&
    outer.first <= inner.first &&
    inner.last <= outer.last
  );
};

const routes = (...destinations: string[]) =>
  sample(VpcRouteTable, {
    facets: { routes: destinations.map((destination) => ({ destination, target: 'pcx-0a1b2c3d', state: 'active' })) },
  });

export default definePolicy({
  id: 'aws-vpc-peering-routes-are-narrow',
  title: text(
    'Routes of peering connections reach only what is needed',
    'Rotas de conexões de emparelhamento alcançam só o necessário',
  ),
  severity: 'medium',
  on: VpcPeering,
  needs: ['status'],
  reads: { routeTables: routeTablesByVpc },
  controls: ['cis-aws-5.0/5.6', 'cis-aws-7.0/6.6'],
  sameAs: ['prowler/vpc_peering_routing_tables_with_least_privilege'],
  why: text(
    'A route for the whole network of the peer lets an intruder on one side go on to everything on the other.',
    'Uma rota para a rede inteira do par permite a um invasor de um lado seguir para tudo no outro.',
  ),
  fix: {
    steps: [
      text(
        'In the route tables, replace the route for the whole network through {{peeringId}} by routes for the subnets or hosts that must be reached.',
        'Nas tabelas de rotas, troque a rota para a rede inteira por {{peeringId}} por rotas para as sub-redes ou hosts que precisam ser alcançados.',
      ),
    ],
    cli: `aws ec2 describe-route-tables --region {{region}} --filters Name=route.vpc-peering-connection-id,Values={{peeringId}}
aws ec2 create-route --region {{region}} --route-table-id ROUTE_TABLE_ID --destination-cidr-block SUBNET_CIDR --vpc-peering-connection-id {{peeringId}}
aws ec2 delete-route --region {{region}} --route-table-id ROUTE_TABLE_ID --destination-cidr-block WHOLE_VPC_CIDR`,
    terraform: `resource "aws_route" "to_database_subnet" {
  route_table_id            = aws_route_table.app.id
  destination_cidr_block    = "10.1.20.0/24"
  vpc_peering_connection_id = "{{peeringId}}"
}`,
  },
  check: ({ status }, { base, related }) => {
    if (ended.has(status.code)) return skip(text('The connection has ended.', 'A conexão foi encerrada.'));
    const networks = [...base.requester.cidrs, ...base.accepter.cidrs];
    const found = related.routeTables.all().flatMap((table) =>
      table.facets.routes
        .filter(({ target }) => target === base.peeringId)
        .flatMap(({ destination }) => destination ?? [])
        .filter(
          (destination) => blockOf(destination)?.prefix === 0 || networks.some((cidr) => covers(destination, cidr)),
        )
        .map((destination) => ({ routeTable: table.base.routeTableId, destination })),
    );
    const named = found.map(({ routeTable, destination }) => `${destination} (${routeTable})`).join(', ');
    return passIf(
      [
        condition(
          found.length === 0,
          text('No route takes in a whole network', 'Nenhuma rota abrange uma rede inteira'),
          {
            actual: found.slice(0, 10),
            expected: [],
          },
        ),
      ],
      text(`Routes for whole networks: ${named}.`, `Rotas para redes inteiras: ${named}.`),
    );
  },
  examples: {
    'one subnet': { others: [routes('10.1.20.0/24')], outcome: 'pass' },
    'no routes': { outcome: 'pass' },
    'the whole network of the peer': { others: [routes('10.1.0.0/16')], outcome: 'fail' },
    'more than the network': { others: [routes('10.0.0.0/8')], outcome: 'fail' },
    everything: { others: [routes('0.0.0.0/0')], outcome: 'fail' },
    'a whole network through another connection': {
      others: [
        sample(VpcRouteTable, {
          facets: { routes: [{ destination: '10.1.0.0/16', target: 'pcx-0b1b2c3d', state: 'active' }] },
        }),
      ],
      outcome: 'pass',
    },
    'the connection was deleted': {
      given: { status: { code: 'deleted' } },
      others: [routes('10.1.0.0/16')],
      outcome: 'skip',
    },
    'routes could not be listed': { unlisted: [VpcRouteTable], outcome: 'unknown' },
  },
});
