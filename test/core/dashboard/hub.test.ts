import {
  type HubDashboardContent,
  hubDashboard,
  hubDashboardName,
  hubOfDashboard,
} from '../../../lib/core/dashboard/hub';
import { readDashboardBody } from '../../../lib/core/dashboard/read';

const CONTENT: HubDashboardContent = {
  hub: 'main',
  region: 'eu-west-1',
  queues: { Signals: 'signals', 'Wake-ups': 'wake-ups' },
  deadLetters: { Signals: 'dead-signals' },
  pagers: [],
  alarms: [],
};

const read = (content: Partial<HubDashboardContent> = {}) =>
  readDashboardBody(JSON.stringify(hubDashboard({ ...CONTENT, ...content })));
const titles = (content?: Partial<HubDashboardContent>) =>
  read(content).widgets.flatMap((widget) => (widget.type === 'text' ? [] : [widget.title]));

test('everything on it is understood by our own reader, and nothing overlaps', () => {
  const { widgets, notRead } = read({ pagers: ['pager'], alarms: ['arn:aws:cloudwatch:eu-west-1:1:alarm:a'] });
  expect(notRead).toEqual([]);
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
});

test('heartbeats and alarms are there where the hub has some', () => {
  expect(titles()).not.toContain('Alarms');
  const all = titles({ pagers: ['pager', 'jira'], alarms: ['arn:aws:cloudwatch:eu-west-1:1:alarm:a'] });
  expect(all).toEqual([
    ...['Alarms', 'Incidents', 'Signals', 'Pages sent', 'Time to acknowledge', 'Time to resolve', 'Notify latency'],
    ...['Medians, and 9 in 10', 'Noise, percent', 'Most pages to one person'],
    ...['What should be 0', 'Queues, waiting', 'Dead letters', 'Pager heartbeats: 1 taken, 0 refused'],
  ]);
});

test('stays within the quotas with as many pagers and alarms as a hub can have, and more', () => {
  const alarms = Array.from({ length: 250 }, (_, index) => `arn:aws:cloudwatch:eu-west-1:1:alarm:a${index}`);
  const { widgets } = hubDashboard({
    ...CONTENT,
    pagers: Array.from({ length: 10 }, (_, index) => `p${index}`),
    alarms,
  });
  expect(widgets.length).toBeLessThan(25);
  const shown = widgets.flatMap(({ properties }) => (Array.isArray(properties.alarms) ? properties.alarms : []));
  expect(shown).toHaveLength(100);
});

test('graphs are drawn by the day over two weeks, with the statistic that the metric is for', () => {
  const body = hubDashboard(CONTENT);
  expect(body.start).toBe('-P2W');
  const by = (title: string) => read().widgets.find((widget) => widget.type === 'metric' && widget.title === title);
  expect(by('Incidents')).toMatchObject({
    rows: [
      { metric: { namespace: 'Sightline', name: 'IncidentsOpened', dimensions: { hub: 'main' } }, statistic: 'Sum' },
      { metric: { name: 'IncidentsResolved' }, periodSeconds: 86_400 },
    ],
  });
  expect(by('Time to acknowledge')).toMatchObject({ rows: [{ statistic: 'p50' }, { statistic: 'p90' }] });
  expect(by('Notify latency')).toMatchObject({ rows: [{ statistic: 'p99', periodSeconds: 3_600 }] });
});

test('the links of its header are links in any Markdown: without parentheses of their own', () => {
  const [header] = read().widgets;
  const text = header?.type === 'text' ? header.markdown : '';
  const links = [...text.matchAll(/\[[^\]]+\]\(([^()\s]+)\)/g)].map(([, url]) => url);
  expect(links).toHaveLength(3);
  expect(decodeURIComponent(String(links[0]))).toMatch(/#alarmsV2:\?~\(search~'main-watchdog\)$/);
});

test('its name has the letters that CloudWatch takes', () => {
  expect(hubDashboardName('shop.eu_1')).toBe('Sightline-shop-eu_1-incidents');
  expect(hubOfDashboard('Sightline-shop-eu_1-incidents')).toBe('shop-eu_1');
  expect(hubOfDashboard('Sightline-checkout-prod')).toBeUndefined();
});
