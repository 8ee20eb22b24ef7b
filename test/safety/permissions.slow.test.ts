/** Least privilege: each action of each role has its reason, and code that asks for it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Grant, grants, rolesWithOtherPolicies } from '../../scripts/docs/permissions';
import { ensureBundles } from '../constructs/template';
import { NEVER_ASKED, PERMISSIONS } from './permissions';
import type { Permission, RolePermissions } from './permissions/permission';
import { reachedActions, workflowOf } from './reached-actions';

const ROOT = join(__dirname, '..', '..');
const text = ({ role, action, on }: Omit<Grant, 'workflow'>) => `${role} may ${action} on ${on}`;

/** One text for each action on each resource. */
function listed(roles: Readonly<Record<string, RolePermissions>>): string[] {
  return Object.entries(roles).flatMap(([role, { permissions }]) =>
    permissions.flatMap(({ actions, on }) =>
      actions.flatMap((action) => on.map((one) => text({ role, action, on: one }))),
    ),
  );
}

describe('the list of permissions', () => {
  let granted: readonly Grant[];
  beforeAll(() => {
    ensureBundles();
    granted = grants();
  });

  test('has what the templates grant, and nothing else, once', () => {
    expect(granted.length).toBeGreaterThan(150);
    expect(listed(PERMISSIONS).sort()).toEqual([...new Set(granted.map(text))].sort());
  });

  test('is of the functions that have the roles', () => {
    const workflows = Object.fromEntries(granted.map(({ role, workflow }) => [role, workflow]));
    expect(Object.fromEntries(Object.entries(PERMISSIONS).map(([role, { workflow }]) => [role, workflow]))).toEqual(
      workflows,
    );
  });

  test('leaves no role out, because policies stand in no other place', () => {
    expect(rolesWithOtherPolicies()).toEqual([]);
  });

  test('says of each why, and of each wildcard why it must be', () => {
    const rows = Object.values(PERMISSIONS).flatMap(({ permissions }) => permissions);
    expect(rows.flatMap(reasonProblems)).toEqual([]);
  });
});

test.each<[string, Partial<Permission>, string]>([
  ['no reason', { why: '' }, "a:B has the reason ''"],
  ['no sentence', { why: 'needed' }, "a:B has the reason 'needed'"],
  ['a wildcard without a reason', { on: ['table/*'] }, "a:B on table/* has the reason 'undefined' for its wildcard"],
  ['one of a single letter', { on: ['secret-??'] }, "a:B on secret-?? has the reason 'undefined' for its wildcard"],
  ['an action with a wildcard', { actions: ['a:*'] }, 'a:* is more than one action'],
  ['a reason for a wildcard that is not there', { wildcard: 'Ids are made up.' }, 'a:B has no wildcard'],
])('%s is named', (_, part, problem) => {
  const good: Permission = { actions: ['a:B'], on: ['table'], why: 'Reads the table.', askedBy: 'code' };
  expect(reasonProblems(good)).toEqual([]);
  expect(reasonProblems({ ...good, ...part })).toEqual([problem]);
});

function reasonProblems({ actions, on, why, wildcard }: Permission): string[] {
  const isSentence = (reason = '') => /^[A-Z].{8,}\.$/.test(reason);
  const wide = on.filter((one) => /[*?]/.test(one));
  return [
    ...actions.filter((action) => /[*?]/.test(action)).map((action) => `${action} is more than one action`),
    ...(isSentence(why) ? [] : [`${actions} has the reason '${why}'`]),
    ...(isSentence(wildcard)
      ? []
      : wide.map((one) => `${actions} on ${one} has the reason '${wildcard}' for its wildcard`)),
    ...(wildcard !== undefined && wide.length === 0 ? [`${actions} has no wildcard`] : []),
  ];
}

describe('the code of the functions', () => {
  const folders = readdirSync(join(ROOT, 'lambdas'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const entries = folders.map(({ name }) => join(ROOT, 'lambdas', name, 'index.ts'));
  const reached = new Map([...reachedActions(ROOT, entries)].map(([entry, found]) => [workflowOf(entry), found]));
  const roles = Object.entries(PERMISSIONS).filter(([, { workflow }]) => workflow !== undefined);
  const rolesOf = (workflow: string) => roles.filter(([, role]) => role.workflow === workflow);
  const asked = ({ permissions }: RolePermissions) =>
    new Set(permissions.filter(({ askedBy }) => askedBy === 'code').flatMap(({ actions }) => actions));

  test('of each has a role', () => {
    expect([...reached.keys()].filter((workflow) => rolesOf(workflow).length === 0)).toEqual([]);
  });

  test('asks for each action that a role has for it', () => {
    const unused = roles.flatMap(([name, role]) =>
      [...asked(role)]
        .filter((action) => !reached.get(role.workflow as string)?.has(action))
        .map((action) => [name, action]),
    );
    expect(unused).toEqual([]);
  });

  test('asks for no action that its roles have not', () => {
    const missing = [...reached].flatMap(([workflow, found]) => {
      const allowed = new Set(rolesOf(workflow).flatMap(([, role]) => [...asked(role)]));
      const never = Object.keys(NEVER_ASKED[workflow] ?? {});
      return [...found]
        .filter(([action]) => !allowed.has(action) && !never.includes(action))
        .map((one) => [workflow, ...one]);
    });
    expect(missing).toEqual([]);
  });

  test('could ask, by its form, for what it is said never to ask for', () => {
    const stale = Object.entries(NEVER_ASKED).flatMap(([workflow, actions]) =>
      Object.keys(actions)
        .filter((action) => !reached.get(workflow)?.has(action))
        .map((action) => [workflow, action]),
    );
    expect(stale).toEqual([]);
  });
});
