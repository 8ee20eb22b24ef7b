/** Changes that only you know of: switches, configuration, migrations. One a line. */
import { CHANGE_KINDS, type InsightChange } from '../../core/insight/model';
import { readTextFile } from '../../rehearsal/text-file';
import { timestampReader } from '../../rehearsal/timestamp';
import { UsageError } from '../usage-error';

const LINE = /^(\S+)\s+(\S+)\s+(.+)$/;

/** @throws naming the line that cannot be read; empty ones and those that begin with # are passed over */
export function readChanges(file: string): InsightChange[] {
  const readTime = timestampReader();
  return readTextFile(file, 'list of changes')
    .split(/\r?\n/)
    .flatMap((text, index): InsightChange[] => {
      const line = text.trim();
      if (line === '' || line.startsWith('#')) return [];
      const [, time = '', word = '', what = ''] = LINE.exec(line) ?? [];
      const atMs = readTime(time);
      const kind = CHANGE_KINDS.find((one) => one === word);
      if (atMs !== undefined && kind) return [{ kind, what, atMs }];
      throw new UsageError(
        `--changes ${file}, line ${index + 1}: must be a time, ${CHANGE_KINDS.join(' or ')}, and what it was, such as ` +
          `2026-03-03T09:55Z config Timeout of payments lowered; got '${line.slice(0, 80)}'`,
      );
    });
}
