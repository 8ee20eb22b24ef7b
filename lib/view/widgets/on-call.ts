import { duration } from '../format';
import { nameText } from '../incidents/words';
import { type Html, html } from '../report/html';
import { drawWidget, emptyState, rowsThatFit, timeText, type WidgetFrame } from './frame';

export interface OnCallStanding {
  readonly schedule: string;
  /** @default - nobody */
  readonly person?: string;
  /** When that ends, epoch ms. @default - not within what was looked at */
  readonly untilMs?: number;
  /** Who comes then. @default - nobody, or not known */
  readonly next?: string;
  /** Why it cannot be told. @default - it can */
  readonly problem?: string;
}

export interface OnCallWidget {
  /** @default - the configuration could not be read */
  readonly standings?: readonly OnCallStanding[];
  /** Names of the channels that are told where no schedule says whom. */
  readonly channels: readonly string[];
  readonly problems: readonly string[];
  /** No hub was given to the construct. */
  readonly unset: boolean;
}

const ROW = 66;
const MOST_CHANNELS = 8;

export function onCallWidget({ standings, channels, problems, unset }: OnCallWidget, frame: WidgetFrame): string {
  const draw = (body: Html) => drawWidget(frame, { problems, body });
  if (unset) {
    return draw(emptyState('Nobody is known here.', "Pass 'incidents' (an IncidentResponse) to CustomWidgets."));
  }
  if (!standings) return draw(emptyState('Nobody knows who is on call.', 'Refresh the dashboard.'));
  if (standings.length === 0) {
    const names = channels.slice(0, MOST_CHANNELS).map((name) => nameText(name));
    const told = `Everybody in ${names.join(', ') || 'no channel'} is told.`;
    return draw(emptyState('There is no schedule.', `${told} Add one: incidents.addSchedule('oncall', ...)`));
  }
  const shown = standings.slice(0, rowsThatFit(frame, ROW, 20));
  const more = standings.length - shown.length;
  return draw(
    html`<ul>${shown.map((one) => item(one, frame))}</ul>${more > 0 && html`<p class="quiet">${more} more schedules</p>`}`,
  );
}

function item({ schedule, person, untilMs, next, problem }: OnCallStanding, frame: WidgetFrame): Html {
  const name = html`<span class="quiet">${nameText(schedule)}</span><br>`;
  if (problem !== undefined) return html`<li>${name}<span class="of-bad">${nameText(problem, 160)}</span></li>`;
  const who = person === undefined ? html`<span class="of-bad">nobody</span>` : html`<b>${nameText(person)}</b>`;
  const then = next === undefined ? 'then nobody' : `then ${nameText(next)}`;
  const until =
    untilMs !== undefined &&
    html`<br><span class="quiet">until ${timeText(untilMs, frame)}, in ${duration(untilMs - frame.nowMs)}; ${then}</span>`;
  return html`<li>${name}${who}${until}</li>
`;
}
