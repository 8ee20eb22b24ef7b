import type { Call, MathFunction } from '../call';
import type { Compiled, MathContext, SeriesList } from '../compiled';
import type { SeriesValues, TimeAxis } from '../types';
import { type Points, pointsOf, toPoints, toValues } from '../values';

/** Functions that read what only an AWS account has, with what that is. */
export const NOT_REHEARSED: Readonly<Record<string, string>> = {
  DB_PERF_INSIGHTS: 'it reads RDS Performance Insights, which a rehearsal does not have',
  INSIGHT_RULE_METRIC: 'it reads a Contributor Insights rule, which a rehearsal does not have',
  LAMBDA: 'it reads another data source through a Lambda function, which a rehearsal does not have',
  SERVICE_QUOTA: 'it reads the quotas of an account, which a rehearsal does not have',
};

/** Functions that need more than the time series of the request. */
export const EXTERNAL: Readonly<Record<string, MathFunction>> = {
  ANOMALY_DETECTION_BAND: {
    usage: 'ANOMALY_DETECTION_BAND(TS) or ANOMALY_DETECTION_BAND(TS, standard deviations)',
    arity: [1, 2],
    compile: anomalyBand,
  },
  SEARCH: {
    usage: `SEARCH('search expression', 'statistic', period in seconds)`,
    arity: [1, 3],
    compile: search,
  },
  ...Object.fromEntries(Object.entries(NOT_REHEARSED).map(([name, reason]) => [name, notRehearsed(name, reason)])),
};

/** The width of a band where the expression does not say it. */
const DEFAULT_DEVIATIONS = 2;

/** The upper limit comes first: "LAST(ANOMALY_DETECTION_BAND(m1)) returns the lower bound". */
function anomalyBand(call: Call): SeriesList {
  const argument = call.series(0);
  const deviations = call.has(1) ? call.scalar(1) : undefined;
  const node = call.arg(0);
  const id = node.kind === 'id' ? node.id : undefined;
  return {
    type: 'TS[]',
    run: (context) => {
      const { axis, sources } = context;
      if (!sources.band) throw call.notRehearsed('give a band function, which models the expected range');
      const width = deviations?.run(context) ?? DEFAULT_DEVIATIONS;
      const { upper, lower } = sources.band({
        values: toValues(argument.run(context)),
        deviations: width,
        axis,
        id,
      });
      return [
        { label: 'upper', points: onAxis(upper, axis) },
        { label: 'lower', points: onAxis(lower, axis) },
      ];
    },
  };
}

function search(call: Call): SeriesList {
  const expression = call.text(0);
  const statistic = call.has(1) ? call.text(1) : undefined;
  const period = call.has(2) ? call.scalar(2) : undefined;
  return {
    type: 'TS[]',
    run: (context: MathContext) => {
      const { axis, sources } = context;
      if (!sources.search) throw call.notRehearsed('give a search function, which finds the metrics');
      const found = sources.search({ expression, statistic, periodSeconds: period?.run(context), axis });
      return found.map(({ label, values }) => ({ label, points: onAxis(values, axis) }));
    },
  };
}

function onAxis(values: SeriesValues, axis: TimeAxis): Points {
  const points = toPoints(values);
  return pointsOf(axis, (index) => points[index] ?? Number.NaN);
}

/** It has the type that CloudWatch gives it, so that the rest of the expression can be checked; it cannot run. */
function notRehearsed(name: string, reason: string): MathFunction {
  return {
    usage: `${name}(...)`,
    arity: [1, Number.POSITIVE_INFINITY],
    compile: (call): Compiled => ({
      type: 'TS',
      run: () => {
        throw call.notRehearsed(reason);
      },
    }),
  };
}
