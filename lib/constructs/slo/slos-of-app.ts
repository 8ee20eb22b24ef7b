import { Construct, type IConstruct } from 'constructs';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import { deployPlace } from '../names';
import { PublishedSlo } from './publish-definition';

/** An objective in the tree: what `Observability.slo` makes below itself. */
export class MadeSlo extends Construct {
  /** @param evaluation its name; `undefined` where nothing evaluates the objective */
  constructor(
    scope: Construct,
    id: string,
    readonly definition: SloDefinition | CompositeSloDefinition,
    readonly evaluation: string | undefined,
  ) {
    super(scope, id);
  }
}

/** An objective of the app, however it was made. */
export type SloOfApp = MadeSlo | PublishedSlo;

/** All of the app, each once, in the order of the tree. */
export function slosOfApp(scope: IConstruct): readonly SloOfApp[] {
  return scope.node.root.node.findAll().filter(isSlo);
}

/**
 * Those that have service, environment and name in common with another one of the same account and Region: both would
 * write the same metrics and measurements. The later one in the tree is the one that is told of. Stacks of a
 * stage without an environment are taken for one account and Region.
 */
export function repeatedSlos(all: readonly SloOfApp[], isOwn: (one: SloOfApp) => boolean): string[] {
  const first = new Map<string, SloOfApp>();
  return all.flatMap((one) => {
    const slo = sloKey(one.definition);
    const key = `${deployPlace(one)} ${slo}`;
    const other = first.get(key);
    if (!other) first.set(key, one);
    if (!other || !isOwn(one)) return [];
    return [
      `the objective '${slo}' is there twice in one account and Region, as '${other.node.path}' and as '${one.node.path}', ` +
        'and both would publish the same metrics; give one of them another name, service or environment, or their stacks ' +
        "the 'env' that tells them apart",
    ];
  });
}

/** What is published of an objective in the tree is that objective. */
function isSlo(one: IConstruct): one is SloOfApp {
  return one instanceof MadeSlo || (one instanceof PublishedSlo && !(one.node.scope instanceof MadeSlo));
}
