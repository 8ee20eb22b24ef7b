/** `sightline widgets`: previews the custom widgets of an app's dashboards, from a rehearsal. */
import { widgetsOf } from '../rehearsal/custom-widgets';
import { rehearse } from '../rehearsal/rehearsal';
import { countOf } from '../view/format';
import { previewPage } from '../view/widgets/preview-page';
import { assemblyPlaces } from './chosen-assembly';
import { loadBindings } from './load-bindings';
import { parseOptions } from './options';
import { checkOutputFile, writeOutputFile } from './output-file';
import { projectDefaults } from './project-defaults';
import { withProgress } from './show';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline widgets SCENARIO --at TIME [options]

Plays a scenario and draws the custom widgets of the app's dashboards as they are at a
moment of it, light and dark, as one HTML file. Nothing is deployed, nothing leaves this
machine. Exit code 1 where no dashboard has a custom widget.

  SCENARIO          a .scenario file
  --at TIME         from the start of the story, such as 15m; may be given again
  --assembly DIR    cloud assembly, the output of 'cdk synth'         (default: cdk.out);
                    may be given again, such as that of the app that has the hub
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --bindings FILE   module that gives the functions their code
  --out FILE        the page with the widgets                         (default: out/widgets.html)
  --help            this text

Bindings and assembly default to the "sightline" section of package.json.
`;

const OPTIONS = {
  at: { type: 'string', multiple: true },
  assembly: { type: 'string', multiple: true },
  stacks: { type: 'string', multiple: true },
  bindings: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function widgetsCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [file, second] = positionals;
  if (file === undefined) throw new UsageError('no scenario to play; name a .scenario file');
  if (second !== undefined) throw new UsageError(`one scenario at a time; '${second}' is more`);
  const { at: widgetsAt, out = 'out/widgets.html' } = values;
  if (!widgetsAt) throw new UsageError('--at is missing: when to look at the widgets, such as --at 15m');
  checkOutputFile(out, '--out', '.html');
  const bindingsFile = values.bindings ?? projectDefaults().bindings;
  const bindings = bindingsFile === undefined ? undefined : await loadBindings(bindingsFile);
  const rehearsal = rehearse(assemblyPlaces(values.assembly), { bindings, stacks: values.stacks });
  const night = await withProgress('Rehearsing', (onProgress) => rehearsal.play(file, { onProgress, widgetsAt }));
  const drawn = widgetsOf(night);
  if (drawn.length === 0) {
    process.stderr.write('No dashboard of the app has a custom widget; add CustomWidgets to it.\n');
    return 1;
  }
  writeOutputFile(out, previewPage(night.title, drawn), '--out');
  process.stdout.write(`${countOf(drawn.length, 'preview')} of custom widgets: ${out}\n`);
  return 0;
}
