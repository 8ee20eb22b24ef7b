/** Every role that Sightline makes in an app with every construct (`scripts/docs/every-construct.ts`). */
import { HUB_ROLES } from './hub';
import { JUDGE_ROLES } from './judges';
import type { RolePermissions } from './permission';
import { SERVICE_ROLES } from './service-roles';

export const PERMISSIONS: Readonly<Record<string, RolePermissions>> = {
  ...HUB_ROLES,
  ...JUDGE_ROLES,
  ...SERVICE_ROLES,
};

/** What the code of a function could ask for by its form, and never does: no role has it. */
export const NEVER_ASKED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'report-incidents': {
    'dynamodb:DeleteItem': 'Its transactions hold the token of a turn and no timers that are done.',
  },
};
