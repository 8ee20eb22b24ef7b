/** Decides what a command changes, of a person or of a runbook: pure, and guarded by the same versions as the decisions on signals. */
import { tooManyAffected } from './affected';
import { everyoneTold } from './audience';
import type { Command, CommandAction } from './command';
import { answer, beginEscalation, pendingRefs, replan, withoutAcknowledgements } from './follow-ups';
import { endRound } from './generations';
import { type Decision, type GroupState, type LifecycleSettings, type Written, written } from './group';
import type { Incident, IncidentStatus, TimelineEntry } from './incident';
import { entry, type Moment, owe, timer } from './owed';
import { postmortemTimers } from './postmortem';
import type { Responses } from './response-plan';
import { moreSevere, pages } from './severity';
import { decideUpdate } from './status-updates';
import { isOpen, mayBecome } from './transitions';

/** A command that cannot be carried out as things stand: whoever gave it is told why, and nothing is stored. */
export interface Refusal {
  readonly action: 'refuse';
  readonly why: string;
}

type Of<Action extends CommandAction['action']> = Command & { readonly action: Action };

/** A command on an incident that the group no longer names has nothing to say to the lock: it is long over. */
export function decideCommand(
  state: GroupState & { readonly incident: Incident },
  command: Command,
  settings: LifecycleSettings,
): Decision | Refusal {
  const { incident } = state;
  if (incident.status === 'closed' && command.action !== 'note') return refuse('the incident is closed');
  switch (command.action) {
    case 'acknowledge':
      return acknowledge(state, command, settings);
    case 'note':
      return note(state, command);
    case 'update':
      return decideUpdate(state, command, settings);
    case 'assign':
      return assign(state, command);
    case 'severity':
      return changeSeverity(state, command, settings);
    case 'affected':
      return nameAffected(state, command);
    case 'resolve':
      return resolve(state, command, settings);
    case 'close':
      return close(state, command);
    case 'approve':
      return askRunbook(incident, command, 'approved', `Runbook ${command.runbook} approved by ${command.actor.id}`);
    case 'run':
      return askRunbook(incident, command, 'requested', `Runbook ${command.runbook} asked for by ${command.actor.id}`);
  }
}

/** One of several acknowledgements that the plan asks for leaves the escalation going. */
function acknowledge(
  state: GroupState & { readonly incident: Incident },
  command: Of<'acknowledge'>,
  { responses }: LifecycleSettings,
): Decision {
  const { incident } = state;
  if (!isOpen(incident.status)) return { action: 'ignore', why: 'already resolved' };
  const by = command.actor.id;
  if (incident.acknowledgements.some((known) => known.by === by))
    return { action: 'ignore', why: 'already acknowledged' };
  const acknowledgements = [...incident.acknowledgements, { by, atMs: command.atMs }];
  const { acksNeeded, remindAfterMs } = incident.plan;
  const missing = acksNeeded - acknowledgements.length;
  const enough = missing <= 0 && incident.status === 'triggered';
  const next: Incident = { ...incident, acknowledgements, status: enough ? 'acknowledged' : incident.status };
  const more = missing > 0 ? `; ${missing} more needed` : '';
  const moment = { nowMs: command.atMs, causedMs: command.atMs };
  const { timers, doneTimers } = answer(incident, next, command.atMs);
  const remind = enough && remindAfterMs !== undefined ? [timer(next, 'remind', 1, command.atMs + remindAfterMs)] : [];
  return written(
    'acknowledged',
    { ...state, incident: next },
    {
      timeline: [said(incident, command, 'acknowledged', `Acknowledged by ${by}${more}`)],
      outbox: enough ? owe(next, 'acknowledged', 0, next.told, responses, moment) : [],
      timers: [...remind, ...timers],
      doneTimers,
    },
  );
}

/** Who writes about an incident that somebody took is at work on it. */
function note(state: GroupState & { readonly incident: Incident }, command: Of<'note'>): Decision {
  const { incident } = state;
  const entry = said(incident, command, 'noted', command.text);
  if (incident.status === 'acknowledged') return investigate(state, {}, entry);
  return { action: 'note', entry };
}

function assign(state: GroupState & { readonly incident: Incident }, command: Of<'assign'>): Decision | Refusal {
  const { incident } = state;
  if (!isOpen(incident.status)) return refuse('the incident is resolved already');
  return investigate(state, { assignee: command.to }, said(incident, command, 'assigned', `Assigned to ${command.to}`));
}

function investigate(
  state: GroupState & { readonly incident: Incident },
  changes: Partial<Incident>,
  ...timeline: readonly [TimelineEntry]
): Decision {
  const status: IncidentStatus = mayBecome(state.incident.status, 'investigating')
    ? 'investigating'
    : state.incident.status;
  const decision = change(state, { ...changes, status }, ...timeline);
  const [{ atMs }] = timeline;
  return { ...decision, ...answer(state.incident, { ...state.incident, status }, atMs) };
}

function nameAffected(
  state: GroupState & { readonly incident: Incident },
  command: Of<'affected'>,
): Decision | Refusal {
  const { incident } = state;
  const affected = [...new Set([...incident.affected, ...command.systems])];
  const why = tooManyAffected(affected, command.systems);
  if (why !== undefined) return refuse(why);
  return change(state, { affected }, said(incident, command, 'affected', `Affected: ${command.systems.join(', ')}`));
}

/** Raised to one that pages, people are paged, whoever took the ticket before; the escalation follows the plan of the new severity. */
function changeSeverity(
  state: GroupState & { readonly incident: Incident },
  command: Of<'severity'>,
  { responses }: LifecycleSettings,
): Decision | Refusal {
  const { incident } = state;
  const { severity, atMs } = command;
  if (!isOpen(incident.status)) return refuse('the incident is resolved already');
  if (severity === incident.severity) return { action: 'ignore', why: `already ${severity}` };
  const { service, environment, team } = incident;
  const role = pages(severity) ? 'page' : 'ticket';
  const urgent = pages(severity);
  const pageNow =
    urgent && !incident.paged && (incident.status === 'triggered' || moreSevere(severity, incident.severity));
  const plan = responses.planFor({ service, environment, team, severity, role }, pageNow ? atMs : incident.startedMs);
  const changed: Incident = {
    ...incident,
    severity,
    severityFloor: severity,
    peak: undefined,
    plan,
    urgent,
  };
  const moment = { nowMs: atMs, causedMs: atMs };
  const told = !pageNow
    ? replan(incident, changed, responses, moment)
    : incident.status === 'triggered'
      ? beginEscalation({ ...changed, ...pagedNow(atMs) }, 'page', responses, moment)
      : pageOfTaken(incident, changed, responses, moment);
  const { generation } = told.incident;
  const text = `Severity changed from ${incident.severity} to ${severity}`;
  return written(
    'changed',
    { ...state, lock: { ...state.lock, generation }, incident: told.incident },
    {
      timeline: [said(incident, command, 'severity', text)],
      outbox: told.outbox,
      timers: told.timers,
      doneTimers: pendingRefs(incident),
    },
  );
}

const pagedNow = (atMs: number) => ({ startedMs: atMs, flapping: false, storm: undefined });

/** Whoever took a ticket has not seen the page: the next generation begins, and escalates until somebody has. */
function pageOfTaken(ticket: Incident, changed: Incident, responses: Responses, moment: Moment) {
  const { updates, toldBefore, ...kept } = changed;
  const again: Incident = {
    ...withoutAcknowledgements(kept),
    ...pagedNow(moment.nowMs),
    generation: ticket.generation + 1,
    level: 0,
    told: [],
  };
  const begun = beginEscalation(again, 'page', responses, moment);
  const ended = endRound(ticket, begun.incident, responses, moment);
  return { ...begun, ...ended, outbox: [...ended.outbox, ...begun.outbox] };
}

function resolve(
  state: GroupState & { readonly incident: Incident },
  command: Of<'resolve'>,
  { responses }: LifecycleSettings,
): Decision | Refusal {
  const { lock, incident } = state;
  if (!isOpen(incident.status)) return { action: 'ignore', why: 'already resolved' };
  if (lock.alarming > 0 && !command.force) {
    return refuse(
      `${lock.alarming} of its alarms ${lock.alarming === 1 ? 'is' : 'are'} still in ALARM; mend them and it resolves ` +
        'by itself, or force it',
    );
  }
  const resolved: Incident = {
    ...incident,
    status: 'resolved',
    resolvedMs: command.atMs,
    resolvedBy: command.actor,
    autoResolved: command.actor.type !== 'user',
    ...(command.resolution === undefined ? {} : { resolution: command.resolution }),
    ...(command.rootCause === undefined ? {} : { rootCause: command.rootCause }),
  };
  const { openId, ...released } = lock;
  const words = [`Resolved by ${command.actor.id}`, command.resolution].filter(Boolean).join(': ');
  const moment = { nowMs: command.atMs, causedMs: command.atMs };
  return written(
    'resolved',
    { ...state, lock: { ...released, resolvedMs: command.atMs }, incident: resolved },
    {
      timeline: [said(incident, command, 'resolved', words)],
      outbox: owe(resolved, 'resolved', 0, everyoneTold(resolved), responses, moment),
      timers: postmortemTimers(resolved),
      doneTimers: pendingRefs(incident),
    },
  );
}

/** Only an entry of the timeline: the event that it makes on the bus wakes whoever runs runbooks. */
function askRunbook(
  incident: Incident,
  command: Of<'approve' | 'run'>,
  kind: 'approved' | 'requested',
  text: string,
): Decision | Refusal {
  if (!isOpen(incident.status)) return refuse('the incident is resolved already');
  if (command.actor.type !== 'user') return refuse('only people may ask for a runbook or approve one');
  const run = { runbook: command.runbook, generation: incident.generation };
  return { action: 'note', entry: { ...said(incident, command, kind, text), run } };
}

function close(state: GroupState & { readonly incident: Incident }, command: Of<'close'>): Decision | Refusal {
  const { incident } = state;
  if (!mayBecome(incident.status, 'closed')) return refuse('it is still open; resolve it first');
  const rootCause = command.rootCause ?? incident.rootCause;
  return written(
    'closed',
    { ...state, incident: { ...incident, status: 'closed', closedMs: command.atMs, rootCause } },
    { timeline: [said(incident, command, 'closed', `Closed by ${command.actor.id}`)] },
  );
}

function change(
  state: GroupState & { readonly incident: Incident },
  changes: Partial<Incident>,
  ...timeline: readonly TimelineEntry[]
): Written {
  return written('changed', { ...state, incident: { ...state.incident, ...changes } }, { timeline });
}

function refuse(why: string): Refusal {
  return { action: 'refuse', why };
}

function said(incident: Incident, command: Command, kind: TimelineEntry['kind'], text: string): TimelineEntry {
  return entry(incident, kind, { atMs: command.atMs, actor: command.actor, cause: command.id, text });
}
