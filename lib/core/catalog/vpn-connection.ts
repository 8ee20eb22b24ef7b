import type { CatalogEntry } from './entry';
import { AT_MOST, BELOW, FIVE_MINUTES, graph, metricsOf, PAGE, TICKET } from './parts';

/**
 * Site-to-Site VPN connection. The state of a connection is that of its two tunnels on average: between 0 and 1 one of
 * them is down.
 * @see https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html
 */
export const VPN_CONNECTION: CatalogEntry<object> = {
  type: 'AWS::EC2::VPNConnection',
  title: 'VPN connection',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { VpnId: 'Ref' } },
    imported: { marker: 'vpnId', dimensions: { VpnId: 'vpnId' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/VPN', {
    state: ['TunnelState', 'None'],
    bytesIn: ['TunnelDataIn', 'Bytes'],
    bytesOut: ['TunnelDataOut', 'Bytes'],
  }),
  graphs: [
    graph('Tunnels up', [['state', 'Maximum', 'Tunnels up']]),
    graph('Traffic', [
      ['bytesIn', 'Sum', 'In'],
      ['bytesOut', 'Sum', 'Out'],
    ]),
  ],
  alarms: [
    {
      id: 'Down',
      metric: 'state',
      statistic: 'Maximum',
      comparison: AT_MOST,
      threshold: 0,
      ...FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: 'Both tunnels of {resource} are down.',
      reason:
        'Nothing passes between the networks. It was up at no time of five minutes, so a renegotiation does not page. ' +
        'AWS publishes the state at all times: a gap says nothing, the state stays.',
      runbook: ['Look at the customer gateway first: power, line, address.', 'Read the tunnel logs of both tunnels.'],
    },
    {
      id: 'TunnelDown',
      metric: 'state',
      statistic: 'Maximum',
      comparison: BELOW,
      threshold: 1,
      ...FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has a tunnel that is down.',
      reason:
        'It works without a spare, and AWS takes single tunnels down for maintenance. At no time of five minutes were both ' +
        'up. A gap says nothing. Switch it off where one tunnel is all you have set up.',
      runbook: ['Find which tunnel is down and read its log.', 'Check its configuration on the customer gateway.'],
    },
  ],
};
