/** Where a signal's incident would go, for the terminal. */
import type { SightlineConfig } from '../../core/config/types';
import { indented, isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import { duration } from '../format';
import type { ExplainedLevel, RouteExplanation } from './route-explanation';
import { nameText, paintSeverity, placeOf, type ScreenOptions, timeText } from './words';

export interface RouteScreenOptions extends ScreenOptions {
  readonly routes: SightlineConfig['routes'];
}

const NAME = 16;
const MAX_WHY = 300;

export function tellRoute(explanation: RouteExplanation, options: RouteScreenOptions): string {
  const { paint, width } = options;
  const told =
    explanation.effect === 'record' ? [] : [...planLines(explanation, options), '', ...nowLines(explanation, options)];
  return `${[
    ...readAs(explanation, options),
    '',
    paint('bold', 'Routes, in their order'),
    ...routeLines(explanation, options),
    ...(told.length > 0 ? ['', ...told] : []),
    '',
    ...indented(CAVEAT, 0, width).map((line) => paint('dim', line)),
  ].join('\n')}\n`;
}

const CAVEAT =
  'As if an incident began with it at that time. One that is open already is joined instead, and pages by the plan it began with.';

function readAs({ signal, effect, heldBack }: RouteExplanation, { paint, width }: RouteScreenOptions): string[] {
  const { alarmName, state, role, severity, team } = signal;
  const kind = paintSeverity(paint, severity, `${severity} ${role}`);
  const whose = `${placeOf(signal)}${team === undefined ? '' : `, team ${nameText(team)}`}`;
  const held = heldBack && `${heldBackText(heldBack)}: it is recorded, and nobody is told.`;
  const notes = [EFFECT[effect], ...(state === 'ALARM' ? [] : [stateText(state)])];
  return [
    paint('bold', 'Read as'),
    ...indented(`${nameText(alarmName, 200)} in ${state}`, 2, width),
    `  ${kind} of ${whose}`,
    ...notes.flatMap((note) => indented(note, 2, width)),
    ...(held === undefined ? [] : indented(held, 2, width).map((line) => paint('yellow', line))),
  ];
}

const EFFECT: Readonly<Record<RouteExplanation['effect'], string>> = {
  page: 'It pages people.',
  notice: 'It opens an incident and tells the first level; it wakes nobody by itself.',
  record: 'Its role is signal: it opens no incident, and is a line in the timeline of one that is open.',
};

function stateText(state: string): string {
  const does = state === 'OK' ? 'It ends what an ALARM began' : 'It changes nothing by itself';
  return `${does}; what follows is what an ALARM of it would do.`;
}

function heldBackText({ by, untilMs }: NonNullable<RouteExplanation['heldBack']>): string {
  return `Held back by ${nameText(by, 200)}${untilMs === undefined ? '' : ` until ${timeText(untilMs)}`}`;
}

function routeLines({ tried, notTried }: RouteExplanation, { paint, width, routes }: RouteScreenOptions): string[] {
  if (tried.length + notTried.length === 0) return ['  The hub has no routes.'];
  const does = new Map(routes.map((route) => [route.name, routeText(route)]));
  return [
    ...tried.flatMap(({ route, fits, why }) => {
      const more = fits ? (does.get(route) ?? '') : '';
      const [first = '', ...others] = indented(plain(why, MAX_WHY) + more, NAME + 6, width);
      const mark = fits ? paint('green', '✓') : paint('dim', '·');
      return [`  ${mark} ${nameText(route, NAME).padEnd(NAME)}  ${first.trimStart()}`, ...others];
    }),
    ...notTried.map((name) => paint('dim', `    ${nameText(name, NAME).padEnd(NAME)}  not tried: settled before it`)),
  ];
}

/** What a route does where it fits. */
function routeText({ targets = [], policy, continue: goesOn = false }: SightlineConfig['routes'][number]): string {
  return [
    ...(targets.length > 0 ? [`tells ${targets.map((one) => nameText(one)).join(', ')}`] : []),
    ...(policy === undefined ? [] : [`policy ${nameText(policy)}`]),
    ...(goesOn ? ['goes on to the next'] : []),
  ]
    .map((part) => `; ${part}`)
    .join('');
}

function planLines(explanation: RouteExplanation, { paint, width, nowMs }: RouteScreenOptions): string[] {
  const { policy, levels, acksNeeded, ackDueMs } = explanation;
  const name = policy === '' ? 'no policy: the hub has none for it' : `policy ${nameText(policy)}`;
  const due =
    ackDueMs === undefined ? '' : `, to be acknowledged by ${timeText(ackDueMs)} (${duration(ackDueMs - nowMs)})`;
  const acks = acksNeeded > 1 ? `, ${acksNeeded} acknowledgements` : '';
  return [
    ...indented(`Plan: ${name}${acks}${due}`, 0, width).map((line) => paint('bold', line)),
    ...levels.flatMap((level) => levelLines(level, width)),
  ];
}

function levelLines({ name, afterMs, atMs, targets }: ExplainedLevel, width: number): string[] {
  const after = afterMs === 0 ? 'at once' : `+${duration(afterMs)}`;
  const head = `  ${after.padEnd(10)}${isoMinute(atMs).slice(11)}  ${nameText(name, 12).padEnd(12)}  `;
  const lines = targets.flatMap(({ target, told, why }) => {
    const themselves = told.length === 1 && target === `channel:${told[0]}`;
    const names = themselves ? '' : ` -> ${namesOf(told)}`;
    const reason = why === undefined ? '' : ` (${plain(why, MAX_WHY)})`;
    return indented(`${nameText(target)}${names}${reason}`, head.length, width);
  });
  const [first = '', ...others] = lines.length > 0 ? lines : ['nobody'];
  return [head + first.trimStart(), ...others];
}

function nowLines({ toldNow, heldBack }: RouteExplanation, { paint, nowMs, width }: RouteScreenOptions): string[] {
  const names = heldBack ? 'nobody, it is held back' : namesOf(toldNow);
  return indented(`Told at ${timeText(nowMs)}: ${names}`, 0, width).map((line) => paint('bold', line));
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => nameText(name)).join(', ') || 'nobody';
}
