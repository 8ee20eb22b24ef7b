import { needsTold, withTold } from '../../../lib/core/incident/version-1';
import { incidentOf, outboxOf } from '../../adapters/samples';

describe('an incident of version 1', () => {
  test('told those who were owed a page or a notice in its generation, each once', () => {
    const outbox = [
      outboxOf({ generation: 1, channel: 'before' }),
      outboxOf({ generation: 2, channel: 'chat', kind: 'notice' }),
      outboxOf({ generation: 2, channel: 'oncall', status: 'dead' }),
      outboxOf({ generation: 2, channel: 'chat' }),
      outboxOf({ generation: 2, channel: 'late', kind: 'resolved' }),
    ];
    const incident = incidentOf({ schemaVersion: 1, generation: 2, told: [] });
    expect(withTold(incident, outbox)).toEqual({ ...incident, told: ['chat', 'oncall'] });
    expect(withTold(incident, [])).toEqual(incident);
  });

  test('needs that until this version has written it', () => {
    expect(needsTold(incidentOf({ schemaVersion: 1 }))).toBe(true);
    expect(needsTold(incidentOf({ told: [] }))).toBe(false);
  });
});
