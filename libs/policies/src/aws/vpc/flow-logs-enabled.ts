import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Vpc } from '@cspmexa/resources';

const log = { id: 'fl-0a1b2c3d', status: 'ACTIVE', trafficType: 'ALL', deliveryStatus: 'SUCCESS' };

export default definePolicy({
  id: 'aws-vpc-flow-logs-enabled',
  title: text('VPCs log their traffic', 'VPCs registram seu tráfego'),
  severity: 'medium',
  on: Vpc,
  needs: ['flowLogs'],
  controls: ['cis-aws-5.0/3.7', 'cis-aws-7.0/4.7', 'fsbp/EC2.6'],
  sameAs: ['prowler/vpc_flow_logs_enabled', 'cloudsploit/flowLogsEnabled'],
  why: text(
    'Without flow logs nobody can say afterwards who spoke with what, and refused connections, the mark of a scan, are not seen.',
    'Sem logs de fluxo ninguém sabe depois quem falou com quem, e conexões recusadas, a marca de uma varredura, não são vistas.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open {{vpcId}}, Flow logs, Create flow log, with the filter Reject or All.',
        'No console da VPC, abra {{vpcId}}, Logs de fluxo, Criar log de fluxo, com o filtro Rejeitar ou Todos.',
      ),
    ],
    cli: 'aws ec2 create-flow-logs --region {{region}} --resource-type VPC --resource-ids {{vpcId}} --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::LOG_BUCKET/vpc/',
    terraform: `resource "aws_flow_log" "this" {
  vpc_id               = "{{vpcId}}"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.logs.arn
}`,
  },
  check: ({ flowLogs }) => {
    const active = flowLogs.filter(({ status, deliveryStatus }) => status === 'ACTIVE' && deliveryStatus !== 'FAILED');
    const conditions = [
      condition(active.length > 0, text('A flow log is active and delivers', 'Um log de fluxo está ativo e entrega'), {
        path: 'flowLogs',
        actual: flowLogs,
      }),
      condition(
        active.some(({ trafficType }) => trafficType !== 'ACCEPT'),
        text('It keeps refused traffic', 'Ele guarda o tráfego recusado'),
        {
          path: 'flowLogs',
          actual: active.map(({ trafficType }) => trafficType),
          expected: ['REJECT', 'ALL'],
        },
      ),
    ];
    if (flowLogs.length === 0)
      return passIf(conditions, text('The VPC has no flow log.', 'A VPC não tem log de fluxo.'));
    return passIf(
      conditions,
      active.length === 0
        ? text(
            'Its flow logs are not active or cannot deliver.',
            'Seus logs de fluxo não estão ativos ou não conseguem entregar.',
          )
        : text('Its flow logs keep only accepted traffic.', 'Seus logs de fluxo guardam só o tráfego aceito.'),
    );
  },
  examples: {
    'all traffic': { outcome: 'pass' },
    'refused traffic': { given: { flowLogs: [{ ...log, trafficType: 'REJECT' }] }, outcome: 'pass' },
    'nothing delivered yet': { given: { flowLogs: [{ ...log, deliveryStatus: null }] }, outcome: 'pass' },
    'no flow log': { given: { flowLogs: [] }, outcome: 'fail' },
    'accepted traffic only': { given: { flowLogs: [{ ...log, trafficType: 'ACCEPT' }] }, outcome: 'fail' },
    'accepted in one log, refused in another': {
      given: {
        flowLogs: [
          { ...log, trafficType: 'ACCEPT' },
          { ...log, id: 'fl-0b1b2c3d', trafficType: 'REJECT' },
        ],
      },
      outcome: 'pass',
    },
    'it cannot deliver': { given: { flowLogs: [{ ...log, deliveryStatus: 'FAILED' }] }, outcome: 'fail' },
    'flow logs could not be listed': {
      given: { flowLogs: { known: false, reason: 'denied', action: 'ec2:DescribeFlowLogs', detail: '' } },
      outcome: 'unknown',
    },
  },
});
