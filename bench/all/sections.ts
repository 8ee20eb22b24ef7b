/** What each benchmark measures, in words. Its figures, by their names in its JSON, say how to read them. */

export interface Section {
  /** What it measures, and what it does for that. */
  readonly what: string;
  /** What stands beside it in the same run; where there is nothing to compare with, why. */
  readonly peer: string;
  /** What reading the numbers needs to know. */
  readonly caveat: string;
  /** Name in the JSON -> meaning and unit. */
  readonly figures: Readonly<Record<string, string>>;
  /** Whether it knows `--quick`: fewer repetitions or a smaller load. */
  readonly quick: boolean;
  /** Whether it reads labelled series: `--data DIR`. */
  readonly data?: true;
}

const REQUEST_UNITS =
  'DynamoDB Local counts request units as AWS documents them. Its speed is not that of DynamoDB. Prices are list prices.';
const SOON = 'forecasts of "full in less than 4 days" while more than 12 remain, %';
const MISSED = 'forecasts that do not say so while less than 3.5 days remain, %';

/** By the name behind `bench:` in package.json. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  rehearsal: {
    what: 'Ten threshold rules over seven days of one-minute data, from the input file to the verdict.',
    peer: '`promtool test rules` (Debian package `prometheus`) on the same rules and data; both must come to the same verdict.',
    caveat:
      'promtool parses PromQL, which does more than a threshold. The lead in process leaves out the start of Node.',
    quick: false,
    figures: {
      speedupOverPromtool: 'times that promtool takes, against a warm rehearsal in process',
      speedupOverPromtoolAsProcess: 'the same, both as whole processes',
      alarmMinutesPerSecond: 'minutes of one alarm that are evaluated a second',
      growth: 'time for ten times the days, over ten times the time: 1 is linear',
    },
  },
  middleware: {
    what: 'What the middleware costs a handler: size, init, time a call.',
    peer: 'A bare handler, the same metrics, log line and trace written by hand (the floor), and Powertools with middy.',
    caveat: 'Handlers run in plain Node, not in Lambda. Ratios travel between machines, microseconds do not.',
    quick: true,
    figures: {
      p50OverFloor: 'median time a call, over the floor',
      p99OverFloor: '99th percentile, over the floor',
      p50PowertoolsMiddyOverOurs: 'median of Powertools with middy, over ours',
      initOverNodeBoot: "init over that of a bare handler, as a share of Node's start",
      bundleKB: 'what it adds to a bundle, kB; the larger of CommonJS and ES module',
      metricsOnlyBundleKB: 'the same for `sightline/middleware/metrics`',
      heapGrowthKB: 'heap that is left behind by all calls, kB',
    },
  },
  publish: {
    what: '200 series of 5,000 observations each through MetricsPublisher, a queue and publish-metrics to a local sink that checks every value; then throttles, 5xx answers and a kill.',
    peer: 'The AWS SDK with single values, with value arrays, and with values rounded and counted by hand.',
    caveat: 'The sink answers at once and the queue is a list: neither CloudWatch nor SQS takes part.',
    quick: false,
    figures: {
      observationsPerSecondOverSdk: 'times the rate of the SDK with single values',
      observationsPerSecondOverSdkArrays: 'times the rate of the SDK with value arrays',
      bytesPerObservation: 'bytes sent an observation, queue included',
      apiCallsSaved: 'calls fewer than with single values, for the million',
      maxQuantileErrorPercent: 'worst error of p50 to p99.9, %',
      lost: 'observations lost, faults and kill included',
      duplicated: 'observations stored twice by faults and kill',
    },
  },
  synth: {
    what: 'Synthesis of an app of 10 to 1,000 functions with 5.2 alarms each; every run is a process of its own.',
    peer: 'cdk-monitoring-constructs, raw L1 alarms, and the app without alarms.',
    caveat:
      'The peer has one dashboard and no nested stacks. Larger apps are limited by quotas before they are by time.',
    quick: true,
    figures: {
      timeOverRawL1At100: 'time over raw L1 alarms, 100 functions',
      timePeerOverOurs100: 'time of the peer over ours, 100 functions',
      bytesOursOverPeer100: 'template bytes over those of the peer, 100 functions',
      widgets100: 'dashboard widgets, 100 functions',
      largestDeployable: 'functions of the largest app measured that keeps to every quota',
      resourcesPerStackMax: 'resources of the fullest stack; 500 are allowed',
    },
  },
  slo: {
    what: '`evaluateSlo` over 1,000 objectives with 30 days of minutes: four burn-rate rules, budget, status, projection.',
    peer: 'A plain loop that adds up every window every minute, and `promtool test rules`.',
    caveat: 'In process, from memory: reading the metrics is not part of it.',
    quick: true,
    figures: {
      slosPerSecond: 'objectives evaluated a second',
      growth: 'time for 60 days over twice the time for 30: 1 is linear',
      timesFasterThanResumming: 'time of the plain loop over ours',
      timesFasterThanPromtool: 'time of promtool, as a process, over ours',
    },
  },
  incidents: {
    what: 'Complete incidents (2 alarms, 6 messages) through the real workflows and the real store.',
    peer: 'None: providers of incident management do not publish such figures.',
    caveat: REQUEST_UNITS,
    quick: true,
    figures: {
      signalsPerSecond: 'signals handled a second, a batch of one service',
      signalsPerSecondMixed: 'the same, each signal of another service',
      writeUnitsPerIncident: 'write request units of an incident',
      usdPer1000Incidents: 'US dollars for 1,000 incidents, all services used',
      p99VirtualNotifyMs: 'alarm event to message, 99th percentile of the simulated latencies, ms',
    },
  },
  anomaly: {
    what: 'The detector on every labelled series below a folder, by the rules of the Numenta Anomaly Benchmark, thresholds fixed in the code.',
    peer: 'The published scoreboard and mean +- k sigma: [Anomaly benchmark](anomaly-benchmark.md).',
    caveat: 'Scores of a part of the corpus do not compare with scores of the whole.',
    quick: true,
    data: true,
    figures: {
      standard: 'NAB score, standard profile; 100 is perfect',
      lowFP: 'NAB score, profile against false alarms',
      lowFN: 'NAB score, profile against misses',
      alarmsPerWeekPerSeries: 'false alarms a week a series',
      pointFpPercent: 'points outside of labelled windows that are called anomalous, %',
      windowsHit: 'labelled windows with an alarm',
      windows: 'labelled windows',
      microsecondsPerPoint: 'time a point, microseconds',
      overMeanStd: 'the same, over a running mean and deviation',
      stateBytes: 'bytes of a serialized state, median',
    },
  },
  forecast: {
    what: '"Full in N days" on made-up disks of nine kinds, a forecast every six hours.',
    peer: 'A least-squares line through the last six hours: [Forecast benchmark](forecast-benchmark.md).',
    caveat: 'The series are made up: the totals are no share of what real disks do.',
    quick: false,
    figures: {
      falseSoonPercent: SOON,
      missPercent: MISSED,
      peerFalseSoonPercent: `the line of six hours: ${SOON}`,
      peerMissPercent: `the line of six hours: ${MISSED}`,
    },
  },
  detect: {
    what: 'detect-anomalies on 10,000 series of five minutes (1,000 with `--quick`): the real workflow and adapters, a local GetMetricData.',
    peer: "CloudWatch's own anomaly alarm, by its price: $0.30 a series a month.",
    caveat: REQUEST_UNITS,
    quick: true,
    figures: {
      secondsPerTick: 'seconds a tick, one worker after the other',
      calls: 'GetMetricData calls a tick',
      usdPerMonthPer1000Series: 'our own part, US dollars a month for 1,000 series',
      usdGetMetricDataPer1000Series: 'the reading of metrics, US dollars a month for 1,000 series',
    },
  },
  errors: {
    what: 'Reading log events of 1 MB, tallying errors by fingerprint, and counting them in DynamoDB.',
    peer: '`JSON.parse`, a naive pattern that is not linear, and batches of a single line.',
    caveat: REQUEST_UNITS,
    quick: true,
    figures: {
      growth: 'time for twice the length, over twice the time: 1 is linear',
      linesPerSecond: 'log lines of about 2 kB read and tallied a second',
      writesPerThousandErrors: 'write request units for 1,000 errors',
      usdPerMillionErrors: 'US dollars for a million errors',
    },
  },
  explain: {
    what: '`sightline explain` on made-up incidents whose cause is known.',
    peer: 'None: what the causes are is made up here. The seeds are not those of the tests.',
    caveat: 'Made-up incidents: they show what the ranking can tell apart, not how often it is right in production.',
    quick: false,
    figures: {
      top1: 'share of incidents whose cause is the first reason',
      top3: 'share whose cause is among the first three',
      quietTimes: 'times looked at when nothing happened',
      falseClaims: 'claims made in these',
    },
  },
};
