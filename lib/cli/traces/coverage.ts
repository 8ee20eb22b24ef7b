import { tellCoverage } from '../../view/traces/coverage';
import { parseOptions } from '../options';
import { chosenReport, REPORT_HELP, REPORT_OPTIONS } from './report';
import { printJson, refuseMore, viewOptions } from './show';
import type { TraceSources } from './sources';

export const COVERAGE_HELP = `Usage: sightline traces coverage [options]

How many requests of each service are traced, how many traces have log lines (where the analysis
searches logs), and how many calls lead to what is not traced. The first two are measured by the
analysis, once an hour; --live does not know them.

${REPORT_HELP}`;

export async function coverageCommand(args: readonly string[], sources: TraceSources): Promise<number> {
  const { values, positionals } = parseOptions(args, REPORT_OPTIONS);
  if (values.help) {
    process.stdout.write(COVERAGE_HELP);
    return 0;
  }
  refuseMore(positionals);
  const report = await chosenReport(values, sources);
  const { coverage, logs, problems } = report;
  if (values.json) printJson({ coverage, logs, problems });
  else process.stdout.write(tellCoverage(report, viewOptions()));
  return 0;
}
