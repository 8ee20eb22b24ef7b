/**
 * Objectives as documents of OpenSLO v1: Service, AlertNotificationTarget, AlertPolicy and SLO.
 * @see https://github.com/OpenSLO/OpenSLO
 */
import { type BurnRateRule, readRule } from './burn-rate-rule';
import { type SloDefinition, sloKey } from './definition';
import { fraction, subtract, toNumber } from './fraction';
import { parseObjective } from './objective';
import { type DocumentMapping, decimal } from './open-slo/document';
import { indicatorDocument, slices } from './open-slo/indicator';
import { MAX_NAME, Names } from './open-slo/names';
import { parseSloWindow, type SloWindow } from './window';

export interface OpenSloExport {
  /** Each is one document; those that others refer to come first. */
  readonly documents: readonly DocumentMapping[];
  readonly notExported: readonly { readonly slo: string; readonly reason: string }[];
}

const API_VERSION = 'openslo/v1';
const MAX_DESCRIPTION = 1_050;
/** A first of the month that is a Monday: months and weeks both begin there. */
const CALENDAR_START = '2024-01-01 00:00:00';
const ONE = fraction(1n);

/** An objective that OpenSLO cannot express, or that cannot be read, is named with the reason, and no obstacle to the others. */
export function openSlo(slos: readonly SloDefinition[]): OpenSloExport {
  const names = new Names();
  const notExported: { slo: string; reason: string }[] = [];
  const exported = slos.flatMap((slo) => {
    try {
      return [documentsOf(slo, names)];
    } catch (error) {
      notExported.push({ slo: sloKey(slo), reason: (error as Error).message });
      return [];
    }
  });
  const severities = new Set(exported.flatMap(({ severities }) => severities));
  const services = new Set(exported.map(({ service }) => service));
  const documents = [
    ...[...services].map((service) => head('Service', names.of(['service', service], service), service, { spec: {} })),
    ...[...severities].map(target),
    ...exported.flatMap((one) => one.documents),
  ];
  return { documents, notExported };
}

function documentsOf(slo: SloDefinition, names: Names) {
  const where = sloKey(slo);
  const name = names.of(['slo', where], `${slo.service}-${slo.environment}-${slo.name}`);
  const window = timeWindow(where, parseSloWindow(where, slo.window, slo.timezone));
  const policies = slo.rules.map((rule) =>
    alertPolicy(where, names.of(['rule', where, rule.id], `${name}-${rule.id}`), rule),
  );
  const spec = {
    description: slo.description.slice(0, MAX_DESCRIPTION),
    service: names.of(['service', slo.service], slo.service),
    indicator: { metadata: { name: `${name.slice(0, MAX_NAME - 4)}-sli` }, spec: indicatorDocument(slo.indicator) },
    timeWindow: [window],
    budgetingMethod: slo.indicator.budgeting === 'events' ? 'Occurrences' : 'Timeslices',
    objectives: [objective(slo)],
    alertPolicies: policies.map(({ metadata }) => ({ alertPolicyRef: metadata.name })),
  };
  const labels = {
    environment: slo.environment,
    tier: String(slo.tier),
    kind: slo.kind,
    team: slo.team,
    owner: slo.owner,
  };
  const metadata = { labels, annotations: annotations(slo) };
  return {
    service: slo.service,
    severities: slo.rules.map(({ severity }) => severity),
    documents: [...policies, head('SLO', name, slo.name, { metadata, spec })],
  };
}

function head(
  kind: string,
  name: string,
  displayName: string,
  more: { metadata?: DocumentMapping; spec: DocumentMapping },
) {
  return { apiVersion: API_VERSION, kind, metadata: { name, displayName, ...more.metadata }, spec: more.spec };
}

function target(severity: BurnRateRule['severity']): DocumentMapping {
  const description = severity === 'page' ? 'Wakes whoever is on call' : 'Goes to the channel of the team';
  return head('AlertNotificationTarget', severity, severity, { spec: { description, target: severity } });
}

/** What OpenSLO has no field for. Its own tools leave annotations of others alone. */
function annotations(slo: SloDefinition): DocumentMapping {
  return {
    'sightline/runbook': slo.runbook,
    'sightline/alert-threshold-percent': String(slo.alertThresholdPercent),
    'sightline/min-total': slo.minTotal > 1 ? String(slo.minTotal) : undefined,
    'sightline/min-bad': slo.minBad > 1 ? String(slo.minBad) : undefined,
    'sightline/min-bad-of-tickets': slo.minBadOfTickets !== undefined ? String(slo.minBadOfTickets) : undefined,
    'sightline/exclusions': slo.exclusions.length > 0 ? JSON.stringify(slo.exclusions) : undefined,
    'sightline/missing-slices': slo.indicator.budgeting === 'timeslices' ? slo.indicator.missing : undefined,
  };
}

function objective(slo: SloDefinition): DocumentMapping {
  const { budget, percent } = parseObjective(sloKey(slo), slo.objective);
  const target = { displayName: `${percent} %`, target: decimal(subtract(ONE, budget)) };
  return slo.indicator.budgeting === 'events' ? target : { ...target, ...slices(slo.indicator) };
}

function timeWindow(where: string, window: SloWindow): DocumentMapping {
  if (window.kind === 'rolling') {
    const { minutes } = window;
    return { duration: minutes % 1_440 === 0 ? `${minutes / 1_440}d` : `${minutes}m`, isRolling: true };
  }
  const timeZone = /^(UTC|GMT|Z)$/i.test(window.timezone) ? 'UTC' : window.timezone;
  if (!/^(UTC$|[A-Za-z]+\/)/.test(timeZone)) {
    throw new Error(
      `${where}: OpenSLO takes time zones by IANA name, and '${timeZone}' is an offset; name a zone instead`,
    );
  }
  return {
    duration: window.unit === 'month' ? '1M' : '1w',
    calendar: { startTime: CALENDAR_START, timeZone },
    isRolling: false,
  };
}

/**
 * OpenSLO has one look-back a condition, and one condition a policy. The long window is that; the short one, which ends
 * the alert soon after the fault, is told beside.
 */
function alertPolicy(where: string, name: string, rule: BurnRateRule) {
  const { burn, id, long, short, severity } = readRule(where, rule);
  const description = `Burn rate above ${toNumber(burn)} over ${long}, and over ${short}`;
  const condition = { kind: 'burnrate', threshold: decimal(burn), lookbackWindow: long, alertAfter: '0m' };
  const spec = {
    description,
    alertWhenBreaching: true,
    alertWhenResolved: true,
    alertWhenNoData: false,
    conditions: [
      {
        kind: 'AlertCondition',
        metadata: { name: `${name.slice(0, MAX_NAME - 10)}-condition`, displayName: id },
        spec: { description, severity, condition },
      },
    ],
    notificationTargets: [{ targetRef: severity }],
  };
  const annotations = { 'sightline/short-window': short, 'sightline/burn-rate': rule.factor };
  return head('AlertPolicy', name, id, { metadata: { annotations }, spec });
}
