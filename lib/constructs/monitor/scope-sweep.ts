import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AlarmTuningError } from '../../core/catalog/check-tuning';
import type { AlarmTunings } from '../../core/catalog/resolve';
import { isWithoutMetrics } from '../../core/catalog/without-metrics';
import { OverrideUse } from './override-use';
import type { FoundResource, ResourceFinder } from './resource';
import {
  excludedBy,
  friendliest,
  type MonitorScopeOptions,
  overridesFor,
  ownReason,
  type ReportedResource,
  resourcesBelow,
  type ScopeReport,
} from './scope';
import { type Candidate, selects } from './selection';

/** What a sweep needs of the Observability it works for. */
export interface SweepHost {
  readonly finder: ResourceFinder;
  isWatched(identity: object): boolean;
  /** @throws AlarmTuningError for a change that cannot be made, another error where the resource is out of reach */
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
  private readonly overrideUse = new OverrideUse();

  constructor(
    readonly scope: IConstruct,
    private readonly options: MonitorScopeOptions,
    private readonly host: SweepHost,
  ) {}

  run(): void {
    const known = [...this.newResources(), ...this.newImports()];
    const companions = new Set<object>(known.flatMap(({ found }) => found.companions));
    const isCompanion = ({ found }: Known) => companions.has(found.identity);
    // A dead-letter queue comes along with its source, so it must not be met first.
    for (const one of known.filter((one) => !isCompanion(one))) this.watch(one);
    for (const one of known.filter(isCompanion)) this.watch(one);
  }

  /** Overrides that changed nothing. */
  problems(): string[] {
    return this.overrideUse
      .problems(this.options.overrides ?? [])
      .map((problem) => `monitorScope of '${this.scope.node.path}': ${problem}`);
  }

  /** Resources to watch that were added when it was too late for that. */
  late(): CfnResource[] {
    const isMissed = (resource: CfnResource) =>
      !this.seen.has(resource) &&
      this.host.finder.discovers(resource.cfnResourceType) &&
      !this.host.isWatched(resource) &&
      ownReason(resource) === undefined;
    return resourcesBelow(this.scope).filter(isMissed);
  }

  private newResources(): Known[] {
    return resourcesBelow(this.scope).flatMap((resource) => {
      if (this.isSeen(resource)) return [];
      const construct = friendliest(resource);
      const type = resource.cfnResourceType;
      const bare = { construct, type, entries: [] };
      if (this.host.isWatched(resource)) return this.noteWatched(bare);
      if (this.host.finder.discovers(type)) return this.consider(bare, ownReason(resource));
      this.leaveOut(bare, 'the catalog has no entry for its type', ownReason(resource));
      return [];
    });
  }

  private newImports(): Known[] {
    return this.scope.node.findAll().flatMap((construct) => {
      const entry = this.host.finder.importedEntry(construct);
      if (!entry || entry.resource?.onRequest || this.isSeen(construct)) return [];
      const bare = { construct, type: entry.type, entries: [entry] };
      return this.host.isWatched(construct) ? this.noteWatched(bare) : this.consider(bare);
    });
  }

  private noteWatched(bare: Candidate): [] {
    const found = this.search(bare.construct);
    const entries = typeof found === 'string' ? [] : found.subjects.map(({ entry }) => entry);
    const candidate = { ...bare, entries };
    for (const override of this.options.overrides ?? []) {
      if (selects(override.match, candidate)) this.overrideUse.noteTooLate(override);
    }
    this.report.monitored.push(reported(candidate));
    return [];
  }

  /** Finds the entries of a resource, unless it is left out. */
  private consider(bare: Candidate, ownReason?: string): Known[] {
    const found = this.search(bare.construct);
    if (typeof found === 'string') this.leaveOut(bare, found, ownReason);
    // Not imported: the resource behind it is in the app and accounted for itself.
    else if (bare.entries.length > 0 && CfnResource.isCfnResource(found.identity)) return [];
    else if (found.subjects.length === 0) {
      this.leaveOut(bare, 'the catalog has no entry for this kind of it', ownReason);
    } else {
      const candidate = { ...bare, entries: [...new Set(found.subjects.map(({ entry }) => entry))] };
      if (ownReason === undefined && !excludedBy(this.options, candidate)) return [{ candidate, found }];
      this.exclude(candidate, ownReason);
    }
    return [];
  }

  /** A reason instead, where the properties of a resource cannot be read: its neighbours have nothing to do with that. */
  private search(construct: IConstruct): FoundResource | string {
    try {
      return this.host.finder.search(construct);
    } catch (error) {
      return messageOf(error);
    }
  }

  private watch({ candidate, found }: Known): void {
    if (this.host.isWatched(found.identity)) {
      this.report.monitored.push(reported(candidate));
      return;
    }
    const overrides = overridesFor(this.options, candidate);
    for (const [override, changes] of overrides) this.overrideUse.note(override, candidate, changes);
    try {
      this.host.watch(candidate.construct, found, Object.assign({}, ...overrides.values()));
      this.report.monitored.push(reported(candidate));
    } catch (error) {
      if (error instanceof AlarmTuningError) throw error;
      this.report.notCovered.push({ ...reported(candidate), reason: messageOf(error) });
    }
  }

  private leaveOut(candidate: Candidate, reason: string, ownReason: string | undefined): void {
    if (isWithoutMetrics(candidate.type)) this.report.withoutMetrics += 1;
    else if (ownReason !== undefined || excludedBy(this.options, candidate)) this.exclude(candidate, ownReason);
    else this.report.notCovered.push({ ...reported(candidate), reason });
  }

  private exclude(candidate: Candidate, reason = "by 'exclude'"): void {
    this.report.excluded.push({ ...reported(candidate), reason });
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
