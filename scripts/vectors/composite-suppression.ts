import { type AlarmChange, actionsThroughSuppression } from '../../lib/core/alarm/suppression';
import { toState } from './alarm-state';
import {
  type CaseKind,
  type Cells,
  cellsCell,
  isCells,
  isUndocumented,
  listCell,
  numberCell,
  textCell,
  UNDOCUMENTED,
} from './case-kind';

/** The actions a composite alarm runs under an actions suppressor; times are in the unit of the case. */
export const compositeSuppression: CaseKind = {
  name: 'actions suppressor',
  cells: ['wait', 'extension', 'initial', 'events', 'expectActions'],
  fits: (vector) => 'wait' in vector && 'extension' in vector && 'events' in vector,
  subject: ({ wait, extension }) => `wait ${wait}, extension ${extension}`,
  assertionOf(vector) {
    if (isUndocumented(vector.expectActions)) return UNDOCUMENTED;
    return { expected: vector.expectActions, actual: () => actionsOf(vector) };
  },
};

function actionsOf(vector: Cells): { t: number; action: string }[] {
  const settings = { waitMs: numberCell(vector, 'wait'), extensionMs: numberCell(vector, 'extension') };
  const { C, S } = cellsCell(vector, 'initial');
  const initial = { composite: toState(C), suppressor: toState(S) };
  const changes = listCell(vector, 'events')
    .map(toChange)
    .sort((a, b) => a.atMs - b.atMs);
  return actionsThroughSuppression(settings, initial, changes).map(({ atMs, action }) => ({ t: atMs, action }));
}

function toChange(event: unknown): AlarmChange {
  if (!isCells(event)) throw new TypeError(`an event is {t, alarm, state}, got ${JSON.stringify(event)}`);
  const alarm = textCell(event, 'alarm');
  if (alarm !== 'composite' && alarm !== 'suppressor') {
    throw new TypeError(`'alarm' of an event is 'composite' or 'suppressor', got '${alarm}'`);
  }
  return { atMs: numberCell(event, 't'), alarm, state: toState(event.state) };
}
