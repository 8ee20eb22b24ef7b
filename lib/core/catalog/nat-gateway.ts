import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html */
export const NAT_GATEWAY: CatalogEntry<object> = {
  type: 'AWS::EC2::NatGateway',
  title: 'NAT gateway',
  family: 'infrastructure',
  resource: { dimensions: { default: { NatGatewayId: 'Ref' } } },
  sample: { properties: {} },
  metrics: metricsOf('AWS/NATGateway', {
    portErrors: ['ErrorPortAllocation', 'Count'],
    packetsDropped: ['PacketsDropCount', 'Count'],
    attempts: ['ConnectionAttemptCount', 'Count'],
    established: ['ConnectionEstablishedCount', 'Count'],
    active: ['ActiveConnectionCount', 'Count'],
    bytesOut: ['BytesOutToDestination', 'Bytes'],
    bytesIn: ['BytesInFromDestination', 'Bytes'],
  }),
  graphs: [
    graph(
      'Connections',
      [
        ['attempts', 'Sum', 'Attempted'],
        ['established', 'Sum', 'Established'],
      ],
      [['active', 'Maximum', 'Active']],
    ),
    graph('Errors', [
      ['portErrors', 'Sum', 'No port left'],
      ['packetsDropped', 'Sum', 'Packets dropped'],
    ]),
    graph('Traffic', [
      ['bytesOut', 'Sum', 'Out'],
      ['bytesIn', 'Sum', 'In'],
    ]),
  ],
  alarms: [
    {
      id: 'NoPortsLeft',
      metric: 'portErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} has no port left: new connections to the same destination fail.',
      reason:
        'Each is a connection that was refused, whatever its caller makes of it. Three minutes of five leave out a burst ' +
        'that retries heal. A gateway without traffic publishes nothing to worry about.',
      runbook: [
        'Find the destination with most connections in the flow logs, and who opens them without reusing them.',
        'Add a secondary address to the gateway, or an endpoint if the destination is an AWS service.',
      ],
    },
    {
      id: 'PacketsDropped',
      metric: 'packetsDropped',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 100,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} drops {threshold} packets a minute or more.',
      reason:
        'A hundred are 0.01 %, from where AWS speaks of a problem, of a million packets a minute. Some are lost at all ' +
        'times and sent again, so five minutes in a row. No traffic, no loss.',
      runbook: [
        'Look at the AWS Health Dashboard for the Availability Zone of the gateway.',
        'Compare traffic with the bandwidth of a gateway; if it is the load, spread it over more of them.',
      ],
    },
  ],
};
