import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RunbookConfig } from '../../core/config';
import { demand } from '../check';
import { checkPlace } from './automation';
import { Runbook, type RunbookOptions } from './runbook';
import { Runbooks, type RunbooksProps } from './runbooks';

/** The runbooks of a hub. What runs them is made with the first one that automates something. */
export class RunbookSet {
  private runner?: Runbooks;

  constructor(
    private readonly scope: Construct,
    private readonly props: RunbooksProps,
  ) {}

  /** As the functions read it. Throws where an option does not fit. */
  add(given: Runbook | string, options?: RunbookOptions): RunbookConfig {
    const isWhole = given instanceof Runbook;
    demand(
      'addRunbook',
      !isWhole || options === undefined,
      'a Runbook has its options; pass them to it, not beside it',
    );
    const runbook = isWhole ? given : new Runbook(given, options ?? {});
    if (runbook.automation) {
      checkPlace(`runbook '${runbook.config.name}'`, runbook.automation.config, Stack.of(this.scope));
      this.runner ??= new Runbooks(this.scope, 'Runbooks', this.props);
      this.runner.allow(runbook.automation);
    }
    return runbook.config;
  }
}
