import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Runbook } from '../../lib/constructs/incident/runbook';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { runbookFile } from '../../lib/core/catalog/runbook';
import { readFrontMatter } from '../../lib/core/front-matter';
import { matrixPolicy, RESPOND_WITHIN, UPDATE_MINUTES } from '../../lib/core/incident/default-policy';
import { needsPostmortem, POSTMORTEM_DUE_MS } from '../../lib/core/incident/postmortem';
import { parseSeverity, SEVERITIES } from '../../lib/core/incident/severity';
import { TRANSITIONS } from '../../lib/core/incident/transitions';
import { savedQueries } from '../../lib/core/log/saved-queries';
import { documents } from '../../scripts/docs';
import { ROOT } from '../../scripts/docs/example';
import { awsProblems, commandsOf, shellBlocks, sightlineProblems, unsetVariables } from './command-lint';
import { fencedBlocks, leadsSomewhere, links, prose, section } from './markdown';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const below = (folder: string) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file));

const PLAYBOOKS = below('runbooks/playbooks');
const OPERATIONS = below('runbooks/operations');
const PLAN = 'runbooks/incident-response-plan.md';
const RUNBOOKS = [...PLAYBOOKS, ...OPERATIONS, PLAN];
/** Whatever tells somebody to run a command. */
const ALL = [...RUNBOOKS, ...documents()];
const TITLES = savedQueries('checkout', 'prod').map(({ title }) => title);

function matterOf(file: string): Readonly<Record<string, unknown>> {
  return readFrontMatter(read(file)).values;
}

function headings(file: string): string[] {
  return [...prose(read(file)).matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
}

/** As playbooks name alarms, with their severity and role. */
const ALARMS = CATALOG.flatMap(({ title, alarms }) =>
  alarms.map(({ id, role }) => ({ name: `${runbookFile(title).replace(/\.md$/, '')}/${id}`, id, role })),
);

function matched(pattern: string): string[] {
  const names = ALARMS.map(({ name }) => name);
  return pattern.endsWith('/*')
    ? names.filter((name) => name.startsWith(pattern.slice(0, -1)))
    : names.filter((name) => name === pattern);
}

describe('the front matter', () => {
  test('there are five playbooks and four operations', () => {
    const name = (file: string) => file.split('/').at(-1);
    expect(PLAYBOOKS.map(name)).toEqual([
      'data-loss.md',
      'database-failure.md',
      'high-latency.md',
      'security-incident.md',
      'service-degradation.md',
    ]);
    expect(OPERATIONS.map(name)).toEqual(['clear-cache.md', 'restart-service.md', 'roll-back.md', 'scale.md']);
  });

  test.each(PLAYBOOKS)('%s says what it is for', (file) => {
    const { title, when, severities, alarms, runbooks, ...others } = matterOf(file) as Record<string, string[]>;
    expect(read(file)).toContain(`\n# ${title}\n`);
    expect(when).toMatch(/^[A-Z].+\.$/);
    expect(severities?.every((severity) => SEVERITIES.includes(severity as never))).toBe(true);
    expect(alarms?.filter((pattern) => matched(pattern).length === 0)).toEqual([]);
    expect(new Set(alarms).size).toBe(alarms?.length);
    expect(runbooks?.filter((name) => !leadsSomewhere('README.md', `runbooks/${name}`))).toEqual([]);
    expect(others).toEqual({});
  });

  test.each(OPERATIONS)('%s can be a runbook of a hub', (file) => {
    const { name, match, alarms = [], steps, automation } = Runbook.fromMarkdown(join(ROOT, file)).config;
    expect(`runbooks/operations/${name}.md`).toBe(file);
    expect(Object.keys(match)).toHaveLength(1);
    expect(alarms.filter((id) => !ALARMS.some((alarm) => alarm.id === id))).toEqual([]);
    expect(alarms.length).toBeGreaterThan(0);
    expect(steps).toHaveLength(3);
    for (const step of steps) {
      expect(step.length).toBeLessThanOrEqual(120);
      for (const [, title = ''] of step.matchAll(/"([^"]+)"/g)) expect(TITLES).toContain(title);
    }
    expect(automation).toBeUndefined();
  });

  test('every alarm that pages is named by a playbook; if not, add it to the front matter of the one that helps', () => {
    const named = new Set(PLAYBOOKS.flatMap((file) => (matterOf(file).alarms as string[]).flatMap(matched)));
    const paging = ALARMS.filter(({ role }) => role === 'page').map(({ name }) => name);
    expect(paging.length).toBeGreaterThan(50);
    expect(paging.filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('the sections', () => {
  test.each(PLAYBOOKS)('%s goes from the question to the lessons', (file) => {
    expect(headings(file)).toEqual([
      'Is it this?',
      'First five minutes',
      'Stop the bleeding',
      'Find the cause',
      'Communicate',
      'Recover and verify',
      'Afterwards',
    ]);
    const checks = section(read(file), 'Is it this?').match(/^\d\. /gm);
    expect(checks).toEqual(['1. ', '2. ', '3. ']);
    const first = section(read(file), 'First five minutes').match(/^\d\. /gm) ?? [];
    expect(first.length).toBeLessThanOrEqual(5);
    expect(section(read(file), 'First five minutes')).toContain('npx sightline incidents ack "$ID"');
    expect(section(read(file), 'Communicate').match(/^> \*\*/gm)?.length).toBeGreaterThanOrEqual(3);
    expect(section(read(file), 'Afterwards')).toContain('[Post-mortem](../incident-response-plan.md#post-mortem)');
  });

  test.each(OPERATIONS)('%s says how to begin, to check and to go back', (file) => {
    expect(headings(file)).toEqual(['Before you begin', 'Do it', 'Check that it worked', 'Undo', 'Risks']);
  });
});

describe('what they tell people to do', () => {
  test.each(ALL)('%s has commands of the AWS CLI that exist, with their options', (file) => {
    expect(awsProblems(read(file))).toEqual([]);
  });

  test.each(ALL)('%s has commands of ours that exist, with their options', async (file) => {
    expect(await sightlineProblems(read(file))).toEqual([]);
  });

  test('the list of AWS commands has none that nobody uses', () => {
    const used = ALL.flatMap((file) => commandsOf(read(file)))
      .filter(([program]) => program === 'aws')
      .map(([, service, operation, what]) => [service, operation, ...(operation === 'wait' ? [what] : [])].join(' '));
    const listed = read('test/docs/aws-commands.txt')
      .split('\n')
      .filter((line) => /^\w/.test(line));
    expect(listed.map((line) => line.split(' --')[0]).filter((name) => !used.includes(name as string))).toEqual([]);
  });

  test.each(ALL)('%s has shell blocks that a shell can read', (file) => {
    const wrong = shellBlocks(read(file)).flatMap((script) =>
      spawnSync('sh', ['-n'], { input: script }).stderr.toString(),
    );
    expect(wrong.filter(Boolean)).toEqual([]);
  });

  test.each(RUNBOOKS.filter((file) => file !== PLAN))('%s sets each variable that it uses', (file) => {
    expect(unsetVariables(read(file), [])).toEqual([]);
  });

  test.each(RUNBOOKS)('%s names queries that are saved, and no others', (file) => {
    const [, ...parts] = read(file).split(/^---$/m);
    const text = prose(parts.slice(1).join('---')).replace(/`[^`]*`/g, '');
    const named = [...text.replaceAll('\n', ' ').matchAll(/(?<![*\w])\*([^*\s][^*]*)\*(?!\*)/g)].map(
      ([, title = '']) => title,
    );
    expect(named.map((title) => title.replace(/\s+/g, ' ')).filter((title) => !TITLES.includes(title))).toEqual([]);
    expect(
      fencedBlocks(read(file)).filter(({ language, info }) => language === 'insights' && info !== 'cloudtrail'),
    ).toEqual([]);
  });

  test('each saved query has its place in a playbook', () => {
    const all = PLAYBOOKS.map(read).join('\n').replace(/\s+/g, ' ');
    expect(TITLES.filter((title) => !all.includes(`*${title}*`))).toEqual([]);
  });

  test.each(RUNBOOKS)('%s has links that lead somewhere', (file) => {
    const broken = links(read(file)).filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(file, target));
    expect(broken).toEqual([]);
  });
});

describe('the plan', () => {
  const plan = read(PLAN);
  const rows = (heading: string) =>
    (section(plan, heading).match(/^\|.*\|$/gm) ?? []).slice(2).map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const alias = (index: number) => `SEV${index + 1}`;

  test('has the severities, response times and intervals of updates that Sightline has', () => {
    expect(rows('Severities').map(([alias, severity, , within, every]) => [alias, severity, within, every])).toEqual(
      SEVERITIES.map((severity, index) => [
        alias(index),
        severity,
        duration(RESPOND_WITHIN[severity]),
        UPDATE_MINUTES[severity] === undefined ? '' : `${UPDATE_MINUTES[severity]} min`,
      ]),
    );
    expect(SEVERITIES.map((_, index) => parseSeverity(alias(index)))).toEqual(SEVERITIES);
  });

  function duration(time: { readonly minutes: number } | { readonly businessDays: number }): string {
    if ('businessDays' in time) return `${time.businessDays} business day`;
    return time.minutes < 120 ? `${time.minutes} min` : `${time.minutes / 60} h`;
  }

  test('has the escalation matrix that Sightline has', () => {
    const { levels, reach } = matrixPolicy('default', {
      ...{ onCall: ['a'], backup: ['b'], lead: ['c'] },
      ...{ manager: ['d'], executive: ['e'] },
    });
    expect(rows('Who is told when')).toEqual(
      levels.map(({ name, afterMinutes }, index) => [
        name,
        afterMinutes === 0 ? 'at once' : `${afterMinutes} min`,
        ...SEVERITIES.map((severity) => (index < reach[severity] ? 'yes' : '')),
      ]),
    );
  });

  test('has the states that incidents have, and which follows which', () => {
    const table = rows('Life of an incident');
    expect(table.map(([state]) => state)).toEqual(Object.keys(TRANSITIONS));
    expect(table.map(([, , next]) => next)).toEqual(
      Object.values(TRANSITIONS).map((next) => next.join(', ') || expect.stringMatching(/; final$|^$/)),
    );
  });

  test('asks for the post-mortems that Sightline asks for, when it does', () => {
    const asked = SEVERITIES.filter((severity) => needsPostmortem({ severity })).map((severity) =>
      alias(SEVERITIES.indexOf(severity)),
    );
    expect(section(plan, 'Post-mortem')).toContain(
      `For each ${asked.join(' and ')}, written within ${POSTMORTEM_DUE_MS / 3_600_000} hours`,
    );
  });

  test('says how often to update as its table does', () => {
    expect(section(plan, 'Communication')).toContain(
      `SEV1 every ${UPDATE_MINUTES.critical} minutes, SEV2 every ${UPDATE_MINUTES.high}`,
    );
    for (const file of PLAYBOOKS.filter(
      (name) => !name.endsWith('security-incident.md') && !name.endsWith('data-loss.md'),
    )) {
      expect(read(file)).toContain(
        `every ${UPDATE_MINUTES.critical} minutes (SEV1) or ${UPDATE_MINUTES.high} minutes (SEV2)`,
      );
    }
  });

  test('leads to every playbook and every operation', () => {
    const targets = links(plan).map((target) => `runbooks/${target.split('#')[0]}`);
    expect([...PLAYBOOKS, ...OPERATIONS].filter((file) => !targets.includes(file))).toEqual([]);
  });
});
