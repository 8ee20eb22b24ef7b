import { HEALTH_CHECKS } from '../../../lib/core/health/alarms';
import { UNHEALTHY_BELOW } from '../../../lib/core/health/score';
import { pages } from '../../../lib/core/incident/severity';

test('the alarms page when the service is unhealthy and open a ticket when it is degraded', () => {
  expect(HEALTH_CHECKS.alarms).toMatchObject([
    { id: 'Unhealthy', threshold: UNHEALTHY_BELOW, role: 'page' },
    { id: 'Degraded', threshold: 100, role: 'ticket' },
    { id: 'NoChecks', treatMissingData: 'breaching', role: 'ticket' },
    { id: 'FailedRuns', role: 'ticket' },
  ]);
  for (const { role, severity } of HEALTH_CHECKS.alarms) expect(role).toBe(pages(severity) ? 'page' : 'ticket');
});

test('what is alarmed on is drawn', () => {
  const drawn = HEALTH_CHECKS.graphs.flatMap(({ left }) => left);
  for (const { metric, statistic } of HEALTH_CHECKS.alarms) {
    expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
    expect(HEALTH_CHECKS.metrics).toHaveProperty(metric);
  }
});
