/** `sightline incidents postmortem`: reads the post-mortem of an incident, asks for a new draft, stores what you wrote. */
import { readTextFile } from '../../rehearsal/text-file';
import { plain } from '../../view/escape';
import { postmortemFile, readPostmortemFile, tellStored } from '../../view/incidents/postmortem';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { ID_HELP, incidentIdOf } from './incident-id';
import { type IncidentSources, neededUrl, type OperatorsPort, URL_HELP } from './sources';

export const POSTMORTEM_HELP = `Usage: sightline incidents postmortem ID [--write | --edit FILE] [options]

The post-mortem of an incident, as Markdown. The hub drafts it when a critical or high one is resolved; once
somebody has edited it, it is theirs, and the hub drafts it no more.

  sightline incidents postmortem 01KE6PX23G62QQ1768GY312YT0 > it.md
  sightline incidents postmortem 01KE6PX23G62QQ1768GY312YT0 --edit it.md

Exit code 1 where the incident has none, or somebody wrote it while you edited.

${ID_HELP}  --write           ask the hub for a new draft, and print it
  --edit FILE       store this file, made of what was printed: its first line says of which version
${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  write: { type: 'boolean' },
  edit: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** A function that starts cold, X-Ray, and a second try. */
const WAIT_MS = 60_000;
const POLL_MS = 2_000;
const MAX_REASON = 400;

export async function postmortemCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(POSTMORTEM_HELP);
    return 0;
  }
  const { write = false, edit, json = false } = values;
  if (write && edit !== undefined) throw new UsageError('--write and --edit do not go together; give one of them');
  const api = sources.operators(neededUrl(values.url));
  const id = await incidentIdOf(positionals, api);
  try {
    if (edit !== undefined) return await store(api, id, edit, json);
    const draft = write ? await askFor(api, id, sources) : await api.readPostmortem(id);
    if (draft) {
      process.stdout.write(json ? `${JSON.stringify(draft, undefined, 2)}\n` : postmortemFile(draft));
      return 0;
    }
    return failed(
      write
        ? `no draft came within ${WAIT_MS / 1_000} s; does the hub draft any ('postmortems')? If so, the log of write-postmortem says more`
        : `incident ${id} has no post-mortem yet; ask for one with --write`,
    );
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: unknown };
    if (code !== 'refused') throw error;
    return failed(`it was refused: ${plain(message, MAX_REASON)}`);
  }
}

function failed(why: string): number {
  process.stderr.write(`sightline incidents postmortem: ${why}\n`);
  return 1;
}

async function store(api: OperatorsPort, id: string, path: string, json: boolean): Promise<number> {
  const file = readPostmortemFile(readTextFile(path, 'post-mortem'));
  if (!file) {
    throw new UsageError(
      `--edit ${path}: its first line must be the one that 'sightline incidents postmortem ${id}' prints; ` +
        'it says which version you edited',
    );
  }
  if (file.incidentId !== id) {
    throw new UsageError(`--edit ${path}: by its first line it is of the incident ${file.incidentId}, not of ${id}`);
  }
  const stored = await api.writePostmortem(id, file.text, file.version);
  process.stdout.write(json ? `${JSON.stringify(stored, undefined, 2)}\n` : `${tellStored(stored)}\n`);
  return 0;
}

/** Waits until a version is there that was not before. */
async function askFor(api: OperatorsPort, id: string, { now, sleep = realSleep }: IncidentSources) {
  const before = await api.askForPostmortem(id);
  const untilMs = now() + WAIT_MS;
  while (now() < untilMs) {
    await sleep(POLL_MS);
    const draft = await api.readPostmortem(id);
    if (draft && draft.version > before) return draft;
  }
  return undefined;
}

function realSleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
