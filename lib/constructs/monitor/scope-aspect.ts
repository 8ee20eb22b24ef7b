import type { IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { MonitorScopeOptions, ScopeReport } from './scope';

/**
 * `monitorScope` as an Aspect: for everything below the construct that it is put on. Put it on the app, or on a construct
 * that the Observability lies in: an Observability that comes first in the tree is finished before it.
 *
 * ```ts
 * Aspects.of(app).add(new MonitorScopeAspect(obs));
 * ```
 */
export class MonitorScopeAspect implements IAspect {
  private readonly scopes = new Set<IConstruct>();

  constructor(
    private readonly observability: { monitorScope(scope: IConstruct, options?: MonitorScopeOptions): ScopeReport },
    private readonly options: MonitorScopeOptions = {},
  ) {}

  visit(node: IConstruct): void {
    if (node.node.scopes.some((scope) => this.scopes.has(scope))) return;
    this.scopes.add(node);
    this.observability.monitorScope(node, this.options);
  }
}
