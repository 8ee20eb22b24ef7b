/** A chat channel of an incident's own: how it is called, and what stands above it. */
import type { Incident } from '../../core/incident/incident';
import { plain } from '../escape';
import { cut } from './limits';

/** Lower-case letters, digits, `-` and `_`, at most 80: https://docs.slack.dev/reference/methods/conversations.create */
const MAX_NAME = 80;
/** https://docs.slack.dev/reference/methods/conversations.setTopic */
const MAX_TOPIC = 250;
const ID_LENGTH = 8;

export interface IncidentChannel {
  readonly name: string;
  readonly topic: string;
}

/** The same for each try: whoever finds the name taken has found the incident's channel. */
export function incidentChannelOf({ id, openedMs, service, severity, title }: Incident): IncidentChannel {
  const date = new Date(openedMs).toISOString().slice(0, 10).replaceAll('-', '');
  const end = wordOf(id.slice(-ID_LENGTH));
  const place = wordOf(service).slice(0, MAX_NAME - `inc-${date}--${end}`.length);
  return {
    name: ['inc', date, place.replace(/-+$/, ''), end].filter((part) => part !== '').join('-'),
    topic: cut(plain(`${severity.toUpperCase()}: ${title}`), MAX_TOPIC),
  };
}

function wordOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
