import { ArnFormat, type CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlarmTuningError } from '../../core/catalog/check-tuning';
import type { AlarmRole, Severity } from '../../core/incident/severity';
import { shortHash } from '../names';
import { AlarmShards, shardsFor } from './shards';

/** An alarm that `Observability` makes. */
export interface MonitoredAlarm {
  /** As CloudWatch shows it. */
  readonly name: string;
  readonly alarmArn: string;
  /** Which of its resource's alarms, such as `FaultRate`. */
  readonly id: string;
  /** Construct path of the resource; of the Observability for the service's own alarms. */
  readonly resource: string;
  /** Of the incident that it opens. */
  readonly severity: Severity;
  /** Whether it wakes people, opens a ticket, or is evidence only. */
  readonly role: AlarmRole;
  /** From the start of a fault to the alarm, at best. */
  readonly timeToDetectSeconds: number;
  /** Its template resource; those of the catalog come into the template at synth only. @default - none yet */
  readonly alarm?: CfnResource;
}

/** An alarm that is decided on and not in the template yet. */
export interface PendingAlarm
  extends Pick<MonitoredAlarm, 'id' | 'resource' | 'severity' | 'role' | 'timeToDetectSeconds'> {
  /** Unique in the set; the alarms of one owner lie in one stack. */
  readonly owner: string;
  /** @param hash differs wherever the alarm would lie in another stack */
  nameOf(hash: string): string;
  render(scope: Construct, about: MonitoredAlarm): CfnResource;
}

/**
 * All alarms of an Observability. They are known at once and come into the template at synth, when it is clear whether
 * one stack has room for them. Who asks for names earlier settles that question with what is known then.
 */
export class AlarmSet {
  private readonly pending: PendingAlarm[] = [];
  private readonly ids = new Set<string>();
  private readonly described = new Map<PendingAlarm, MonitoredAlarm>();
  private readonly dependents: { readonly resource: CfnResource; readonly names: ReadonlySet<string> }[] = [];
  private shards?: AlarmShards;

  /**
   * @param identity what the hashes in names are made of
   * @param shardCount nested stacks; `undefined`: as many as needed
   */
  constructor(
    private readonly scope: Construct,
    private readonly identity: readonly string[],
    private readonly shardCount: number | undefined,
  ) {}

  /** @throws where a resource would have two alarms of one id */
  add(alarms: readonly PendingAlarm[]): void {
    for (const alarm of alarms) {
      const { owner, id, resource } = alarm;
      if (this.ids.has(`${owner}\n${id}`)) {
        throw new AlarmTuningError(
          `'${resource}' would have two alarms '${id}': two catalog entries for its type have that id, or two Targets of ` +
            'an entry the same label; give one of them another',
        );
      }
      this.ids.add(`${owner}\n${id}`);
      this.pending.push(alarm);
    }
  }

  all(): MonitoredAlarm[] {
    return this.pending.map((alarm) => this.about(alarm));
  }

  /** One of the set, as others see it. */
  about(alarm: PendingAlarm): MonitoredAlarm {
    const about = this.described.get(alarm) ?? this.describe(alarm);
    this.described.set(alarm, about);
    return about;
  }

  /** Has a resource deployed after the alarms of these names, as far as they are in the set. */
  deployAfter(resource: CfnResource, names: readonly string[]): void {
    this.dependents.push({ resource, names: new Set(names) });
  }

  /** Puts all into the template: once. */
  render(): void {
    const shards = this.settled();
    const made = this.pending.map((alarm) => {
      const about = this.about(alarm);
      const scope = childOf(shards.scopeFor(alarm.owner), alarm.owner);
      return { name: about.name, template: alarm.render(scope, about) };
    });
    shards.check();
    for (const { resource, names } of this.dependents) {
      for (const { name, template } of made) if (names.has(name)) resource.addResourceDependency(template);
    }
  }

  private describe(alarm: PendingAlarm): MonitoredAlarm {
    const { id, resource, severity, role, timeToDetectSeconds } = alarm;
    const name = alarm.nameOf(this.hash(alarm.owner));
    const alarmArn = Stack.of(this.scope).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return { name, alarmArn, id, resource, severity, role, timeToDetectSeconds };
  }

  /** The name changes whenever the logical id does: CloudFormation creates before it deletes, and would meet itself. */
  private hash(owner: string): string {
    const { count } = this.settled();
    return shortHash(...this.identity, owner, ...(count === 0 ? [] : [`${count} shards`]));
  }

  private settled(): AlarmShards {
    this.shards ??= new AlarmShards(
      this.scope,
      this.shardCount ?? shardsFor(Stack.of(this.scope), this.pending.length),
    );
    return this.shards;
  }
}

function childOf(scope: Construct, id: string): Construct {
  const flat = id.replaceAll('/', '--');
  // `a/b` and `a--b` are two.
  const safe = id.includes('--') || /-\/|\/-/.test(id) ? `${flat}-${shortHash(id)}` : flat;
  return (scope.node.tryFindChild(safe) as Construct | undefined) ?? new Construct(scope, safe);
}
