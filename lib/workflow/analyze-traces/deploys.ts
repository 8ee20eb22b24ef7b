import type { Span } from '../../core/slo/window';
import { deployEffects, isWatched, spansAround } from '../../core/trace/deploy-signals';
import { annotationFilter } from '../../core/trace/filter-expression';
import { type DeployEffect, readAndAnalyze } from '../../core/trace/report';
import type { WatchedDeploy } from '../../core/trace/state';
import type { AnalyzeTracesPorts } from './run';
import { readSample } from './sample';

/** Of one run: each reads the traces of two spans. */
const MOST_COMPARED = 3;
/** Of each span; a test of ranks sees a medium effect in far fewer. */
const MOST_TRACES = 150;
const MOST_EFFECTS = 60;

/** Compares what was deployed in the last hour with the time before, newest first. One that cannot be read is left out. */
export async function compareDeploys(
  ports: AnalyzeTracesPorts,
  deploys: readonly WatchedDeploy[],
  atMs: number,
): Promise<DeployEffect[]> {
  const watched = deploys.filter((deploy) => isWatched(deploy, atMs) && isNewest(deploy, deploys));
  const effects: DeployEffect[] = [];
  for (const deploy of watched.slice(-MOST_COMPARED).reverse()) {
    try {
      const { before, after } = spansAround(deploy, deploys, atMs);
      const [was, is] = [await tracesOf(ports, deploy, before), await tracesOf(ports, deploy, after)];
      effects.push(...deployEffects(deploy, was, is));
    } catch (error) {
      ports.log.warn('a deploy is not compared', { release: deploy.release, error: String(error) });
    }
  }
  return effects.slice(0, MOST_EFFECTS);
}

async function tracesOf({ reader }: AnalyzeTracesPorts, { service, environment }: WatchedDeploy, span: Span) {
  const filter = annotationFilter({ service, environment });
  const { sample } = await readSample(reader, span, MOST_TRACES, { filter, moreFaults: 0 });
  return sample.map(readAndAnalyze);
}

function isNewest(deploy: WatchedDeploy, all: readonly WatchedDeploy[]): boolean {
  return !all.some(
    (one) => one.service === deploy.service && one.environment === deploy.environment && one.atMs > deploy.atMs,
  );
}
