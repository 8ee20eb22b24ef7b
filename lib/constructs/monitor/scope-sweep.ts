import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmTunings } from '../../core/catalog/resolve';
import { isWithoutMetrics } from '../../core/catalog/without-metrics';
import type { FoundResource, ResourceFinder } from './resource';
import {
  excludedBy,
  friendliest,
  type MonitorScopeOptions,
  ownReason,
  type ReportedResource,
  resourcesBelow,
  type ScopeOverride,
  type ScopeReport,
  tuningFor,
} from './scope';
import type { Candidate } from './selection';
import { selects } from './selection';

/** What a sweep needs of the Observability it works for. */
export interface SweepHost {
  readonly finder: ResourceFinder;
  isWatched(identity: object): boolean;
  /** @throws where the resource is out of reach */
  watch(construct: IConstruct, found: FoundResource, tuning: AlarmTunings): void;
}

/** Monitors everything below a construct, and keeps the account of what it could not. Runs again for what comes later. */
export class ScopeSweep {
  readonly report: {
    readonly monitored: ReportedResource[];
    readonly notCovered: (ReportedResource & { readonly reason: string })[];
    readonly excluded: (ReportedResource & { readonly reason: string })[];
    withoutMetrics: number;
  } & ScopeReport = { monitored: [], notCovered: [], excluded: [], withoutMetrics: 0 };
  private readonly seen = new Set<IConstruct>();
  private readonly used = new Set<ScopeOverride>();

  constructor(
    readonly scope: IConstruct,
    private readonly options: MonitorScopeOptions,
    private readonly host: SweepHost,
  ) {}

  run(): void {
    const known = [...this.newResources(), ...this.newImports()];
    // A dead-letter queue comes along with its source, so it must not be met first.
    const companions = new Set<object>(known.flatMap(({ found }) => found.companions));
    for (const one of known.filter(({ found }) => !companions.has(found.identity))) this.watch(one);
    for (const { candidate } of known.filter(({ found }) => companions.has(found.identity))) {
      this.report.monitored.push(reported(candidate));
    }
  }

  /** Overrides that meant no resource: somebody believes in a change that nobody made. */
  unusedOverrides(): readonly ScopeOverride[] {
    return (this.options.overrides ?? []).filter((override) => !this.used.has(override));
  }

  private newResources(): Known[] {
    return resourcesBelow(this.scope).flatMap((resource) => {
      if (this.isSeen(resource)) return [];
      const construct = friendliest(resource);
      const candidate = { construct, type: resource.cfnResourceType, entries: [] };
      if (!this.host.finder.discovers(resource.cfnResourceType)) {
        if (isWithoutMetrics(resource.cfnResourceType)) this.report.withoutMetrics += 1;
        else this.leaveOut(candidate, excludedBy(this.options, candidate), 'the catalog has no entry for its type');
        return [];
      }
      return this.consider(construct, candidate, ownReason(resource));
    });
  }

  private newImports(): Known[] {
    return this.scope.node.findAll().flatMap((construct) => {
      if (CfnResource.isCfnResource(construct) || CfnResource.isCfnResource(construct.node.defaultChild ?? {}))
        return [];
      const found = this.host.finder.findImported(construct);
      const [subject] = found.subjects;
      if (!subject || this.isSeen(construct)) return [];
      return this.consider(construct, { construct, type: subject.entry.type, entries: [subject.entry] });
    });
  }

  /** Finds the entries of a resource, unless it is left out. */
  private consider(construct: IConstruct, bare: Candidate, ownReason?: string): Known[] {
    try {
      const found = this.host.finder.search(construct);
      if (found.subjects.length === 0) {
        if (isWithoutMetrics(bare.type)) this.report.withoutMetrics += 1;
        else this.leaveOut(bare, excludedBy(this.options, bare), 'the catalog has no entry for this kind of it');
        return [];
      }
      const candidate = { ...bare, entries: [...new Set(found.subjects.map(({ entry }) => entry))] };
      if (ownReason !== undefined) {
        this.report.excluded.push({ ...reported(bare), reason: ownReason });
        return [];
      }
      const selector = excludedBy(this.options, candidate);
      if (!selector) return [{ candidate, found }];
      this.leaveOut(candidate, selector, '');
    } catch (error) {
      this.leaveOut(bare, excludedBy(this.options, bare), (error as Error).message);
    }
    return [];
  }

  private watch({ candidate, found }: Known): void {
    for (const override of this.options.overrides ?? []) {
      if (selects(override.match, candidate)) this.used.add(override);
    }
    try {
      if (!this.host.isWatched(found.identity)) {
        this.host.watch(candidate.construct, found, tuningFor(this.options, candidate));
      }
      this.report.monitored.push(reported(candidate));
    } catch (error) {
      this.leaveOut(candidate, undefined, (error as Error).message);
    }
  }

  private leaveOut(candidate: Candidate, selector: object | undefined, reason: string): void {
    if (selector) this.report.excluded.push({ ...reported(candidate), reason: "by 'exclude'" });
    else this.report.notCovered.push({ ...reported(candidate), reason });
  }

  private isSeen(construct: IConstruct): boolean {
    if (this.seen.has(construct)) return true;
    this.seen.add(construct);
    return false;
  }
}

interface Known {
  readonly candidate: Candidate;
  readonly found: FoundResource;
}

function reported({ construct, type }: Candidate): ReportedResource {
  return { path: construct.node.path, type };
}
