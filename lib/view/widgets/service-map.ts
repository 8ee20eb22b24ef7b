import { UNHEALTHY_BELOW } from '../../core/health/score';
import { HEALTHY_FROM } from '../../core/health/service-score';
import type { TraceReport } from '../../core/trace/report';
import { duration } from '../format';
import { nameText } from '../incidents/words';
import { type Html, html } from '../report/html';
import { mapPicture } from '../traces/map-picture';
import { basisOf } from '../traces/words';
import { drawWidget, emptyState, timeText, type WidgetFrame } from './frame';

export interface ScoredHealth {
  readonly service: string;
  readonly environment: string;
  /** 0 (down) to 100 (as it should be). @default - not known */
  readonly score?: number;
  /** When it was scored, epoch ms. @default - not known */
  readonly atMs?: number;
}

export interface ServiceMapWidget {
  /** Newest one. @default - there is none, or it could not be read */
  readonly report?: TraceReport;
  /** @default - nothing scores services, or scores could not be read */
  readonly health?: readonly ScoredHealth[];
  readonly problems: readonly string[];
  /** Which sources were not given to the construct. */
  readonly unset: { readonly traces: boolean; readonly health: boolean };
}

const LABEL = 'What calls what; sightline traces map tells the same in words';
const MOST_SERVICES = 12;
/** A map is made every five minutes. */
const OLD_MS = 20 * 60_000;

export function serviceMapWidget({ report, health, problems, unset }: ServiceMapWidget, frame: WidgetFrame): string {
  if (unset.traces && unset.health) {
    const how = "Pass 'analysis' (a TraceAnalysis) and 'scores' (HealthScores) to CustomWidgets.";
    return drawWidget(frame, { problems, body: emptyState('Neither traces nor scores are known here.', how) });
  }
  const body = html`${healthList(health ?? [], frame)}${report ? picture(report, frame) : noMap(unset.traces)}`;
  return drawWidget(frame, { problems, body });
}

function picture(report: TraceReport, { nowMs, width }: WidgetFrame): Html {
  const ageMs = nowMs - report.atMs;
  const old =
    ageMs > OLD_MS && html`<p class="of-bad">This map is ${duration(ageMs)} old: is the analysis running?</p>`;
  if (report.graph.nodes.length === 0) {
    return html`${old}${emptyState('No traces.', 'Nothing was called, or nothing is traced: see Tracing and useJsonLogs.')}`;
  }
  return html`${old}${mapPicture(report.graph, { label: LABEL, room: width })}<p class="quiet">${basisOf(report)}</p>`;
}

function noMap(unset: boolean): Html {
  return unset
    ? emptyState('No map.', "Pass 'analysis' (a TraceAnalysis) to CustomWidgets.")
    : emptyState('No map yet.', 'The analysis makes one every five minutes, once there are traces.');
}

/** The least healthy first. */
function healthList(health: readonly ScoredHealth[], frame: WidgetFrame): Html | false {
  if (health.length === 0) return false;
  const sorted = [...health].sort((a, b) => (a.score ?? 100.5) - (b.score ?? 100.5));
  const more = sorted.length - MOST_SERVICES;
  const times = sorted.flatMap(({ score, atMs }) => (score !== undefined && atMs !== undefined ? [atMs] : []));
  return html`<ul class="services">${sorted
    .slice(0, MOST_SERVICES)
    .map(
      ({ service, environment, score }) =>
        html`<li><span class="badge ${toneOf(score)}">${score === undefined ? '?' : Math.floor(score)}</span> ${nameText(service)} <span class="quiet">${nameText(environment)}, ${wordOf(score)}</span></li>`,
    )}${more > 0 && html`<li class="quiet">${more} more</li>`}</ul>${times.length > 0 && html`<p class="quiet">Scores as of ${timeText(Math.min(...times), frame)}.</p>`}`;
}

function toneOf(score: number | undefined): string {
  if (score === undefined) return 'unknown';
  if (score < UNHEALTHY_BELOW) return 'bad';
  return score < HEALTHY_FROM ? 'warn' : 'good';
}

function wordOf(score: number | undefined): string {
  if (score === undefined) return 'not known';
  if (score < UNHEALTHY_BELOW) return 'unhealthy';
  return score < HEALTHY_FROM ? 'degraded' : 'healthy';
}
