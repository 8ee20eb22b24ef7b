import { COMPARISONS, type Comparison } from '../../alarm/threshold';
import { compileQueries } from '../../signal/metric-math/plan';
import { isStatistic } from '../../signal/statistic';
import type { EventIndicator, IndicatorQuery, SliDefinition, TimesliceIndicator } from '../definition';
import type { Fields } from './fields';

const COMPARISON_NAMES = Object.keys(COMPARISONS) as Comparison[];
const MISSING = ['good', 'bad', 'ignore'] as const;
const DAY_SECONDS = 86_400;
const MAX_DIMENSIONS = 30;
/** The period says nothing about whether expressions fit each other; any will do. */
const ANY_PERIOD_SECONDS = 300;

/** @throws {SloError} */
export function readIndicator(fields: Fields): SliDefinition {
  const budgeting = fields.oneOf('budgeting', ['events', 'timeslices'] as const);
  const queries = readQueries(fields);
  return budgeting === 'events' ? eventIndicator(fields, queries) : timesliceIndicator(fields, queries);
}

function eventIndicator(fields: Fields, queries: readonly IndicatorQuery[]): EventIndicator {
  const ids = queries.map(({ id }) => id);
  if (ids.includes('total') && ids.includes('bad') !== ids.includes('good')) return { budgeting: 'events', queries };
  throw fields.wrong('queries', `queries with the ids 'total' and one of 'bad' and 'good' (ids are ${ids.join(', ')})`);
}

function timesliceIndicator(fields: Fields, queries: readonly IndicatorQuery[]): TimesliceIndicator {
  const ids = queries.map(({ id }) => id);
  if (!ids.includes('value')) {
    throw fields.wrong('queries', `queries of which one has the id 'value' (ids are ${ids.join(', ')})`);
  }
  return {
    budgeting: 'timeslices',
    queries,
    sliceSeconds: fields.number('sliceSeconds', 'whole minutes that divide a day', divideADay),
    comparison: fields.oneOf('comparison', COMPARISON_NAMES),
    threshold: fields.number('threshold', 'a number', () => true),
    missing: fields.oneOf('missing', MISSING),
  };
}

function divideADay(seconds: number): boolean {
  return seconds >= 60 && seconds % 60 === 0 && DAY_SECONDS % seconds === 0;
}

function readQueries(fields: Fields): IndicatorQuery[] {
  const queries = fields.list('queries').map(readQuery);
  try {
    compileQueries(queries.map((query) => ({ ...query, periodSeconds: ANY_PERIOD_SECONDS, returnData: true })));
  } catch (error) {
    throw fields.refused('queries', error);
  }
  return queries;
}

function readQuery(query: Fields): IndicatorQuery {
  const id = query.text('id');
  if (query.has('expression')) return { id, expression: query.text('expression') };
  const metric = query.object('metric');
  const dimensions = metric.texts('dimensions');
  if (Object.keys(dimensions).length > MAX_DIMENSIONS) {
    throw metric.wrong('dimensions', `at most ${MAX_DIMENSIONS} dimensions`);
  }
  const statistic = query.text('statistic');
  if (!isStatistic(statistic)) throw query.wrong('statistic', "a statistic such as 'Sum', 'p99' or 'PR(:300)'");
  return {
    id,
    metric: { namespace: metric.text('namespace'), name: metric.text('name'), dimensions },
    statistic,
  };
}
