/** What changed around an incident, for the terminal. All names are strangers' and made harmless here. */
import type { Incident } from '../../core/incident/incident';
import type { Confidence, Insight, Reason, ReasonKind } from '../../core/insight/model';
import { hanging, indented } from '../backtest/lines';
import { countOf } from '../format';
import { nameText, placeOf, type ScreenOptions, timeText } from '../incidents/words';
import type { Paint } from '../timeline';

export interface ToldInsight {
  readonly incident: Pick<Incident, 'id' | 'title' | 'service' | 'environment' | 'beganMs'>;
  readonly insight: Insight;
  /** What could not be looked at, one sentence each. */
  readonly remarks: readonly string[];
}

const SUBJECT = 160;
const MOST_NAMED = 5;
const KINDS: Readonly<Record<ReasonKind, string>> = {
  deploy: 'Deploy',
  config: 'Change',
  traffic: 'Traffic',
  dependency: 'Dependency',
  resource: 'Resource',
  error: 'Error',
  other: 'Metric',
};
const COLOURS: Readonly<Record<Confidence, Parameters<Paint>[0]>> = { strong: 'red', fair: 'yellow', weak: 'dim' };
const CAVEAT =
  'These are coincidences in time, ranked by how unusual they are. None of them proves a cause; a strong one is where to look first.';

export function tellInsight({ incident, insight, remarks }: ToldInsight, options: ScreenOptions): string {
  const { paint, width } = options;
  const { symptoms, reasons, followed, symptomMs } = insight;
  return `${[
    ...indented(nameText(incident.title, 300), 0, width).map((line) => paint('bold', line)),
    `${placeOf(incident)}  ${paint('dim', nameText(incident.id))}`,
    `Began ${timeText(incident.beganMs)}; first symptom ${timeText(symptomMs)}`,
    ...(symptoms.length > 0 ? symptoms.slice(0, MOST_NAMED).flatMap((one) => hanging(one, 2, width)) : [NO_SYMPTOM]),
    '',
    ...reasonLines(reasons, insight, options),
    ...(followed.length > 0 ? ['', ...followedLines(followed, options)] : []),
    '',
    ...lookedLines(insight, remarks, width).map((line) => paint('dim', line)),
  ].join('\n')}\n`;
}

const NO_SYMPTOM = '  no metric of the service shows it: the begin of the incident is what others are compared with';

function reasonLines(reasons: readonly Reason[], { looked }: Insight, { paint, width }: ScreenOptions): string[] {
  if (reasons.length === 0) {
    const nothing =
      looked.series + looked.changes + looked.errors === 0
        ? 'There was nothing to look at.'
        : 'Nothing of what was looked at changed about then: the cause is elsewhere, or too small to tell from noise.';
    return indented(nothing, 0, width);
  }
  return [
    paint('bold', 'What changed, the most telling first'),
    ...reasons.flatMap((reason, index) => {
      const { kind, subject, confidence, atMs, evidence } = reason;
      const head = `${index + 1}. ${KINDS[kind]}: ${nameText(subject, SUBJECT)}`;
      return [
        ...hanging(head, 1, width),
        `    ${paint(COLOURS[confidence], confidence)}, since ${timeText(atMs)}`,
        ...evidence.flatMap((one) => hanging(one, 4, width).map((line) => paint('dim', line))),
      ];
    }),
    '',
    ...indented(CAVEAT, 0, width).map((line) => paint('dim', line)),
  ];
}

function followedLines(followed: readonly Reason[], { paint, width }: ScreenOptions): string[] {
  return [
    paint('bold', 'What changed later: more likely what came of it'),
    ...followed.flatMap(({ subject, atMs, kind }) =>
      hanging(`${timeText(atMs)}  ${KINDS[kind]}: ${nameText(subject, SUBJECT)}`, 1, width),
    ),
  ];
}

function lookedLines({ looked, tooShort }: Insight, remarks: readonly string[], width: number): string[] {
  const names = tooShort.slice(0, MOST_NAMED).map((name) => nameText(name, SUBJECT));
  const more = tooShort.length > names.length ? ` and ${tooShort.length - names.length} more` : '';
  return [
    `Looked at ${countOf(looked.series, 'metric')}, ${countOf(looked.changes, 'change')}, ${countOf(looked.errors, 'error')}.`,
    ...(names.length > 0 ? hanging(`Too little history to judge: ${names.join(', ')}${more}`, 0, width) : []),
    ...remarks.flatMap((remark) => hanging(remark, 0, width)),
  ];
}
