import { tellMap } from '../../view/traces/map';
import { mapPage } from '../../view/traces/map-page';
import { parseOptions } from '../options';
import { checkOutputFile, writeOutputFile } from '../output-file';
import { chosenReport, REPORT_HELP, REPORT_OPTIONS } from './report';
import { printJson, refuseMore, viewOptions } from './show';
import type { TraceSources } from './sources';

export const MAP_HELP = `Usage: sightline traces map [options]

What calls what: calls, faults, latency, calls to what is not traced; how well each does, and
where faults began. Exit code 1 where something is unhealthy.

  --html FILE       a picture of the map as one HTML file
${REPORT_HELP}`;

export async function mapCommand(args: readonly string[], sources: TraceSources): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...REPORT_OPTIONS, html: { type: 'string' } });
  if (values.help) {
    process.stdout.write(MAP_HELP);
    return 0;
  }
  refuseMore(positionals);
  if (values.html !== undefined) checkOutputFile(values.html, '--html', '.html');
  const report = await chosenReport(values, sources);
  if (values.html !== undefined) writeOutputFile(values.html, mapPage(report), '--html');
  if (values.json) printJson(report);
  else process.stdout.write(tellMap(report, viewOptions()));
  return report.graph.nodes.some(({ health }) => health === 'unhealthy') ? 1 : 0;
}
