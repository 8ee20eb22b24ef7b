/** A directory of recorded series: its CSV files, and the map beside them that says what they are recordings of. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Backtest } from '../../rehearsal/backtest';
import { matchSeries } from '../../rehearsal/backtest/match-series';
import type { RecordedSeries } from '../../rehearsal/backtest/recorded-history';
import { type MapEntry, parseMapEntry, parseSeriesMap } from '../../rehearsal/backtest/series-map';
import { parseRecording, type Recording } from '../../rehearsal/recording';
import { readTextFile } from '../../rehearsal/text-file';

const CSV = /\.csv$/i;
/** Lines `FILE=METRIC[*SCALE]`. */
const MAP_FILE = 'sightline.map';

export interface SeriesDirectory {
  readonly recorded: readonly RecordedSeries[];
  readonly unwatched: ReadonlyMap<string, Recording>;
  readonly remarks: readonly string[];
}

/**
 * @param maps values of `--map`; where they name a file, the map beside the files is not asked about it
 * @throws where there is no readable file, or a map is wrong
 */
export function readSeriesDirectory(directory: string, maps: readonly string[], backtest: Backtest): SeriesDirectory {
  const files = csvFiles(directory);
  const entries = mapEntries(directory, maps, backtest);
  const { matches, rest, remarks } = matchSeries(files, entries, backtest.metrics());
  const { recordings, problems } = readAll(directory, files);
  const recorded = matches.flatMap((match) => {
    const recording = recordings.get(match.file);
    return recording ? [{ match, recording }] : [];
  });
  const unwatched = rest.flatMap((file) => {
    const recording = recordings.get(file);
    return recording ? [[file, recording] as const] : [];
  });
  const told = [...recordings.values()].flatMap((recording) => recording.remarks);
  return { recorded, unwatched: new Map(unwatched), remarks: [...problems, ...remarks, ...told] };
}

function csvFiles(directory: string): string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new Error(
      `--series '${directory}': there is no such directory; name one with CSV files of rows 'timestamp,value'`,
    );
  const files = readdirSync(directory)
    .filter((file) => CSV.test(file) && statSync(join(directory, file), { throwIfNoEntry: false })?.isFile())
    .sort();
  if (files.length > 0) return files;
  throw new Error(`--series '${directory}' has no .csv file; put CSV files of rows 'timestamp,value' there`);
}

function mapEntries(directory: string, maps: readonly string[], { templates }: Backtest): MapEntry[] {
  const given = maps.map((text) => parseMapEntry(text, '--map', templates));
  const file = join(directory, MAP_FILE);
  if (!existsSync(file)) return given;
  const named = new Set(given.map((entry) => entry.file));
  const beside = parseSeriesMap(readTextFile(file, 'map of the series'), file, templates);
  return [...given, ...beside.filter((entry) => !named.has(entry.file))];
}

function readAll(directory: string, files: readonly string[]) {
  const recordings = new Map<string, Recording>();
  const problems: string[] = [];
  for (const file of files) {
    try {
      recordings.set(file, parseRecording(readTextFile(join(directory, file), 'recording'), file));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (recordings.size > 0) return { recordings, problems };
  throw new Error(
    `--series '${directory}': none of its ${files.length} CSV files can be read:\n  ${problems.join('\n  ')}`,
  );
}
