import { refuseUnknownKeys } from '../option-keys';
import { isAdditive } from '../slo/additive';
import { isTimeUnit, TIME_UNITS } from '../slo/time-unit';
import { checkList, checkObject, checkOneOf, checkRead, checkText, demand, shown } from './check-field';
import type { CatalogEntry, CatalogIndicators, CountTerm } from './entry';

/** Refuses indicators on metrics that the entry has not, and counts that do not add up. */
export function checkIndicators(entryName: string, indicators: CatalogIndicators, entry: CatalogEntry): void {
  const where = `${entryName}: 'indicators'`;
  checkObject(entryName, 'indicators', indicators);
  refuseUnknownKeys(where, indicators, ['events', 'availability', 'latency', 'throughput', 'freshness']);
  const { events, availability, latency, throughput, freshness } = indicators;
  checkText(where, 'events', events);
  if (availability !== undefined) checkAvailability(where, availability, entry);
  if (throughput !== undefined) checkTerms(where, 'throughput', throughput, entry);
  if (latency !== undefined) checkTime(where, 'latency', latency, entry);
  if (freshness === undefined) return;
  const place = `${where}.freshness`;
  checkObject(where, 'freshness', freshness);
  refuseUnknownKeys(place, freshness, ['metric', 'statistic', 'missing']);
  checkRead(place, freshness, entry);
  checkTime(place, 'metric', freshness.metric, entry);
  checkOneOf(place, 'missing', freshness.missing, ['good', 'bad', 'ignore']);
}

function checkAvailability(where: string, availability: object, entry: CatalogEntry): void {
  const place = `${where}.availability`;
  checkObject(where, 'availability', availability);
  refuseUnknownKeys(place, availability, ['total', 'bad', 'good']);
  const { total, bad, good } = availability as Record<string, readonly CountTerm[] | undefined>;
  checkTerms(place, 'total', total, entry);
  const which = (bad === undefined) !== (good === undefined);
  demand(which, `${place}: give either 'bad' or 'good', got ${bad === undefined ? 'neither' : 'both'}`);
  checkTerms(place, bad === undefined ? 'good' : 'bad', bad ?? good, entry);
}

function checkTerms(where: string, name: string, terms: unknown, entry: CatalogEntry): void {
  checkList(where, name, terms);
  const list = terms as readonly CountTerm[];
  demand(list.length > 0, `${where}: '${name}' is empty; name at least one metric`);
  for (const term of list) {
    const place = `${where}.${name}`;
    checkObject(where, name, term);
    refuseUnknownKeys(place, term, ['metric', 'statistic', 'each']);
    const { metric, statistic = 'Sum', each = 1 } = term;
    checkRead(place, { metric, statistic }, entry);
    const counts = isAdditive(statistic);
    demand(counts, `${place}: ${statistic} does not add up over time; use Sum, SampleCount or TC(from:to)`);
    demand(Number.isFinite(each) && each > 0, `${place}: 'each' must be a number above 0, got ${shown(each)}`);
  }
}

function checkTime(where: string, name: string, metric: string, { metrics }: CatalogEntry): void {
  checkOneOf(where, name, metric, Object.keys(metrics));
  const unit = metrics[metric]?.unit;
  const fits = unit !== undefined && isTimeUnit(unit);
  demand(fits, `${where}: '${name}' must be a metric in ${TIME_UNITS.join(', ')}; '${metric}' is in ${unit}`);
}
