import type { RunbookConfig } from '../../lib/core/config';
import { createRunWorld, LAMBDA, MINUTE, type RunWorld, runbookOf } from './run-runbook-world';

async function opened(...runbooks: readonly RunbookConfig[]): Promise<RunWorld> {
  const world = createRunWorld(...runbooks);
  await world.alarm('ALARM', 0);
  return world;
}

const runbookLines = async (world: RunWorld) =>
  (await world.story()).filter((line) => line.startsWith('runbook: ')).map((line) => line.slice('runbook: '.length));

test('an incident that opens has its runbook run, once however often that is told', async () => {
  const world = await opened(runbookOf('restart', {}));
  expect(await world.tell('opened')).toEqual([]);
  await world.tell('opened');
  const { id } = await world.incident();
  expect(world.started).toEqual([`${id}/1/restart`]);
  expect(world.runs()).toMatchObject([
    { state: 'running', version: 3, executionId: `execution of ${id}/1/restart`, approved: false },
  ]);
  expect(await runbookLines(world)).toEqual([
    `Runbook restart runs the document Acme-RestartCheckout, execution execution of ${id}/1/restart`,
  ]);
});

test('only what matches runs, by service and by alarm', async () => {
  const world = await opened(
    runbookOf('other-service', {}, { match: { service: ['payments'] } }),
    runbookOf('other-alarm', {}, { alarms: ['*-Throttles-*'] }),
    runbookOf('by-glob', {}, { match: { service: ['check*'] }, alarms: ['checkout-*'] }),
    runbookOf('words-only', undefined, { steps: ['Look.'] }),
  );
  await world.tell('opened');
  expect(world.runs().map(({ runbook }) => runbook)).toEqual(['by-glob']);
});

test('a run that has not ended is looked at again every 30 seconds; then its alarms have time to recover', async () => {
  const world = await opened(runbookOf('restart', {}));
  await world.tell('opened');
  await world.lookAgain();
  expect(world.runs()).toMatchObject([{ state: 'running' }]);
  world.answers.status = { status: 'succeeded' };
  await world.lookAgain();
  expect(world.runs()).toMatchObject([{ state: 'verifying' }]);
  await world.lookAgain();
  expect(world.runs()).toMatchObject([{ state: 'verifying' }]);
  await world.alarm('OK', 2 * MINUTE);
  expect((await world.incident()).status).toBe('resolved');
  await world.lookAgain();
  expect(world.runs()).toMatchObject([{ state: 'succeeded' }]);
  expect(world.polls).toEqual([]);
  expect((await runbookLines(world)).slice(1)).toEqual([
    'Runbook restart is done with the document Acme-RestartCheckout: its alarms have 5 minutes to recover',
    'Runbook restart worked: the incident is resolved',
  ]);
});

test('an incident that none of its alarms keeps open is resolved by the runbook', async () => {
  const world = await opened(runbookOf('restart', {}));
  await world.tell('opened');
  // As a lock whose members were lost would be: nothing is in ALARM, and nothing said OK.
  const lock = world.memory.items().find(({ sk }) => sk === 'LOCK');
  world.memory.plant({ ...lock, alarming: 0, paging: 0 } as never);
  world.answers.status = { status: 'succeeded' };
  await world.lookAgain();
  await world.lookAgain();
  expect(await world.incident()).toMatchObject({
    status: 'resolved',
    resolvedBy: { type: 'runbook', id: 'restart' },
    autoResolved: true,
  });
  expect(world.runs()).toMatchObject([{ state: 'succeeded' }]);
  expect(await world.story()).toContain('resolved: Resolved by restart');
});

test('alarms that do not recover in time: it did not help, and the escalation goes on', async () => {
  const world = await opened(runbookOf('restart', {}));
  await world.tell('opened');
  const timers = world.timers();
  world.answers.status = { status: 'succeeded' };
  await world.lookAgain();
  await world.lookAgain(5 * MINUTE);
  expect(world.runs()).toMatchObject([
    { state: 'failed', why: expect.stringContaining('1 of its alarms is still in ALARM') },
  ]);
  expect(world.polls).toEqual([]);
  expect(await world.incident()).toMatchObject({ status: 'triggered' });
  expect(world.timers()).toEqual(timers);
});

test('what fails, is refused or does not end is told, and nothing is resolved', async () => {
  const world = await opened(runbookOf('restart', {}));
  await world.tell('opened');
  world.answers.status = { status: 'failed', reason: 'SSM says Failed' };
  await world.lookAgain();
  expect((await runbookLines(world)).at(-1)).toBe('Runbook restart did not help: SSM says Failed');

  const refused = await opened(runbookOf('restart', {}));
  refused.answers.start = async () => ({ status: 'refused', reason: 'AccessDenied' });
  await refused.tell('opened');
  expect(refused.runs()).toMatchObject([{ state: 'failed', why: 'it was not started: AccessDenied' }]);

  const endless = await opened(runbookOf('restart', {}));
  await endless.tell('opened');
  await endless.lookAgain(10 * MINUTE);
  expect(endless.runs()).toMatchObject([{ state: 'timed-out' }]);
  expect(endless.stopped).toHaveLength(1);
  expect((await runbookLines(endless)).at(-1)).toBe('Runbook restart did not end within 10 minutes and was stopped');
  for (const each of [world, refused, endless]) expect(await each.incident()).toMatchObject({ status: 'triggered' });
});

describe('a start whose answer is lost', () => {
  const lose = (world: RunWorld) => {
    world.answers.start = async () => {
      world.answers.start = undefined;
      throw new Error('socket hang up');
    };
  };

  test('is made again with the same id where a second one can be told from the first', async () => {
    const world = await opened(runbookOf('restart', {}));
    lose(world);
    expect(await world.tell('opened')).toEqual([]);
    expect(world.runs()).toMatchObject([{ state: 'starting' }]);
    await world.lookAgain();
    expect(new Set(world.started).size).toBe(1);
    expect(world.started).toHaveLength(2);
    expect(world.runs()).toMatchObject([{ state: 'running' }]);
  });

  test('of a function is never made again: what counts is whether the alarms recover', async () => {
    const world = await opened(runbookOf('restart', LAMBDA));
    lose(world);
    await world.tell('opened');
    await world.lookAgain();
    expect(world.started).toHaveLength(1);
    expect(world.runs()).toMatchObject([
      { state: 'verifying', why: 'it is not known whether it was started, and it is not started again' },
    ]);
    await world.alarm('OK', 2 * MINUTE);
    await world.lookAgain();
    expect(world.runs()).toMatchObject([{ state: 'succeeded' }]);
  });

  test('is given up after the timeout', async () => {
    const world = await opened(runbookOf('restart', {}));
    world.answers.start = () => Promise.reject(new Error('socket hang up'));
    await world.tell('opened');
    await world.lookAgain(9 * MINUTE);
    expect(world.started).toHaveLength(2);
    await world.lookAgain(MINUTE);
    expect(world.runs()).toMatchObject([{ state: 'failed', why: 'it could not be started in time' }]);
    expect(world.started).toHaveLength(2);
  });
});

test('a function says nothing of its end: its own time is part of the wait', async () => {
  const world = await opened(runbookOf('restart', LAMBDA));
  await world.tell('opened');
  expect(world.runs()).toMatchObject([{ state: 'verifying' }]);
  expect((await runbookLines(world)).at(-1)).toBe(
    'Runbook restart invoked the function restart: its alarms have 15 minutes to recover',
  );
  await world.lookAgain(14 * MINUTE);
  expect(world.runs()).toMatchObject([{ state: 'verifying' }]);
  await world.lookAgain(MINUTE);
  expect(world.runs()).toMatchObject([{ state: 'failed' }]);
});

describe('what may do harm', () => {
  test('waits for a person, who is asked once by those channels that were told', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }));
    await world.tell('opened');
    await world.tell('opened');
    expect(world.started).toEqual([]);
    const { id } = await world.incident();
    expect(await runbookLines(world)).toEqual([
      `Runbook failover would run the document Acme-RestartCheckout and waits for approval: whoever may use the ` +
        `operators' API approves it by 'sightline incidents approve ${id} failover'`,
    ]);
    expect(world.outbox().filter(({ kind }) => kind === 'notice')).toMatchObject([
      { channel: 'oncall', generation: 1 },
    ]);
    expect(await world.command({ action: 'approve', runbook: 'failover' })).toBe('done');
    await world.tell('approved');
    await world.tell('approved');
    expect(world.started).toEqual([`${id}/1/failover`]);
  });

  test('runs where the approval overtakes the proposal, and not where it is of another round', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }));
    await world.command({ action: 'approve', runbook: 'failover' });
    await world.tell('approved');
    expect(world.started).toHaveLength(1);
    await world.tell('opened');
    expect(world.started).toHaveLength(1);

    const later = await opened(runbookOf('failover', { destructive: true }));
    await later.command({ action: 'approve', runbook: 'failover' });
    await later.alarm('OK', MINUTE);
    await later.alarm('ALARM', 2 * MINUTE);
    expect((await later.incident()).generation).toBe(2);
    await later.tell('reopened');
    await later.tell('approved');
    expect(later.started).toEqual([]);
    expect(later.runs()).toMatchObject([{ generation: 2, state: 'proposed', approved: false }]);
  });

  test('is approved although somebody writes the run at the same moment', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }));
    await world.tell('opened');
    await world.command({ action: 'approve', runbook: 'failover' });
    const { runs } = world.runPorts;
    let conflicts = 1;
    const commit = jest.spyOn(runs, 'commitRun').mockImplementation(async (write) => {
      if (conflicts-- > 0) return 'conflict';
      commit.mockRestore();
      return runs.commitRun(write);
    });
    expect(await world.tell('approved')).toEqual([]);
    expect(world.started).toHaveLength(1);
  });

  test('is not approved by a runbook, nor by an event that no entry stands behind', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }));
    await world.tell('opened');
    const answer = await world.command({ action: 'approve', runbook: 'failover' }, { type: 'runbook', id: 'other' });
    expect(answer).toBe('refused: only people may ask for a runbook or approve one');
    expect(await world.tell('opened', { change: 'approved', eventId: 'approved|made up' })).toEqual([]);
    expect(await world.tell('opened', { change: 'approved' })).toEqual([]);
    expect(world.started).toEqual([]);
    expect(world.runs()).toMatchObject([{ approved: false }]);
  });

  test('is not run for what nothing proposed', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }, { match: { service: ['payments'] } }));
    await world.command({ action: 'approve', runbook: 'failover' });
    await world.tell('approved');
    await world.tell('approved');
    expect(world.started).toEqual([]);
    expect(await runbookLines(world)).toEqual(['Runbook failover has nothing to approve in this incident']);
  });
});

describe('a person who asks for a runbook', () => {
  test('has it run where nothing proposed it', async () => {
    const world = await opened(runbookOf('restart', {}, { match: { service: ['payments'] } }));
    await world.command({ action: 'run', runbook: 'restart' });
    await world.tell('requested');
    await world.tell('requested');
    expect(world.started).toHaveLength(1);
  });

  test('still needs an approval where it may do harm', async () => {
    const world = await opened(runbookOf('failover', { destructive: true }, { match: { service: ['payments'] } }));
    await world.command({ action: 'run', runbook: 'failover' });
    await world.tell('requested');
    expect(world.started).toEqual([]);
    await world.command({ action: 'approve', runbook: 'failover' });
    await world.tell('approved');
    expect(world.started).toHaveLength(1);
  });

  test('is told why not where it ran, or is not there', async () => {
    const world = await opened(runbookOf('restart', {}));
    await world.tell('opened');
    await world.command({ action: 'run', runbook: 'restart' });
    await world.tell('requested');
    world.pass(1);
    await world.command({ action: 'run', runbook: '__proto__' });
    await world.tell('requested');
    expect(world.started).toHaveLength(1);
    expect((await runbookLines(world)).slice(1)).toEqual([
      'Runbook restart is running in this round already',
      'Runbook __proto__ cannot be run: the hub has no automation of this name',
    ]);
  });

  test('has one run that was skipped, when nothing hinders it any more', async () => {
    const world = await opened(runbookOf('restart', {}));
    world.config = { ...world.config, runbooksOff: true };
    await world.tell('opened');
    expect(world.runs()).toMatchObject([{ state: 'skipped', why: 'runbooks are switched off' }]);
    world.config = { ...world.config, runbooksOff: false };
    await world.command({ action: 'run', runbook: 'restart' });
    await world.tell('requested');
    await world.tell('opened');
    expect(world.started).toHaveLength(1);
  });

  test('cannot, once it is resolved', async () => {
    const world = await opened(runbookOf('restart', {}));
    await world.alarm('OK', MINUTE);
    expect(await world.command({ action: 'run', runbook: 'restart' })).toBe(
      'refused: the incident is resolved already',
    );
    expect(await world.tell('opened')).toEqual([]);
    expect(world.runs()).toEqual([]);
  });
});

describe('the switch', () => {
  test('thrown while something runs stops it; nothing is resolved', async () => {
    const world = await opened(runbookOf('restart', {}));
    await world.tell('opened');
    world.config = { ...world.config, runbooksOff: true };
    await world.lookAgain();
    expect(world.stopped).toHaveLength(1);
    expect((await runbookLines(world)).at(-1)).toBe(
      'Runbook restart was given up after it was started: runbooks are switched off',
    );
    expect(world.polls).toEqual([]);
  });

  test('thrown while alarms may recover ends that, too', async () => {
    const world = await opened(runbookOf('restart', LAMBDA));
    await world.tell('opened');
    world.config = { ...world.config, runbooksOff: true };
    await world.lookAgain();
    expect(world.runs()).toMatchObject([{ state: 'skipped' }]);
  });
});

test('a dry run records what would run', async () => {
  const world = await opened(runbookOf('restart', { dryRun: true, destructive: true }));
  await world.tell('opened');
  expect(world.started).toEqual([]);
  expect(world.outbox().filter(({ kind }) => kind === 'notice')).toEqual([]);
  expect(await runbookLines(world)).toEqual([
    'Runbook restart did not run the document Acme-RestartCheckout: this is a dry run',
  ]);
});

test('it rests for its cooldown: per service, over incidents, to the end and not longer', async () => {
  const world = await opened(runbookOf('restart', {}));
  await world.tell('opened');
  await world.alarm('OK', MINUTE);
  await world.alarm('ALARM', 2 * MINUTE);
  await world.tell('reopened');
  expect(world.runs().map(({ state }) => state)).toEqual(['running', 'skipped']);
  expect((await runbookLines(world)).at(-1)).toBe(
    'Runbook restart did not run the document Acme-RestartCheckout: it ran for checkout a while ago, and not again ' +
      'before 2026-01-15T08:31:00.000Z',
  );
  await world.alarm('OK', 3 * MINUTE);
  world.pass(30 * MINUTE);
  await world.alarm('ALARM', 4 * MINUTE);
  await world.tell('reopened');
  expect(world.started).toHaveLength(2);
});

test('each generation has a run of its own', async () => {
  const world = await opened(runbookOf('restart', { cooldownMinutes: 0 }));
  await world.tell('opened');
  await world.alarm('OK', MINUTE);
  await world.alarm('ALARM', 2 * MINUTE);
  await world.tell('reopened');
  expect(world.runs().map(({ generation, state }) => [generation, state])).toEqual([
    [1, 'running'],
    [2, 'running'],
  ]);
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no run', {}],
  ['a generation that is no number', { incidentId: 'i', runbook: 'r', generation: '1' }],
  ['an event without its incident', { 'detail-type': 'Sightline Incident', detail: { change: 'opened' } }],
])('a message with %s is delivered again, to end as a dead letter', async (_, body) => {
  const world = await opened(runbookOf('restart', {}));
  expect(await world.deliver(body)).toEqual(['m-0']);
  expect(world.started).toEqual([]);
});

test('what it has nothing to do with is passed over', async () => {
  const world = await opened(runbookOf('restart', {}));
  expect(await world.tell('opened', { change: 'noted' })).toEqual([]);
  expect(await world.tell('opened', { change: '__proto__' })).toEqual([]);
  expect(await world.tell('opened', { incidentId: 'gone' })).toEqual([]);
  expect(await world.deliver({ incidentId: 'gone', runbook: '__proto__', generation: 1 })).toEqual([]);
  expect(world.runs()).toEqual([]);
});
