import type {
  RehearsalReport,
  ReportAlarm,
  ReportDashboard,
  ReportNotification,
  ReportSeries,
  ReportWidget,
} from '../../../lib/view/report/model';
import { costWidget } from '../../../lib/view/widgets/cost';
import type { WidgetFrame } from '../../../lib/view/widgets/frame';
import { incidentsWidget } from '../../../lib/view/widgets/incidents';
import { onCallWidget } from '../../../lib/view/widgets/on-call';
import { WIDGET_THEMES } from '../../../lib/view/widgets/style';
import { COST, frameOf, incident } from '../widgets/standings';

/** A rehearsal of a checkout service whose payment provider fails from 09:10 to 09:30: fifty minutes of virtual time. */

const START = Date.UTC(2026, 1, 3, 9, 0, 0);
const MINUTES = 50;
const KNOWN = { problems: [], unset: false };

/** `at(14, 10)` is 09:14:10. */
export function at(minute: number, second = 0): number {
  return START + (minute * 60 + second) * 1000;
}

export const checkoutReport: RehearsalReport = {
  title: 'Payments are down and come back',
  source: 'scenarios/payments-down.scenario',
  startMs: START,
  endMs: at(MINUTES),
  verdict: 'passed',
  expectations: [
    { line: 14, text: 'at 09:09 no alarm is in ALARM', passed: true },
    { line: 17, text: 'within 5m alarm "ChargePayment Errors" is ALARM', passed: true, actual: 'ALARM at 09:13:10' },
    { line: 18, text: 'within 5m page oncall once', passed: true, actual: '1 page at 09:14:10' },
    { line: 24, text: 'within 10m incident of checkout is resolved', passed: true, actual: 'resolved at 09:37:10' },
    { line: 25, text: 'nothing else is sent to oncall', passed: true },
  ],
  alarms: alarms(),
  story: [
    {
      atMs: at(0),
      kind: 'scene',
      text: 'Shoppers arrive: 40 orders a minute',
      detail: 'POST /orders, weight 100, from line 3',
    },
    { atMs: at(3), kind: 'state', text: '25 alarms have data and are OK' },
    {
      atMs: at(10),
      kind: 'scene',
      text: 'The payment provider fails every call',
      breaks: true,
      detail: 'dependency "payments" answers 503 after 1.2 s, from line 16',
    },
    {
      atMs: at(13, 10),
      kind: 'alarm',
      text: 'ChargePayment Errors is in ALARM',
      detail:
        'Threshold Crossed: 3 out of the last 5 datapoints [1.0, 1.0, 0.97] were greater than or equal to the threshold (0.05).',
    },
    {
      atMs: at(13, 40),
      kind: 'alarm',
      text: 'Orders API Faults is in ALARM',
      detail: 'Threshold Crossed: 3 out of the last 3 datapoints were greater than or equal to the threshold (0.05).',
    },
    {
      atMs: at(14, 8),
      kind: 'incident',
      text: 'Incident opened: checkout in prod cannot charge payments',
      detail: 'Severity high, group checkout/prod',
    },
    {
      atMs: at(14, 10),
      kind: 'page',
      text: 'The on-call is paged',
      detail: 'Channel oncall: oncall@example.com, +49 151 0000000',
    },
    {
      atMs: at(17, 10),
      kind: 'alarm',
      text: 'Orders DLQ Depth is in ALARM',
      detail: '64 messages wait. Joins the open incident; nobody is paged again.',
    },
    {
      atMs: at(21),
      kind: 'warning',
      text: 'ReconcileLedger has sent no data for 5 minutes',
      detail: 'Its schedule runs every 15 minutes, the alarm treats missing data as missing.',
    },
    { atMs: at(30), kind: 'scene', text: 'The payment provider recovers', detail: 'From line 22' },
    { atMs: at(34, 10), kind: 'recovery', text: 'ChargePayment Errors is OK again' },
    { atMs: at(35, 40), kind: 'recovery', text: 'Orders API Faults is OK again' },
    {
      atMs: at(37, 8),
      kind: 'recovery',
      text: 'Orders DLQ Depth is OK again',
      detail: 'The redrive emptied the queue.',
    },
    {
      atMs: at(37, 10),
      kind: 'resolved',
      text: 'Incident resolved, the on-call is told',
      detail: 'All member alarms are OK. Open for 23 min 2 s.',
    },
  ],
  incidents: [
    {
      id: 'inc-01JKC4Y2T8',
      title: 'checkout in prod cannot charge payments',
      service: 'checkout',
      environment: 'prod',
      severity: 'high',
      status: 'resolved',
      openedMs: at(14, 8),
      resolvedMs: at(37, 10),
      generation: 1,
      timeline: [
        {
          atMs: at(14, 8),
          kind: 'opened',
          text: 'Opened by checkout-prod-ChargePaymentErrors: 3 of 5 minutes at or above 0.05 errors per invocation',
        },
        { atMs: at(14, 9), kind: 'joined', text: 'checkout-prod-OrdersAPIFaults joined: 3 of 3 minutes' },
        { atMs: at(17, 10), kind: 'joined', text: 'checkout-prod-OrdersDLQDepth joined: 64 messages' },
        { atMs: at(34, 10), kind: 'cleared', text: 'ChargePayment Errors' },
        { atMs: at(35, 40), kind: 'cleared', text: 'Orders API Faults' },
        { atMs: at(37, 8), kind: 'cleared', text: 'Orders DLQ Depth' },
        { atMs: at(37, 10), kind: 'resolved', text: 'All member alarms are OK' },
      ],
    },
  ],
  notifications: notifications(),
  dashboards: [dashboard()],
  notRehearsed: [
    {
      name: 'checkout-prod-OrdersApi-LatencyAnomaly',
      reason: 'Anomaly detection bands need weeks of history; the alarm stays out of this run.',
    },
    { name: 'CheckoutStack/SpendAlarm', reason: 'Reads AWS/Billing, which no simulated service publishes.' },
  ],
  assumptions: [
    {
      what: 'Alarm evaluation',
      value: 'every 60 s, 10 s after the period',
      source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
    },
    {
      what: 'Metric visible after PutMetricData',
      value: '2 s',
      source:
        'Measured; AWS states up to 2 minutes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html',
    },
    {
      what: 'EventBridge delivery',
      value: '0.5 s',
      source: 'Typical latency of rules, https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html',
    },
    { what: 'SNS delivery to e-mail', value: '1 s', source: 'Assumed' },
  ],
  counts: {
    'Lambda invocations': 9214,
    'Metric datapoints': 18_402,
    'Alarm evaluations': 1250,
    Events: 61,
    'Messages sent': 2,
  },
};

function alarms(): ReportAlarm[] {
  const quietUntil = (reason: string) => [
    { atMs: at(0), state: 'INSUFFICIENT_DATA' as const, reason: 'Unchecked: Initial alarm creation' },
    { atMs: at(3), state: 'OK' as const, reason },
  ];
  const calm = 'Threshold Crossed: 1 datapoint [0.0] was not greater than or equal to the threshold.';
  const fired = (from: number, to: number, reason: string) => [
    ...quietUntil(calm),
    { atMs: from, state: 'ALARM' as const, reason },
    {
      atMs: to,
      state: 'OK' as const,
      reason: 'Threshold Crossed: 3 datapoints [0.0, 0.0, 0.0] were not greater than or equal to the threshold.',
    },
  ];
  return [
    alarm(
      'ChargePayment Errors',
      'Errors Average >= 0.05 in 3 of 5 x 1 min',
      'high',
      fired(
        at(13, 10),
        at(34, 10),
        'Threshold Crossed: 3 out of the last 5 datapoints [1.0 (03/02/26 09:12:00), 1.0 (03/02/26 09:11:00), 0.97 (03/02/26 09:10:00)] were greater than or equal to the threshold (0.05).',
      ),
    ),
    alarm(
      'Orders API Faults',
      'Faults Average >= 0.05 in 3 of 3 x 1 min',
      'high',
      fired(
        at(13, 40),
        at(35, 40),
        'Threshold Crossed: 3 out of the last 3 datapoints [0.99, 0.98, 0.95] were greater than or equal to the threshold (0.05).',
      ),
    ),
    alarm(
      'Orders DLQ Depth',
      'ApproximateNumberOfMessagesVisible Maximum >= 1 in 1 of 1 x 5 min',
      'medium',
      fired(
        at(17, 10),
        at(37, 8),
        'Threshold Crossed: 1 datapoint [64.0] was greater than or equal to the threshold (1.0).',
      ),
    ),
    alarm('ReconcileLedger Errors', 'Errors Sum >= 1 in 1 of 1 x 5 min', 'low', [
      ...quietUntil(calm),
      { atMs: at(21), state: 'INSUFFICIENT_DATA', reason: 'Insufficient Data: 1 datapoint was unknown.' },
      { atMs: at(31), state: 'OK', reason: calm },
    ]),
    ...quietOnes().map(([label, condition]) => alarm(label, condition, 'medium', quietUntil(calm))),
  ];
}

function quietOnes(): (readonly [label: string, condition: string])[] {
  return [
    ['PlaceOrder Errors', 'Errors Average >= 0.05 in 3 of 5 x 1 min'],
    ['PlaceOrder Latency', 'Latency p99 >= 3,000 ms in 5 of 5 x 1 min'],
    ['PlaceOrder Throttles', 'Throttles Sum >= 1 in 3 of 5 x 1 min'],
    ['PlaceOrder Timeouts', 'Timeouts Sum >= 1 in 2 of 5 x 1 min'],
    ['ChargePayment Latency', 'Latency p99 >= 5,000 ms in 5 of 5 x 1 min'],
    ['ChargePayment Throttles', 'Throttles Sum >= 1 in 3 of 5 x 1 min'],
    ['ChargePayment Timeouts', 'Timeouts Sum >= 1 in 2 of 5 x 1 min'],
    ['SendReceipt Errors', 'Errors Average >= 0.05 in 3 of 5 x 1 min'],
    ['SendReceipt Throttles', 'Throttles Sum >= 1 in 3 of 5 x 1 min'],
    ['SendReceipt Iterator Age', 'IteratorAge Maximum >= 60,000 ms in 3 of 3 x 1 min'],
    ['Orders API Latency', 'Latency p99 >= 3,000 ms in 5 of 5 x 1 min'],
    ['Orders API Client Errors', '4xx Average >= 0.2 in 5 of 5 x 1 min'],
    ['Orders Table Throttles', 'ThrottledRequests Sum >= 1 in 3 of 5 x 1 min'],
    ['Orders Table System Errors', 'SystemErrors Sum >= 1 in 3 of 5 x 1 min'],
    ['Orders Table Latency', 'SuccessfulRequestLatency p99 >= 100 ms in 5 of 5 x 1 min'],
    ['Orders Queue Age', 'ApproximateAgeOfOldestMessage Maximum >= 300 s in 3 of 3 x 1 min'],
    ['Receipts DLQ Depth', 'ApproximateNumberOfMessagesVisible Maximum >= 1 in 1 of 1 x 5 min'],
    ['Availability SLO Fast Burn', 'BurnRate Maximum >= 14.4 in 1 of 1 x 5 min'],
    ['Availability SLO Slow Burn', 'BurnRate Maximum >= 6 in 1 of 1 x 30 min'],
    ['Logged Errors', 'LoggedErrors Sum >= 500 in 3 of 3 x 5 min'],
    ['Notification Dead', 'NotificationDead Sum >= 1 in 1 of 1 x 1 min'],
  ];
}

function alarm(
  label: string,
  condition: string,
  severity: ReportAlarm['severity'],
  states: ReportAlarm['states'],
): ReportAlarm {
  return {
    name: `checkout-prod-${label.replaceAll(' ', '')}`,
    label,
    service: 'checkout',
    severity,
    role: severity === 'high' ? 'page' : 'ticket',
    condition,
    summary: `${label} of checkout in prod is out of bounds.`,
    metricKey: label,
    statistic: 'Average',
    threshold: 0.05,
    states,
  };
}

function notifications(): ReportNotification[] {
  const recipients = ['oncall@example.com', '+49 151 0000000'];
  return [
    {
      atMs: at(14, 10),
      channel: 'oncall',
      kind: 'page',
      recipients,
      subject: '[HIGH] checkout prod: ChargePayment Errors',
      body: `checkout in prod cannot charge payments.

What    ChargePayment fails in 100 % of invocations
Since   09:10 UTC, alarm at 09:13:10 UTC
Rule    Errors Average >= 0.05 in 3 of 5 x 1 min
Also    Orders API Faults

Timeline
  09:13:10  ChargePayment Errors in ALARM
  09:13:40  Orders API Faults in ALARM
  09:14:08  incident opened, severity high

Dashboard  checkout-prod
Incident id: inc-01JKC4Y2T8`,
    },
    {
      atMs: at(37, 10),
      channel: 'oncall',
      kind: 'resolved',
      recipients,
      subject: '[RESOLVED] checkout prod: ChargePayment Errors',
      body: `checkout in prod is healthy again.

Open for  23 min 2 s
Alarms    ChargePayment Errors, Orders API Faults, Orders DLQ Depth
Ended by  all member alarms OK

Incident id: inc-01JKC4Y2T8`,
    },
  ];
}

function dashboard(): ReportDashboard {
  const down = (minute: number) => minute >= 10 && minute < 30;
  const chart = (
    x: number,
    y: number,
    width: number,
    title: string,
    series: ReportSeries[],
    more: Partial<ReportWidget> = {},
  ): ReportWidget => ({
    x,
    y,
    width,
    height: 6,
    type: 'metric',
    title,
    series,
    ...more,
  });
  return {
    name: 'checkout-prod',
    widgets: [
      {
        x: 0,
        y: 0,
        width: 24,
        height: 2,
        type: 'text',
        title: '',
        markdown:
          '# checkout in prod\nTakes orders, charges payments, sends receipts. **Owner:** team `payments`. Start with the [runbook](https://example.com/runbooks/checkout).',
      },
      {
        x: 0,
        y: 2,
        width: 24,
        height: 3,
        type: 'alarm',
        title: 'Alarms that page',
        alarms: [
          'ChargePayment Errors',
          'Orders API Faults',
          'Orders API Latency',
          'PlaceOrder Errors',
          'Orders DLQ Depth',
          'Availability SLO Fast Burn',
        ].map((label) => `checkout-prod-${label.replaceAll(' ', '')}`),
      },
      chart(0, 5, 12, 'Orders API requests', [
        series('Requests', 'Count', (m) => 40 + wave(m, 6)),
        series('Faults', 'Count', (m) => (down(m) ? 39 + wave(m, 5) : 0), { metricKey: 'Orders API Faults' }),
      ]),
      chart(
        12,
        5,
        12,
        'Orders API latency',
        [
          series('p50', 'Milliseconds', (m) => (down(m) ? 1230 : 182) + wave(m, 22)),
          series('p99', 'Milliseconds', (m) => (down(m) ? 1690 : 410) + wave(m, 90)),
        ],
        { annotations: [{ label: 'Latency p99 >=', value: 3000 }] },
      ),
      chart(
        0,
        11,
        8,
        'ChargePayment fault ratio',
        [
          series('Errors per invocation', 'None', (m) => (down(m) ? 0.98 + wave(m, 0.02) : 0), {
            metricKey: 'ChargePayment Errors',
            statistic: 'Average',
          }),
        ],
        { annotations: [{ label: 'Errors >=', value: 0.05 }] },
      ),
      chart(8, 11, 8, 'ChargePayment invocations', [
        series('Invocations', 'Count', (m) => (down(m) ? 118 : 40) + wave(m, 7)),
        series('Errors', 'Count', (m) => (down(m) ? 116 + wave(m, 5) : 0), {
          color: '#d13212',
          metricKey: 'ChargePayment Errors',
        }),
        series('Throttles', 'Count', () => 0),
      ]),
      chart(16, 11, 8, 'ChargePayment duration', [
        series('p50', 'Milliseconds', (m) => (down(m) ? 1204 : 96) + wave(m, 12)),
        series('p90', 'Milliseconds', (m) => (down(m) ? 1290 : 148) + wave(m, 20)),
        series('p99', 'Milliseconds', (m) => (down(m) ? 1580 : 240) + wave(m, 60)),
      ]),
      chart(
        0,
        17,
        12,
        'Orders DLQ',
        [
          series(
            'Messages visible',
            'Count',
            (m) => (m < 16 ? 0 : m < 30 ? (m - 15) * 38 : Math.max(0, 532 - (m - 30) * 90)),
            { metricKey: 'Orders DLQ Depth', statistic: 'Maximum' },
          ),
        ],
        { annotations: [{ label: 'Depth >=', value: 1 }] },
      ),
      chart(12, 17, 12, 'Orders queue', [
        series('Messages visible', 'Count', (m) => (down(m) ? 24 : 3) + wave(m, 3)),
        series('Age of oldest message', 'Seconds', (m) => (down(m) ? 96 : 2) + wave(m, 2), {
          axis: 'right',
          statistic: 'Maximum',
        }),
      ]),
      chart(0, 23, 8, 'Orders table latency', [
        series('GetItem', 'Milliseconds', (m) => 4.2 + wave(m, 0.6)),
        series('PutItem', 'Milliseconds', (m) => 7.1 + wave(m, 0.9)),
      ]),
      chart(8, 23, 8, 'ReconcileLedger runs', [
        series('Invocations', 'Count', (m) => (m % 15 === 5 ? 1 : null), {
          metricKey: 'ReconcileLedger Errors',
          statistic: 'Sum',
        }),
        series('Bytes written', 'Bytes', (m) => (m % 15 === 5 ? 48_200_000 : null), { axis: 'right' }),
      ]),
      chart(16, 23, 8, 'Error budget remaining', [
        series('Availability 99.9 %', 'Percent', (m) => (m < 10 ? 98.2 : m < 30 ? 98.2 - (m - 9) * 1.9 : 60.2), {
          statistic: 'Minimum',
        }),
      ]),
    ],
  };
}

function series(
  label: string,
  unit: string,
  value: (minute: number) => number | null,
  more: Partial<ReportSeries> = {},
): ReportSeries {
  // The collector restarts at 09:41: two minutes without data, as real ones have.
  const measured = (minute: number) => (minute === 41 || minute === 42 ? null : value(minute));
  const points = Array.from({ length: MINUTES }, (_, minute) => [at(minute), measured(minute)] as const);
  return { label, unit, statistic: 'Sum', axis: 'left', points, ...more };
}

/** Unrest that is the same in every run, between `-size` and `size`; whole where `size` is. */
function wave(minute: number, size: number): number {
  const value = size * Math.sin(minute * 1.7) * Math.cos(minute * 0.61);
  return Number.isInteger(size) && size < 10 ? Math.round(value) : Math.round(value * 1000) / 1000;
}

/** The same hour with everything a report can hold: a mute rule, a composite, an anomaly band, advice and coverage. */
export const fullReport: RehearsalReport = {
  ...checkoutReport,
  title: 'Payments are down while the queue is being redriven',
  alarms: [
    ...checkoutReport.alarms.map((entry) => {
      if (entry.label === 'ChargePayment Errors') return { ...entry, ...judgedChargePayment() };
      if (entry.label === 'Orders DLQ Depth') return muted(entry);
      return entry;
    }),
    {
      ...alarm('Orders API Latency Anomaly', 'Latency p50 outside a band of 2 deviations in 3 of 3 x 1 min', 'medium', [
        { atMs: at(0), state: 'OK', reason: 'The band model has two weeks of history.' },
        { atMs: at(12, 10), state: 'ALARM', reason: '3 datapoints were outside the band.' },
        { atMs: at(32, 10), state: 'OK', reason: '3 datapoints were inside the band.' },
      ]),
      kind: 'band',
      statistic: 'p50',
      chart: {
        points: minutes((m) => (m >= 10 && m < 30 ? 1230 : 182) + wave(m, 22)),
        band: Array.from({ length: MINUTES }, (_, m) => [at(m), 90 + wave(m, 8), 290 + wave(m, 12)] as const),
      },
    },
    {
      ...alarm('Checkout Broken', 'composite: payments and orders fail together', 'critical', [
        { atMs: at(0), state: 'OK', reason: 'Both children are OK.' },
        {
          atMs: at(13, 40),
          state: 'ALARM',
          reason: 'checkout-prod-OrdersAPIFaults transitioned to ALARM.',
          heldBack: 'suppressed: WaitPeriod',
        },
        { atMs: at(15, 40), state: 'ALARM', reason: 'The wait period ended.' },
        { atMs: at(34, 10), state: 'OK', reason: 'checkout-prod-ChargePaymentErrors transitioned to OK.' },
      ]),
      kind: 'composite',
      rule: 'ALARM("checkout-prod-ChargePaymentErrors") AND ALARM("checkout-prod-OrdersAPIFaults")',
      actionsRun: [{ atMs: at(15, 40), state: 'ALARM', target: 'arn:aws:sns:eu-central-1:123456789012:oncall' }],
    },
  ],
  mutes: [{ name: 'nightly-redrive', startMs: at(16), endMs: at(26), alarms: ['checkout-prod-OrdersDLQDepth'] }],
  lints: [
    {
      name: 'checkout-prod-OrdersDLQDepth',
      text: 'Reads a queue whose metrics stop six hours after its last message: treat missing data as notBreaching.',
    },
  ],
  coverage: {
    driven: ['checkout-prod-ChargePaymentErrors', 'checkout-prod-OrdersAPIFaults', 'checkout-prod-OrdersDLQDepth'],
    neverDriven: quietOnes().map(([label]) => `checkout-prod-${label.replaceAll(' ', '')}`),
  },
};

/** At the end of a rehearsal: three of Sightline's widgets, one of somebody else's function, and the hub's dashboard. */
export const widgetsReport: RehearsalReport = {
  ...fullReport,
  dashboards: [
    {
      name: 'checkout-prod',
      widgets: [
        drawnWidget(0, 12, 'Open incidents', (frame) =>
          incidentsWidget(
            { incidents: [incident({ beganMs: at(13, 10) })], ...{ dashboards: new Map(), region: '' }, ...KNOWN },
            frame,
          ),
        ),
        drawnWidget(12, 12, 'Cost of monitoring', (frame) => costWidget({ cost: COST }, frame)),
        {
          x: 0,
          y: 7,
          width: 24,
          height: 4,
          type: 'custom',
          title: 'Stock',
          notDrawn: 'its function stock is not part of this app',
        },
      ],
    },
    {
      name: 'Sightline-sightline-incidents',
      hub: 'sightline',
      widgets: [
        drawnWidget(0, 24, 'On call now', (frame) =>
          onCallWidget({ standings: [{ schedule: 'primary', person: 'alice' }], channels: [], ...KNOWN }, frame),
        ),
      ],
    },
  ],
};

function drawnWidget(x: number, width: number, title: string, draw: (frame: WidgetFrame) => string): ReportWidget {
  const height = 320;
  const [light, dark] = WIDGET_THEMES.map((theme) => draw(frameOf({ theme, width: 520, height, nowMs: at(49, 40) })));
  const drawing = { atMs: at(49, 40), height, light: String(light), dark: String(dark) };
  return { x, y: 0, width, height: 7, type: 'custom', title, drawing };
}

function judgedChargePayment(): Partial<ReportAlarm> {
  const [first, ok, fired, recovered] = checkoutReport.alarms[0]?.states ?? [];
  if (!first || !ok || !fired || !recovered) throw new Error('ChargePayment Errors has four states');
  const evidence = [10, 11, 12].map((minute) => [at(minute), 1] as const);
  return {
    chart: { points: minutes((m) => (m >= 10 && m < 30 ? 1 : 0)) },
    states: [first, ok, { ...fired, evidence }, recovered],
  };
}

function muted(entry: ReportAlarm): ReportAlarm {
  const states = entry.states.map((state) =>
    state.state === 'ALARM' ? { ...state, heldBack: 'muted by nightly-redrive until 09:26' } : state,
  );
  return { ...entry, states };
}

function minutes(value: (minute: number) => number): (readonly [number, number])[] {
  return Array.from({ length: MINUTES }, (_, minute) => [at(minute), value(minute)]);
}

/** What a hostile function answers. */
const HOSTILE_HTML = `<style>body{color:red}</style></style></iframe><script>top.alert(6);alert(7)</script><img src=http://127.0.0.1:9/x onerror=alert(8)><p style='color:#777'>"\u202e</p><meta http-equiv="refresh" content="0;url=https://example.com/"><form action="https://example.com/"><button>go</button></form>`;

/** Custom widgets of functions that try to leave their frames. */
export const hostileWidgetsReport: RehearsalReport = {
  ...widgetsReport,
  dashboards: widgetsReport.dashboards.map(({ widgets, ...board }) => ({
    ...board,
    ...(board.hub !== undefined && { hub: HOSTILE_HTML }),
    widgets: widgets.map(({ drawing, notDrawn, ...widget }) => ({
      ...{ ...widget, title: HOSTILE_HTML },
      ...(notDrawn !== undefined && { notDrawn: HOSTILE_HTML }),
      ...(drawing && { drawing: { ...drawing, light: HOSTILE_HTML, dark: HOSTILE_HTML } }),
    })),
  })),
};

/** Text that tries to leave its place in the page. */
export const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)> "' onmouseover='alert(3) &lt; \u202Egnp.exe\u2066\u0007\u0000\u2028\u2029 {{7*7}} <!-- \uD800`;

/** The same rehearsal, with hostile text wherever others may write. */
export const hostileReport: RehearsalReport = {
  ...fullReport,
  title: HOSTILE,
  source: HOSTILE,
  verdict: 'failed',
  expectations: [{ line: 3, text: HOSTILE, passed: false, actual: HOSTILE.repeat(20) }],
  mutes: [{ name: HOSTILE, startMs: at(0), endMs: at(5), alarms: [HOSTILE] }],
  lints: [{ name: HOSTILE, text: HOSTILE }],
  coverage: { driven: [HOSTILE], neverDriven: [HOSTILE] },
  alarms: fullReport.alarms.map((entry, index) => ({
    ...entry,
    name: `${index} ${HOSTILE}`,
    rule: entry.rule && HOSTILE.repeat(10),
    statistic: HOSTILE,
    actionsRun: [{ atMs: at(14), state: 'ALARM' as const, target: HOSTILE }],
    label: HOSTILE,
    condition: HOSTILE,
    summary: HOSTILE,
    states: entry.states.map((state) => ({ ...state, reason: HOSTILE.repeat(10), heldBack: HOSTILE })),
  })),
  story: checkoutReport.story.map((entry) => ({ ...entry, text: HOSTILE, detail: HOSTILE.repeat(30) })),
  incidents: checkoutReport.incidents.map((incident) => ({
    ...incident,
    id: HOSTILE,
    title: HOSTILE,
    service: HOSTILE,
    environment: HOSTILE,
    status: HOSTILE,
    timeline: incident.timeline.map((entry) => ({ ...entry, kind: HOSTILE, text: HOSTILE })),
  })),
  notifications: checkoutReport.notifications.map((message) => ({
    ...message,
    channel: HOSTILE,
    recipients: [HOSTILE, 'x'.repeat(500)],
    subject: HOSTILE,
    body: `${HOSTILE}\n`.repeat(50),
  })),
  dashboards: checkoutReport.dashboards.map((board) => ({
    name: HOSTILE,
    widgets: board.widgets.map((widget) => ({
      ...widget,
      title: HOSTILE,
      markdown:
        widget.markdown &&
        `# ${HOSTILE}\n- [x](javascript:alert(4))\n- [y](https://example.com/"onclick=alert(5))\n${HOSTILE}`,
      alarms: widget.alarms && [...widget.alarms, HOSTILE],
      annotations: widget.annotations?.map((annotation) => ({ ...annotation, label: HOSTILE })),
      series: widget.series?.map((entry) => ({ ...entry, label: HOSTILE, unit: HOSTILE, color: 'red;}</style>' })),
    })),
  })),
  notRehearsed: [{ name: HOSTILE, reason: HOSTILE }],
  assumptions: [{ what: HOSTILE, value: HOSTILE, source: `https://example.com/${HOSTILE}` }],
  counts: { [HOSTILE]: 1 },
};
