/** Chunks of history on disk: what was read once is not paid for again, and an interrupted run goes on where it was. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryChunk, HistoryChunkResult } from '../../adapters/aws/metric-history';

export class HistoryCache {
  /**
   * @param directory of one account and region: equal metrics elsewhere have other values
   * @throws where it cannot be made
   */
  constructor(private readonly directory: string) {
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      throw new Error(`--cache '${directory}' cannot be made: ${(error as Error).message}; name another directory`);
    }
  }

  /** A file that is damaged or not there is read anew. */
  find(chunk: HistoryChunk): HistoryChunkResult | undefined {
    try {
      const found = JSON.parse(readFileSync(this.fileOf(chunk), 'utf8')) as HistoryChunkResult;
      return found.id === chunk.id && found.series.length === chunk.queries.length ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps what will not change any more; errors may be gone the next time. */
  keep(chunk: HistoryChunk, result: HistoryChunkResult): void {
    if (!chunk.settled || result.series.some(({ error }) => error !== undefined)) return;
    const file = this.fileOf(chunk);
    // Renamed when it is whole: Ctrl-C may come at any time.
    writeFileSync(`${file}.new`, JSON.stringify(result));
    renameSync(`${file}.new`, file);
  }

  private fileOf({ id }: HistoryChunk): string {
    return join(this.directory, `${id}.json`);
  }
}
