import type { ServiceDeployTime } from '../../core/anomaly/watch/job';
import type { PageState } from '../../core/anomaly/watch/state';
import type { ToldAnomaly } from '../../core/anomaly/watch/told';
import type { AnomalyStore } from '../../workflow/ports';

/** States of watched series in memory, for rehearsal and tests. Nothing expires. */
export class MemoryAnomalyStore implements AnomalyStore {
  private readonly pages = new Map<number, PageState>();
  private readonly told = new Map<string, ToldAnomaly>();
  private readonly deploys = new Map<string, ServiceDeployTime>();

  async readPages(pages: readonly number[]): Promise<PageState[]> {
    return pages.flatMap((page) => copy(this.pages.get(page)) ?? []);
  }

  async writePage(page: PageState): Promise<'committed' | 'conflict'> {
    const before = this.pages.get(page.page);
    if (before && before.atMs >= page.atMs) return 'conflict';
    this.pages.set(page.page, copy(page));
    return 'committed';
  }

  async readTold(): Promise<ToldAnomaly[]> {
    return [...this.told.values()].sort((a, b) => (a.series < b.series ? -1 : 1)).map(copy);
  }

  async writeTold(told: ToldAnomaly): Promise<'committed' | 'conflict'> {
    if ((this.told.get(told.series)?.version ?? 0) !== told.version - 1) return 'conflict';
    this.told.set(told.series, copy(told));
    return 'committed';
  }

  async deleteTold({ series, version }: ToldAnomaly): Promise<void> {
    if (this.told.get(series)?.version === version) this.told.delete(series);
  }

  async noteDeploy(deploy: ServiceDeployTime): Promise<void> {
    this.deploys.set(JSON.stringify([deploy.service, deploy.environment, deploy.atMs]), copy(deploy));
  }

  async readDeploys(sinceMs: number): Promise<ServiceDeployTime[]> {
    const since = [...this.deploys.values()].filter(({ atMs }) => atMs >= sinceMs);
    return since.sort((a, b) => a.atMs - b.atMs).map(copy);
  }
}

/** So that nobody outside holds what is stored. */
function copy<Value>(value: Value): Value {
  return structuredClone(value);
}
