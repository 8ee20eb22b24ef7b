/** `sightline page`: a test page through a deployed hub. */
import { plain } from '../view/escape';
import { chosenStacks } from './chosen-assembly';
import { withPlainErrors } from './incidents/plain-errors';
import { awsIncidentSources, type IncidentSources, URL_HELP, urlOf } from './incidents/sources';
import { parseOptions } from './options';
import { followPage, interruptiblePause, type Pause } from './page/follow';
import { checkReach, type PageTarget } from './page/reach';
import { TEST_SERVICE, testPage } from './page/signals';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline page --test --hub HUB [--channel NAME | --person NAME] [options]

Pages for a test: puts a signal of the service '${TEST_SERVICE}', severity high, on the bus of a
deployed hub, which opens an incident of its own and tells whom its routes name; after the
wait, or once somebody acknowledges, a second signal ends it. Region and credentials are those
of the AWS SDK, and need events:PutEvents on the bus.
Exit code 1 where --url is given and nobody acknowledged.

  --test            needed: there is no other page by hand
  --hub HUB         name of the hub
  --channel NAME    let it reach that channel: the environment of the signal is
                    'channel:NAME', for a route of yours to match
  --person NAME     likewise 'person:NAME'; with either, the routes of the synthesized app
                    are looked at first, and nothing is sent unless they lead there alone
  --app ASSEMBLY    where those routes are read from (default: as 'sightline route explain');
                    may be given again
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --wait SECONDS    until it ends, 10 to 900                                (default: 60)
${URL_HELP}                    With it, tells who acknowledges
  --dry-run         print the two events and send nothing
  --help            this text
`;

const OPTIONS = {
  test: { type: 'boolean' },
  hub: { type: 'string' },
  channel: { type: 'string' },
  person: { type: 'string' },
  app: { type: 'string', multiple: true },
  stacks: { type: 'string', multiple: true },
  wait: { type: 'string' },
  url: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type PageSources = Pick<IncidentSources, 'operators' | 'bus' | 'now'>;

/** @param pause answers early where somebody interrupts. @default - real time, until Ctrl-C */
export async function pageCommand(
  args: readonly string[],
  sources: PageSources = awsIncidentSources(),
  pause?: Pause,
): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`'page' takes options only, got '${positionals[0]}'`);
  if (!values.test) throw new UsageError('give --test: a page by hand is a test, real ones come from signals');
  const hub = hubOf(values.hub);
  const target = targetOf(values.channel, values.person);
  const waitMs = waitOf(values.wait);
  return withPlainErrors(async () => {
    const page = testPage(target, sources.now());
    const listeners = target ? checkReach(target, page, waitMs, hub, chosenStacks(values.app, values.stacks)) : [];
    if (values['dry-run']) {
      process.stdout.write(`${JSON.stringify([page.event('ALARM'), page.event('OK', waitMs)], undefined, 2)}\n`);
      return 0;
    }
    if (listeners.length > 0) say(`Stakeholders hear of it, too: ${listeners.join(', ')}.`);
    const url = urlOf(values.url);
    const operators = url === undefined ? undefined : sources.operators(url);
    const { now } = sources;
    const bus = sources.bus(hub);
    return followPage({ page, hub, waitMs, bus, operators, now, pause: pause ?? interruptiblePause(), say });
  });
}

function say(text: string): void {
  process.stdout.write(`${plain(text)}\n`);
}

function hubOf(name: string | undefined): string {
  // As the constructs allow it.
  if (name !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(name)) return name;
  const got = name === undefined ? 'which hub? Give' : `'${name}' is no name of a hub; give`;
  throw new UsageError(
    `${got} --hub NAME, as the IncidentResponse has it ('sightline', where it does not say otherwise)`,
  );
}

function targetOf(channel: string | undefined, person: string | undefined): PageTarget | undefined {
  if (channel !== undefined && person !== undefined) throw new UsageError('give --channel or --person, not both');
  if (channel !== undefined) return { kind: 'channel', name: channel };
  return person === undefined ? undefined : { kind: 'person', name: person };
}

function waitOf(text = '60'): number {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds >= 10 && seconds <= 900) return seconds * 1_000;
  throw new UsageError(`--wait must be whole seconds from 10 to 900, got '${text}'`);
}
